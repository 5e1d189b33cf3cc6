"""Tools that people type into use it, in the hours in which people work."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.model.finding import Severity

#: Programs that people type into; jobs use some of them too, so the hours must be people's as well.
TOOLS = ("curl", "wget", "httpie", "postmanruntime", "insomnia", "aws-cli", "psql", "bruno-runtime")
#: Days of use, without one at a weekend, and the most hours of the day that they may touch.
DAYS, HOURS = 15, 11

CHECK = Check(
    id="by_hand",
    nhi="NHI10",
    title="Used by hand in office hours",
    severity=Severity.MEDIUM,
    reason="It lies on somebody's machine, outside of every vault.",
    fix="Ask its owner who works with it; give them short-lived access of their own, then rotate it.",
    unlock="Bring in a log with client and time of its use, over at least three weeks.",
    needs=(("events",), ("consumers",)),
    sql=f"""
        WITH tools AS (
            SELECT id, bool_and(client IN {TOOLS}) AS only_tools, count(*) FILTER (client IS NULL) AS blind,
                   string_agg(DISTINCT client, ', ' ORDER BY client) AS named
            FROM consumers WHERE uses > 0 GROUP BY id)
        SELECT c.id AS subject,
               CASE WHEN n.id IS NULL OR t.id IS NULL OR t.blind > 0 OR n.days < {DAYS} THEN 'unknown'
                    WHEN t.only_tools AND n.weekend = 0 AND n.hours <= {HOURS} THEN 'yes' ELSE 'no' END AS answer,
               CASE WHEN n.id IS NULL OR t.id IS NULL THEN 'no log shows its use'
                    WHEN t.blind > 0 THEN 'its log does not name every client'
                    WHEN n.days < {DAYS} THEN 'used on ' || n.days || ' days only'
                    WHEN t.only_tools AND n.weekend = 0 AND n.hours <= {HOURS} THEN t.named || ' only, Monday to Friday, in '
                         || n.hours || ' hours of the day, on ' || n.days || ' days'
                    WHEN NOT t.only_tools THEN 'used by ' || t.named ELSE 'used at all hours' END AS because
        FROM live c LEFT JOIN doings n ON n.id = c.id LEFT JOIN tools t ON t.id = c.id
    """,
    clauses=(clauses.PCI_INTERACTIVE, clauses.NIST_ATYPICAL, clauses.owasp("NHI10")),
)
