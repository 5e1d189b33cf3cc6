"""A machine's account signs in through the web page."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="signs_in",
    nhi="NHI10",
    title="Signs in interactively, as a person does",
    severity=Severity.HIGH,
    reason="A person knows the machine's password and can keep it.",
    fix="Find the person by the address; forbid web sign-in for this account.",
    unlock="Import the log of sign-ins that shows the client.",
    needs=(("doings",),),
    sql="""
        WITH shown AS (SELECT source, sum(told_logins) AS told FROM doings GROUP BY source),
        own AS (
            SELECT id, max(last_login_by_browser) AS browsed, sum(logins) AS logins, sum(told_logins) AS told_logins
            FROM doings GROUP BY id),
        judged AS (
            SELECT c.id, own.browsed, coalesce(own.logins > own.told_logins, false) AS blind, shown.told > 0 AS shown,
                   c.principal_kind = 'nonhuman' AS machine
            FROM live c JOIN kinds d ON d.provider = c.provider AND d.kind = c.kind AND d.account
            LEFT JOIN own ON own.id = c.id LEFT JOIN shown ON shown.source = c.source)
        SELECT id AS subject,
               CASE WHEN browsed IS NOT NULL THEN CASE WHEN machine THEN 'yes' ELSE 'unknown' END
                    WHEN shown AND NOT blind THEN 'no' ELSE 'unknown' END AS answer,
               CASE WHEN browsed IS NOT NULL THEN 'a browser signed in on ' || posture_day(browsed)
                         || CASE WHEN machine THEN '' ELSE '; nothing says whether it is a person''s account' END
                    WHEN blind THEN 'it signs in, but the log does not say with what'
                    WHEN shown THEN 'no sign-in in a log that shows them'
                    ELSE 'no log shows sign-ins with their client' END AS because
        FROM judged
    """,
    clauses=(clauses.PCI_INTERACTIVE, clauses.NIST_ATYPICAL, clauses.ISO_IDENTITY, clauses.owasp("NHI10")),
)
