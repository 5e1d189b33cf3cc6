"""A role trusts an outside issuer for whichever subject comes."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.model.finding import Severity

CHECK = Check(
    id="trust_subject",
    nhi="NHI6",
    title="Any job of an outside issuer may become this role",
    severity=Severity.CRITICAL,
    reason="With a shared issuer, such as a public CI service, a stranger's repository can take the role.",
    fix="Pin the subject claim in the trust policy to one repository and branch, or one service account.",
    unlock="Read the trust policies of roles (AWS: account_authorization_details).",
    needs=(("grants",),),
    sql="""
        WITH roles AS (
             SELECT principal AS role, source FROM principals WHERE subkind = 'role' UNION SELECT role, source FROM trusts),
         outside AS (
             SELECT role, named, json_extract_string(conditions, '$.sub.exact[*]') AS exact,
                    json_extract_string(conditions, '$.sub.pattern[*]') AS patterns,
                    list_filter(json_keys(coalesce(conditions, '{}')::JSON), lambda k: k <> 'aud') AS claims
             FROM trusts WHERE who = 'oidc_issuer'),
         -- A wildcard before the third part of a subject leaves open whose job it is: repo:ours/*, not repo:ours/app:*.
         widest AS (
             SELECT role, named, exact, patterns, claims, list_filter(patterns, lambda p: regexp_matches(p, '[*?]')
                    AND len(regexp_split_to_array(regexp_extract(p, '^[^*?]*'), '[:/|]')) < 4) AS wide
             FROM outside),
         judged AS (
             SELECT role, CASE WHEN len(exact) > 0 THEN 'no' WHEN len(wide) > 0 THEN 'yes' WHEN len(patterns) > 0 THEN 'no'
                               WHEN len(claims) > 0 THEN 'unknown' ELSE 'yes' END AS answer,
                    CASE WHEN len(exact) > 0 OR (len(wide) = 0 AND len(patterns) > 0) THEN 'trusts ' || named || ' for a pinned subject'
                         WHEN len(wide) > 0 THEN 'trusts ' || named || ' for any subject like ' || wide[1]
                         WHEN len(claims) > 0 THEN 'how narrow this is cannot be judged: ' || array_to_string(claims, ', ')
                         ELSE 'trusts ' || named || ' for any subject' END AS because
             FROM widest),
         worst AS (SELECT role, any_of(answer) AS said FROM judged GROUP BY role)
         SELECT roles.role AS subject,
                CASE WHEN worst.said IS NOT NULL THEN worst.said WHEN EXISTS (FROM trusts t WHERE t.role = roles.role) THEN 'no'
                     ELSE 'unknown' END AS answer,
                coalesce((SELECT min(because) FROM judged j WHERE j.role = roles.role AND j.answer = worst.said),
                    CASE WHEN EXISTS (FROM trusts t WHERE t.role = roles.role) THEN 'trusts no outside issuer'
                         ELSE 'whom it trusts was not read' END) AS because
         FROM roles LEFT JOIN worst USING (role)
    """,
    clauses=(clauses.NIST_LEAST, clauses.ISO_CLOUD, clauses.SOC_BOUNDARY, clauses.owasp("NHI6")),
)
