"""A machine's account signs in through the web page."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.model.finding import Severity

CHECK = Check(
    id="signs_in",
    nhi="NHI10",
    title="Signs in like a person",
    severity=Severity.HIGH,
    reason="Somebody types a machine's password, so somebody knows it and may keep it.",
    fix="Find who it was by the address, forbid interactive sign-in for the account, and change its password.",
    unlock="Bring in the log of sign-ins with the client that made them.",
    needs=(("doings",),),
    sql="""
        WITH shown AS (SELECT source, sum(told_logins) AS told FROM doings GROUP BY source),
        own AS (
            SELECT id, max(last_login_by_browser) AS at, sum(logins) AS logins, sum(told_logins) AS told FROM doings GROUP BY id)
        SELECT c.id AS subject,
               CASE WHEN own.at IS NOT NULL THEN CASE WHEN c.principal_kind = 'nonhuman' THEN 'yes' ELSE 'unknown' END
                    WHEN shown.told > 0 AND coalesce(own.logins, 0) = coalesce(own.told, 0) THEN 'no' ELSE 'unknown' END AS answer,
               CASE WHEN own.at IS NOT NULL THEN 'a browser signed in on ' || posture_day(own.at)
                         || CASE WHEN c.principal_kind = 'nonhuman' THEN ''
                            ELSE '; nothing says whether it is a person''s account' END
                    WHEN own.logins > own.told THEN 'it signs in, but the log does not say with what'
                    WHEN shown.told > 0 THEN 'no sign-in in a log that shows them'
                    ELSE 'no log shows sign-ins with their client' END AS because
        FROM live c JOIN declared d ON d.provider = c.provider AND d.kind = c.kind AND d.account
        LEFT JOIN own ON own.id = c.id LEFT JOIN shown ON shown.source = c.source
    """,
    clauses=(clauses.PCI_INTERACTIVE, clauses.NIST_ATYPICAL, clauses.ISO_IDENTITY, clauses.owasp("NHI10")),
)
