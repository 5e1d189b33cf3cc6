"""A role lets anybody, or an account that is not ours, assume it."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.model.finding import Severity

CHECK = Check(
    id="trust_stranger",
    nhi="NHI6",
    title="Anybody, or a foreign account, may become this role",
    severity=Severity.CRITICAL,
    reason="A role open to everybody is public; one open to a vendor without an external id can be reached through its other customers.",
    fix="Name the accounts that may assume it; for a vendor, ask for an external id in the condition.",
    unlock="Survey the other accounts too: an account that is on the roll is known to be ours.",
    needs=(("grants",),),
    sql="""
        WITH roles AS (
             SELECT principal AS role, source FROM principals WHERE subkind = 'role' UNION SELECT role, source FROM trusts),
         ours AS (SELECT DISTINCT split_part(source, '@', 2) AS account FROM reads),
         judged AS (
             SELECT role, CASE
                        WHEN who = 'anyone' AND conditions IS NULL THEN 'yes'
                        WHEN who = 'anyone' THEN 'unknown'
                        WHEN who = 'account' AND NOT EXISTS (FROM ours WHERE account = named)
                             AND json_extract(conditions, '$."sts:ExternalId".exact') IS NULL
                             AND json_extract(conditions, '$."aws:PrincipalOrgID".exact') IS NULL THEN 'unknown'
                        ELSE 'no' END AS answer,
                    CASE WHEN who = 'anyone' AND conditions IS NULL THEN 'anybody may assume it'
                         WHEN who = 'anyone' THEN 'anybody may assume it who meets ' || conditions
                         WHEN who = 'account' THEN 'account ' || named || ' may assume it' ELSE 'trusts no other account' END AS because
             FROM trusts),
         worst AS (SELECT role, any_of(answer) AS said FROM judged GROUP BY role)
         SELECT roles.role AS subject, coalesce(worst.said, 'unknown') AS answer,
                coalesce((SELECT min(because) FROM judged j WHERE j.role = roles.role AND j.answer = worst.said)
                    || CASE WHEN worst.said = 'unknown' THEN '; whose that is is not known here' ELSE '' END,
                    'whom it trusts was not read') AS because
         FROM roles LEFT JOIN worst USING (role)
    """,
    clauses=(clauses.NIST_LEAST, clauses.ISO_SUPPLIERS, clauses.SOC_BOUNDARY, clauses.owasp("NHI6")),
)
