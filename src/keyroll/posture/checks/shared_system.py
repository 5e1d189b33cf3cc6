"""One system holds credentials named for production and for test."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="shared_system",
    nhi="NHI8",
    title="Production and test share this system",
    severity=Severity.MEDIUM,
    reason="One administrator, one mistake or one intruder in this system affects both.",
    fix="Move the test jobs into a separate system (in a cloud: an account).",
    unlock="Name sources by environment (aws@prod, aws@test).",
    needs=(("credentials.name",),),
    sql="""
        WITH named AS (
            SELECT source, environment(split_part(source, '@', 2)) AS place, name, environment(name) AS told
            FROM live WHERE source IS NOT NULL),
        judged AS (
            SELECT source, place, count(DISTINCT told) = 2 AS both_told, coalesce(bool_or(told <> place),
                 false) AS foreign_told,
                   count(*) = count(name) AS all_named, min(name) FILTER (told = 'production') AS production,
                   min(name) FILTER (told = 'test') AS test
            FROM named GROUP BY source, place)
        SELECT source AS subject,
               CASE WHEN both_told OR foreign_told THEN 'yes' WHEN place IS NOT NULL AND all_named THEN 'no'
                    ELSE 'unknown' END AS answer,
               CASE WHEN both_told THEN 'holds ' || production || ' and ' || test
                    WHEN foreign_told THEN 'is named for ' || place || ' and holds ' || coalesce(production, test)
                    WHEN place IS NULL THEN 'nothing says of which environment it is'
                    WHEN NOT all_named THEN 'not all that it holds has a name'
                         ELSE 'all that it holds is of ' || place END AS because
        FROM judged
    """,
    clauses=(clauses.PCI_APART, clauses.CIS_APART, clauses.ISO_APART, clauses.owasp("NHI8")),
)
