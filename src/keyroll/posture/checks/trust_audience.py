"""A role trusts an outside issuer and does not check the audience of its tokens."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="trust_audience",
    nhi="NHI6",
    title="Accepts tokens that were issued for another service",
    severity=Severity.MEDIUM,
    reason="A service that receives a job's token could use the token to assume this role.",
    fix="Add the audience claim (aud) to the condition of the trust policy.",
    unlock="Read the trust policies of roles (account_authorization_details).",
    needs=(("grants",),),
    sql="""
        WITH outside AS (
            SELECT role, min(named) AS named, any_of(CASE
                       WHEN json_extract(conditions, '$.aud.exact') IS NOT NULL THEN 'no'
                       WHEN list_contains(json_extract_string(conditions, '$.aud.pattern[*]'), '*') THEN 'yes'
                       WHEN json_extract(conditions, '$.aud.pattern') IS NOT NULL THEN 'no'
                       WHEN json_extract(conditions, '$.aud') IS NOT NULL THEN 'unknown' ELSE 'yes' END) AS said
            FROM trusts WHERE who = 'oidc_issuer' GROUP BY role)
        SELECT role AS subject, coalesce(said, CASE WHEN trust_read THEN 'no' ELSE 'unknown' END) AS answer,
               CASE WHEN said = 'yes' THEN 'trusts ' || named || ' and names no audience'
                    WHEN said = 'no' THEN 'trusts ' || named || ' for a named audience'
                    WHEN said = 'unknown' THEN 'how its condition compares the audience cannot be judged'
                    WHEN trust_read THEN 'trusts no outside issuer' ELSE 'whom it trusts was not read' END AS because
        FROM roles LEFT JOIN outside USING (role)
    """,
    clauses=(clauses.NIST_SERVICES, clauses.ISO_CLOUD, clauses.SOC_BOUNDARY, clauses.owasp("NHI6")),
)
