"""A role can be assumed by anybody, or by an account outside the organisation."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="trust_outside_party",
    nhi="NHI6",
    title="Anybody, or an unknown account, can assume this role",
    severity=Severity.CRITICAL,
    reason="A role that anybody can assume is public. Without an external id, a vendor's other customers may reach it.",
    fix="Name the accounts that may assume it; require an external id of a vendor.",
    unlock="Read your other accounts: an account in the inventory counts as yours.",
    needs=(("grants",),),
    sql="""
        WITH ours AS (SELECT DISTINCT split_part(source, '@', 2) AS account FROM reads),
        judged AS (
            SELECT role, CASE WHEN who = 'anyone' THEN CASE WHEN conditions IS NULL THEN 'yes' ELSE 'unknown' END
                              WHEN who <> 'account' OR named IN (SELECT account FROM ours) THEN 'no'
                              WHEN json_extract(conditions, '$."sts:ExternalId".exact') IS NOT NULL THEN 'no'
                              WHEN json_extract(conditions, '$."aws:PrincipalOrgID".exact') IS NOT NULL THEN 'no'
                              ELSE 'unknown' END AS answer,
                   CASE WHEN who = 'anyone' THEN 'anybody may assume it' || coalesce(' who meets ' || conditions, '')
                        ELSE 'account ' || named || ' may assume it, and nothing here says whose that is' END AS told
            FROM trusts),
        worst AS (SELECT role, any_of(answer) AS said FROM judged GROUP BY role),
        told AS (SELECT role, min(told) AS told FROM judged JOIN worst USING (role) WHERE answer = said GROUP BY role)
        SELECT role AS subject, coalesce(said, 'unknown') AS answer,
               CASE WHEN said IS NULL THEN 'whom it trusts was not read'
                    WHEN said = 'no' THEN 'trusts nobody who is unknown' ELSE told END AS because
        FROM roles LEFT JOIN worst USING (role) LEFT JOIN told USING (role)
    """,
    clauses=(clauses.NIST_LEAST, clauses.ISO_SUPPLIERS, clauses.SOC_BOUNDARY, clauses.owasp("NHI6")),
)
