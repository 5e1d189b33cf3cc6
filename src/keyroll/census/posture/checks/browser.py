"""A browser, or a program that says it is one, uses it."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.census.posture.ground import BROWSERS
from keyroll.model.finding import Severity

CHECK = Check(
    id="browser",
    nhi="NHI10",
    title="Used from a browser",
    severity=Severity.HIGH,
    reason="A person borrows a machine's identity: no second factor, and no name in the log.",
    fix="Ask its owner who that was; give them an account of their own, and rotate what they know.",
    unlock="Bring in a log that shows the client of its use (access log, CloudTrail).",
    needs=(("consumers",), ("consumers.client",)),
    sql=f"""
        WITH clients AS (
            SELECT id, max(last_used) FILTER (client IN {BROWSERS}) AS at, sum(uses) FILTER (client IN {BROWSERS}) AS uses,
                   count(*) FILTER (client IS NULL) AS blind, count(client) AS told, min(network) FILTER (client IN {BROWSERS}) AS network
            FROM consumers WHERE uses > 0 GROUP BY id)
        SELECT c.id AS subject,
               CASE WHEN u.at IS NOT NULL AND (c.principal_kind = 'nonhuman' OR NOT coalesce(d.account, false)) THEN 'yes'
                    WHEN u.at IS NOT NULL OR u.told IS NULL OR u.told = 0 OR u.blind > 0 THEN 'unknown' ELSE 'no' END AS answer,
               CASE WHEN u.at IS NOT NULL AND (c.principal_kind = 'nonhuman' OR NOT coalesce(d.account, false)) THEN u.uses
                         || ' uses by a browser, last on ' || posture_day(u.at) || coalesce(' from ' || u.network, '')
                    WHEN u.at IS NOT NULL THEN 'used from a browser, but nothing says whether its account is a person''s'
                    WHEN u.told IS NULL THEN 'no log shows who uses it'
                    WHEN u.told = 0 OR u.blind > 0 THEN 'its log does not name every client' ELSE 'no client is a browser' END AS because
        FROM live c LEFT JOIN clients u USING (id) LEFT JOIN declared d ON d.provider = c.provider AND d.kind = c.kind
    """,
    clauses=(clauses.PCI_INTERACTIVE, clauses.NIST_ATYPICAL, clauses.SOC_ACCESS, clauses.owasp("NHI10")),
)
