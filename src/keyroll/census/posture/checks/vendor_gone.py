"""A vendor that was off-boarded holds a credential that still works."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.model.finding import Severity

CHECK = Check(
    id="vendor_gone",
    nhi="NHI1",
    title="Its vendor was off-boarded, it still works",
    severity=Severity.CRITICAL,
    reason="A contract ended, the access did not; nobody at the vendor guards it any more.",
    fix="Revoke or rotate it today, and prove it: keyroll incident open NAME --vendor VENDOR.",
    unlock="Write the day on which each vendor was off-boarded into register/survey/vendors.csv.",
    needs=(("vendor_holdings.off_boarded",), ("vendor_holdings.alive",)),
    sql="""
        WITH held AS (
            SELECT id, vendor, both_of(off_boarded, alive) AS answer,
                   vendor || CASE off_boarded WHEN 'yes' THEN ' is gone: ' || coalesce(off_boarded_because, 'off-boarded')
                        WHEN 'no' THEN ' is still a vendor' ELSE ': ' || coalesce(off_boarded_because, 'nothing says') END
                   || CASE WHEN off_boarded = 'yes' AND alive = 'unknown' THEN '; whether it works is not known' ELSE '' END AS told
            FROM (SELECT id, vendor, coalesce(h.off_boarded, 'unknown') AS off_boarded, coalesce(h.alive, 'unknown') AS alive,
                         off_boarded_because FROM vendor_holdings h JOIN live USING (id))),
        worst AS (SELECT id, any_of(answer) AS said FROM held GROUP BY id)
        SELECT id AS subject, any_value(said) AS answer, string_agg(DISTINCT told, '; ' ORDER BY told) AS because
        FROM held JOIN worst USING (id) WHERE answer = said GROUP BY id
    """,
    clauses=(
        clauses.PCI_VENDORS,
        clauses.CIS_VENDOR_ENDS,
        clauses.NIST_PROVIDERS,
        clauses.ISO_CLOUD,
        clauses.SOC_VENDORS,
        clauses.owasp("NHI1"),
    ),
)
