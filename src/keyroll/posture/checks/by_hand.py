"""Tools that people type into use the credential, in working hours."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

#: Programs that people type into; jobs use some of them too, so the hours of use must be working hours as well.
TOOLS = ("curl", "wget", "httpie", "postmanruntime", "insomnia", "aws-cli", "psql", "bruno-runtime")
#: The least days of use, none of them at a weekend, and the most hours of the day with use.
DAYS, HOURS = 15, 11

CHECK = Check(
    id="by_hand",
    nhi="NHI10",
    title="Used by hand in office hours",
    severity=Severity.MEDIUM,
    reason="A copy of the value is on a person's computer, outside of every vault.",
    fix="Ask the owner who works with it; give that person short-lived access.",
    unlock="Import three weeks of a log that shows client and time of each use.",
    needs=(("doings",), ("consumers",)),
    sql=f"""
        WITH tools AS (
            SELECT id, bool_and(client IN {TOOLS}) AS only_tools, count(*) FILTER (client IS NULL) AS blind,
                   string_agg(DISTINCT client, ', ' ORDER BY client) AS named
            FROM consumers WHERE uses > 0 GROUP BY id),
        own AS (
            SELECT id, max(days) AS days, sum(weekend) AS weekend, bit_count(bit_or(hours)) AS hours
                 FROM doings GROUP BY id),
        judged AS (
            SELECT c.id, own.days, own.hours, t.blind, t.named, t.only_tools,
                   t.only_tools AND own.weekend = 0 AND own.hours <= {HOURS} AS by_hand
            FROM live c LEFT JOIN own ON own.id = c.id LEFT JOIN tools t ON t.id = c.id)
        SELECT id AS subject,
               CASE WHEN days IS NULL OR blind IS NULL OR blind > 0 OR days < {DAYS} THEN 'unknown'
                    WHEN by_hand THEN 'yes'
                    ELSE 'no' END AS answer,
               CASE WHEN days IS NULL OR blind IS NULL THEN 'no log shows its use'
                    WHEN blind > 0 THEN 'its log does not name every client'
                    WHEN days < {DAYS} THEN 'used on ' || days || CASE WHEN days = 1 THEN ' day only'
                         ELSE ' days only' END
                    WHEN by_hand THEN named || ' only, Monday to Friday, in ' || hours || ' hours a day, on ' || days
                         || ' days'
                    WHEN only_tools THEN 'used at all hours, or at weekends' ELSE 'used by ' || named END AS because
        FROM judged
    """,
    clauses=(clauses.PCI_INTERACTIVE, clauses.NIST_ATYPICAL, clauses.owasp("NHI10")),
)
