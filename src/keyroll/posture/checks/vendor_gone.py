"""A vendor that was off-boarded holds a credential that still works."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="vendor_gone",
    nhi="NHI1",
    title="Its vendor was off-boarded, but it still works",
    severity=Severity.CRITICAL,
    reason="The contract ended and the access did not. The vendor no longer protects the credential.",
    fix="Revoke it and prove it: keyroll incident open NAME --vendor VENDOR.",
    unlock="Write the end of contracts (ended_on) into register/survey/vendors.csv.",
    needs=(("vendor_holdings.off_boarded", "vendor_holdings.alive"),),
    sql="""
        WITH held AS (
            SELECT id, vendor, coalesce(h.off_boarded, 'unknown') AS gone, coalesce(h.alive, 'unknown') AS lives,
                   coalesce(off_boarded_because, 'nothing says whether it is still a vendor') AS why
            FROM vendor_holdings h JOIN live USING (id)),
        judged AS (
            SELECT id, both_of(gone, lives) AS answer, vendor || CASE gone WHEN 'no' THEN ' is still a vendor'
                       WHEN 'yes' THEN ' is gone' || coalesce(': ' || why, '') ELSE ': ' || why END
                       || CASE WHEN gone = 'yes' AND lives = 'unknown' THEN '; whether it works is not known'
                            ELSE '' END AS told
            FROM held),
        worst AS (SELECT id, any_of(answer) AS said FROM judged GROUP BY id)
        SELECT id AS subject, any_value(said) AS answer, string_agg(DISTINCT told, '; ' ORDER BY told) AS because
        FROM judged JOIN worst USING (id) WHERE answer = said GROUP BY id
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
