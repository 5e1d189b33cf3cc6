"""One credential, or one account name, works in production and in test."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.model.finding import Severity

CHECK = Check(
    id="two_environments",
    nhi="NHI8",
    title="Used in production and in test",
    severity=Severity.HIGH,
    reason="Test systems are guarded less: who breaks in there walks into production with the same key.",
    fix="Issue one for each environment, and take the other's networks and roles away from each.",
    unlock="Name sources by their environment when connecting them (jira@prod, jira@test), and bring in their logs.",
    needs=(("credentials.source",), ("consumers",)),
    sql="""
        WITH touched AS (
            SELECT id, source, environment(split_part(source, '@', 2)) AS place FROM live UNION
            SELECT id, source, environment(split_part(source, '@', 2)) FROM consumers SEMI JOIN live USING (id) UNION
            -- An account of the same name at another source of the same provider: one password for both, more often than not.
            SELECT c.id, o.source, environment(split_part(o.source, '@', 2)) FROM live c JOIN live o
            ON o.provider = c.provider AND o.kind = c.kind AND o.source <> c.source
            AND lower(regexp_replace(o.id, '^[^:]*:', '')) = lower(regexp_replace(c.id, '^[^:]*:', ''))
            JOIN declared d ON d.provider = c.provider AND d.kind = c.kind AND d.account),
        spread AS (
            SELECT id, count(DISTINCT place) AS places, count(*) FILTER (place IS NULL) AS unnamed,
                   min(place) AS place, string_agg(DISTINCT source, ', ' ORDER BY source) AS sources,
                   min(source) FILTER (place IS NULL) AS nameless
            FROM touched GROUP BY id)
        SELECT c.id AS subject,
               CASE WHEN s.places = 2 OR environment(c.name) <> s.place THEN 'yes'
                    WHEN s.unnamed > 0 OR NOT EXISTS (FROM consumers u WHERE u.id = c.id) THEN 'unknown' ELSE 'no' END AS answer,
               CASE WHEN s.places = 2 THEN 'works in ' || s.sources
                    WHEN environment(c.name) <> s.place THEN 'named for ' || environment(c.name) || ', works in ' || s.sources
                    WHEN s.unnamed > 0 THEN 'nothing says of which environment ' || coalesce(s.nameless, 'its source') || ' is'
                    WHEN NOT EXISTS (FROM consumers u WHERE u.id = c.id) THEN 'no log shows where it is used'
                    ELSE 'in ' || s.place || ' only' END AS because
        FROM live c JOIN spread s USING (id)
    """,
    clauses=(clauses.PCI_APART, clauses.CIS_APART, clauses.ISO_APART, clauses.owasp("NHI8")),
)
