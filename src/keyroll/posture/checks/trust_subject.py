"""A role trusts an outside issuer for any subject."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="trust_subject",
    nhi="NHI6",
    title="Any job of an outside issuer can assume this role",
    severity=Severity.CRITICAL,
    reason="With a shared issuer, such as a public CI service, every customer's repository can assume the role.",
    fix="Pin the subject in the trust policy to one repository and branch.",
    unlock="Read the trust policies of roles (account_authorization_details).",
    needs=(("grants",),),
    sql="""
        WITH outside AS (
            SELECT role, named, json_extract_string(conditions, '$.sub.exact[*]') AS exact,
                   json_extract_string(conditions, '$.sub.pattern[*]') AS patterns,
                   list_filter(json_keys(coalesce(conditions, '{}')::JSON), lambda k: k <> 'aud') AS claims
            FROM trusts WHERE who = 'oidc_issuer'),
        -- A wildcard before the third part of a subject leaves open whose job it is: repo:ours/*, not repo:ours/app:*.
        widest AS (
            SELECT *, list_filter(patterns, lambda p: regexp_matches(p, '[*?]')
                   AND len(regexp_split_to_array(regexp_extract(p, '^[^*?]*'), '[:/|]')) < 4) AS wide
            FROM outside),
        judged AS (
            SELECT *, CASE WHEN len(exact) > 0 THEN 'no' WHEN len(wide) > 0 THEN 'yes' WHEN len(patterns) > 0 THEN 'no'
                           WHEN len(claims) > 0 THEN 'unknown' ELSE 'yes' END AS answer
            FROM widest),
        worst AS (
            SELECT role, any_of(answer) AS said,
                   min('trusts ' || named || CASE WHEN len(wide) > 0 THEN ' for any subject like ' || wide[1]
                       ELSE ' for any subject' END) FILTER (answer = 'yes') AS wide,
                   min(array_to_string(claims, ', ')) FILTER (answer = 'unknown') AS claims, min(named) AS named
            FROM judged GROUP BY role)
        SELECT role AS subject, coalesce(said, CASE WHEN trust_read THEN 'no' ELSE 'unknown' END) AS answer,
               CASE WHEN said = 'yes' THEN wide WHEN said = 'no' THEN 'trusts ' || named || ' for a pinned subject'
                    WHEN said = 'unknown' THEN 'how narrow it is cannot be judged by these claims: ' || claims
                    WHEN trust_read THEN 'trusts no outside issuer' ELSE 'whom it trusts was not read' END AS because
        FROM roles LEFT JOIN worst USING (role)
    """,
    clauses=(clauses.NIST_LEAST, clauses.ISO_CLOUD, clauses.SOC_BOUNDARY, clauses.owasp("NHI6")),
)
