"""Different programs use it from different networks."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.model.finding import Severity

#: Days on which a program must have used it to count as a workload and not as a try.
DAYS = 3

CHECK = Check(
    id="several_workloads",
    nhi="NHI9",
    title="Several workloads share it",
    severity=Severity.MEDIUM,
    reason="It cannot be changed without breaking all of them, and no log says which one did it.",
    fix="Issue one for each workload, beginning with the one that has the fewest uses.",
    unlock="Bring in a log that shows addresses and clients of its use.",
    needs=(("consumers",),),
    sql=f"""
        WITH regular AS (SELECT id, client, network FROM consumers WHERE uses > 0 AND active_days >= {DAYS}
                         AND client IS NOT NULL AND network IS NOT NULL),
        apart AS (SELECT DISTINCT a.id FROM regular a JOIN regular b ON b.id = a.id AND b.client <> a.client AND b.network <> a.network
                  -- Each has a network of its own: programs that meet in one place may be one workload.
                  WHERE NOT EXISTS (FROM regular r WHERE r.id = a.id AND r.client = b.client AND r.network = a.network)
                    AND NOT EXISTS (FROM regular r WHERE r.id = a.id AND r.client = a.client AND r.network = b.network)),
        spread AS (
            SELECT id, count(DISTINCT client) AS clients, count(DISTINCT network) AS networks,
                   count(*) FILTER (client IS NULL OR network IS NULL) AS blind,
                   string_agg(DISTINCT client, ', ' ORDER BY client) AS named
            FROM consumers WHERE uses > 0 GROUP BY id)
        SELECT c.id AS subject,
               CASE WHEN apart.id IS NOT NULL THEN 'yes' WHEN s.clients = 1 AND s.networks = 1 AND s.blind = 0 THEN 'no'
                    ELSE 'unknown' END AS answer,
               CASE WHEN apart.id IS NOT NULL THEN s.clients || ' programs (' || s.named || ') from ' || s.networks || ' networks'
                    WHEN s.id IS NULL THEN 'no log shows who uses it'
                    WHEN s.clients = 1 AND s.networks = 1 AND s.blind = 0 THEN 'one program (' || s.named || ') from one network'
                    WHEN s.blind > 0 THEN 'its log does not name every client or network'
                    ELSE s.clients || CASE WHEN s.clients = 1 THEN ' program' ELSE ' programs' END || ' from ' || s.networks
                         || CASE WHEN s.networks = 1 THEN ' network' ELSE ' networks' END || ': may be one workload' END AS because
        FROM live c LEFT JOIN spread s USING (id) LEFT JOIN apart USING (id)
    """,
    clauses=(clauses.NIST_IDENTIFIERS, clauses.CIS_SERVICE, clauses.SOC_ACCESS, clauses.owasp("NHI9")),
)
