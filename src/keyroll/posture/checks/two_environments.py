"""One credential, or one account name, works in production and in test."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="two_environments",
    nhi="NHI8",
    title="Used in production and in test",
    severity=Severity.HIGH,
    reason="Test systems are protected less. An intruder in test gets a credential that works in production.",
    fix="Issue one for each environment; block each from the other's networks.",
    unlock="Name sources by environment (jira@prod, jira@test) and import their logs.",
    needs=(("credentials.source",), ("consumers",)),
    sql="""
        WITH touched AS (
            SELECT id, source FROM live UNION SELECT id, source FROM consumers SEMI JOIN live USING (id) UNION
            -- An account of one name at two sources of a provider: one password for both, more often than not.
            SELECT c.id, o.source FROM live c JOIN live o ON o.provider = c.provider AND o.kind = c.kind
                AND lower(regexp_replace(o.id, '^[^:]*:', '')) = lower(regexp_replace(c.id, '^[^:]*:', ''))
            JOIN kinds d ON d.provider = c.provider AND d.kind = c.kind AND d.account),
        placed AS (SELECT id, source, environment(split_part(source, '@', 2)) AS place FROM touched),
        spread AS (
            SELECT id, count(DISTINCT place) AS places, min(place) AS place, count(*) FILTER (place IS NULL) AS unnamed,
                   string_agg(DISTINCT source, ', ' ORDER BY source) AS sources,
                   coalesce(min(source) FILTER (place IS NULL), 'its source') AS nameless
            FROM placed GROUP BY id),
        judged AS (
            SELECT c.id, environment(c.name) AS told, s.*, s.places = 2 OR coalesce(environment(c.name) <> s.place,
                 false) AS mixed,
                   c.id IN (SELECT id FROM consumers) AS seen
            FROM live c JOIN spread s USING (id))
        SELECT id AS subject, CASE WHEN mixed THEN 'yes' WHEN unnamed > 0 OR NOT seen THEN 'unknown'
             ELSE 'no' END AS answer,
               CASE WHEN places = 2 THEN 'works in ' || sources
                    WHEN mixed THEN 'named for ' || told || ', works in ' || sources
                    WHEN unnamed > 0 THEN 'nothing says of which environment ' || nameless || ' is'
                    WHEN NOT seen THEN 'no log shows where it is used' ELSE 'in ' || place || ' only' END AS because
        FROM judged
    """,
    clauses=(clauses.PCI_APART, clauses.CIS_APART, clauses.ISO_APART, clauses.owasp("NHI8")),
)
