"""A browser, or a program with a browser's user agent, uses the credential."""

from keyroll.inventory.doings import BROWSERS
from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="browser",
    nhi="NHI10",
    title="Used from a browser",
    severity=Severity.HIGH,
    reason="A person uses a machine's credential: without a second factor, and the log does not name the person.",
    fix="Ask the owner who used it, give that person an account, then rotate it.",
    unlock="Import a log that shows the client of each use.",
    needs=(("consumers",), ("consumers.client",)),
    sql=f"""
        WITH clients AS (
            SELECT id, client, client IN {BROWSERS} AS browses, uses, last_used, network FROM consumers WHERE uses > 0),
        told AS (
            SELECT id, max(last_used) FILTER (browses) AS used, sum(uses) FILTER (browses) AS uses,
                   min(network) FILTER (browses) AS network, count(*) FILTER (client IS NULL) AS blind
            FROM clients GROUP BY id),
        judged AS (
            SELECT c.id, told.*, c.principal_kind = 'nonhuman' OR NOT coalesce(d.account, false) AS machine
            FROM live c LEFT JOIN told USING (id) LEFT JOIN kinds d ON d.provider = c.provider AND d.kind = c.kind)
        SELECT id AS subject,
               CASE WHEN used IS NOT NULL AND machine THEN 'yes'
                    WHEN used IS NOT NULL OR blind IS NULL OR blind > 0 THEN 'unknown' ELSE 'no' END AS answer,
               CASE WHEN used IS NOT NULL AND machine THEN uses || CASE WHEN uses = 1 THEN ' use' ELSE ' uses' END
                         || ' by a browser, last on ' || posture_day(used) || coalesce(' from ' || network, '')
                    WHEN used IS NOT NULL THEN 'used from a browser; nothing says whether its account is a person''s'
                    WHEN blind IS NULL THEN 'no log shows who uses it'
                    WHEN blind > 0 THEN 'its log does not name every client'
                         ELSE 'no client is a browser' END AS because
        FROM judged
    """,
    clauses=(clauses.PCI_INTERACTIVE, clauses.NIST_ATYPICAL, clauses.SOC_ACCESS, clauses.owasp("NHI10")),
)
