"""A role trusts an outside issuer and does not check for whom its token was made."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.model.finding import Severity

CHECK = Check(
    id="trust_audience",
    nhi="NHI6",
    title="Takes tokens that were made for somebody else",
    severity=Severity.MEDIUM,
    reason="A token that a job got for another service could be handed on to this role.",
    fix="Add the audience claim (aud) to the condition of the trust policy.",
    unlock="Read the trust policies of roles (AWS: account_authorization_details).",
    needs=(("grants",),),
    sql="""
        WITH roles AS (
             SELECT principal AS role, source FROM principals WHERE subkind = 'role' UNION SELECT role, source FROM trusts),
         outside AS (
             SELECT role, min(named) AS named, any_of(CASE
                        WHEN json_extract(conditions, '$.aud.exact') IS NOT NULL THEN 'no'
                        WHEN list_contains(json_extract_string(conditions, '$.aud.pattern[*]'), '*') THEN 'yes'
                        WHEN json_extract(conditions, '$.aud.pattern') IS NOT NULL THEN 'no'
                        WHEN json_extract(conditions, '$.aud') IS NOT NULL THEN 'unknown' ELSE 'yes' END) AS answer
             FROM trusts WHERE who = 'oidc_issuer' GROUP BY role)
         SELECT roles.role AS subject,
                CASE WHEN o.answer IS NOT NULL THEN o.answer WHEN EXISTS (FROM trusts t WHERE t.role = roles.role) THEN 'no'
                     ELSE 'unknown' END AS answer,
                CASE o.answer WHEN 'yes' THEN 'trusts ' || named || ' and names no audience'
                     WHEN 'no' THEN 'trusts ' || named || ' for a named audience'
                     WHEN 'unknown' THEN 'how its condition compares the audience is not known here'
                     ELSE CASE WHEN EXISTS (FROM trusts t WHERE t.role = roles.role) THEN 'trusts no outside issuer'
                          ELSE 'whom it trusts was not read' END END AS because
         FROM roles LEFT JOIN outside o USING (role)
    """,
    clauses=(clauses.NIST_SERVICES, clauses.ISO_CLOUD, clauses.SOC_BOUNDARY, clauses.owasp("NHI6")),
)
