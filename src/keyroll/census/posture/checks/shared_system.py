"""One system holds credentials named for production and for test."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.model.finding import Severity

CHECK = Check(
    id="shared_system",
    nhi="NHI8",
    title="Production and test share this system",
    severity=Severity.MEDIUM,
    reason="One administrator, one mistake or one intruder there reaches both.",
    fix="Move the test jobs into a system of their own (for a cloud: another account).",
    unlock="Name sources by their environment when connecting them (aws@prod, aws@test).",
    needs=(("credentials.name",),),
    sql="""
        SELECT source AS subject,
               CASE WHEN count(DISTINCT environment(name)) = 2 THEN 'yes'
                    WHEN environment(split_part(source, '@', 2)) IS NOT NULL AND count(*) = count(name) THEN
                         CASE WHEN bool_or(environment(name) <> environment(split_part(source, '@', 2))) THEN 'yes' ELSE 'no' END
                    ELSE 'unknown' END AS answer,
               CASE WHEN count(DISTINCT environment(name)) = 2 THEN 'holds ' || min(name) FILTER (environment(name) = 'production')
                         || ' and ' || min(name) FILTER (environment(name) = 'test')
                    WHEN bool_or(environment(name) <> environment(split_part(source, '@', 2))) THEN
                         'holds ' || min(name) FILTER (environment(name) <> environment(split_part(source, '@', 2)))
                    WHEN environment(split_part(source, '@', 2)) IS NULL THEN 'nothing says of which environment it is'
                    ELSE 'all that it holds is of ' || environment(split_part(source, '@', 2)) END AS because
        FROM live WHERE source IS NOT NULL GROUP BY source
    """,
    clauses=(clauses.PCI_APART, clauses.CIS_APART, clauses.ISO_APART, clauses.owasp("NHI8")),
)
