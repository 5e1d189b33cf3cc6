"""Different programs use the credential from different networks."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

#: The least days of use by a program that make it a workload and not a trial.
DAYS = 3

CHECK = Check(
    id="several_workloads",
    nhi="NHI9",
    title="Several workloads share it",
    severity=Severity.MEDIUM,
    reason="A change of the value affects all workloads at once, and the log cannot tell them apart.",
    fix="Issue one credential for each workload, beginning with the least used.",
    unlock="Import a log that shows address and client of each use.",
    needs=(("consumers",),),
    sql=f"""
        WITH regular AS (
            SELECT DISTINCT id, client, network FROM consumers
            WHERE uses > 0 AND active_days >= {DAYS} AND client IS NOT NULL AND network IS NOT NULL),
        -- Each has a network of its own: programs that meet in one place may be one workload.
        apart AS (
            SELECT DISTINCT a.id FROM regular a JOIN regular b ON b.id = a.id AND b.client <> a.client
                 AND b.network <> a.network
            WHERE (a.id, b.client, a.network) NOT IN (SELECT (id, client, network) FROM regular)
              AND (a.id, a.client, b.network) NOT IN (SELECT (id, client, network) FROM regular)),
        spread AS (
            SELECT id, count(DISTINCT client) AS clients, count(DISTINCT network) AS networks,
                   count(*) FILTER (client IS NULL OR network IS NULL) AS blind,
                   string_agg(DISTINCT client, ', ' ORDER BY client) AS named
            FROM consumers WHERE uses > 0 GROUP BY id),
        judged AS (
            SELECT c.id, s.clients, s.networks, s.blind, s.named,
                   CASE WHEN c.id IN (SELECT id FROM apart) THEN 'yes'
                        WHEN s.clients = 1 AND s.networks = 1 AND s.blind = 0 THEN 'no' ELSE 'unknown' END AS answer
            FROM live c LEFT JOIN spread s USING (id))
        SELECT id AS subject, answer,
               CASE WHEN answer = 'yes' THEN clients || ' programs (' || named || ') from ' || networks || ' networks'
                    WHEN answer = 'no' THEN 'one program (' || named || ') from one network'
                    WHEN blind IS NULL THEN 'no log shows who uses it'
                    WHEN blind > 0 THEN 'its log does not name every client or network'
                    ELSE 'programs: ' || clients || ', networks: ' || networks || '; may be one workload' END AS because
        FROM judged
    """,
    clauses=(clauses.NIST_IDENTIFIERS, clauses.CIS_SERVICE, clauses.SOC_ACCESS, clauses.owasp("NHI9")),
)
