-- Jira's access log as OCSF. "code" is class/activity/type of resource; the path decides it.
SELECT
    CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
    CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
    CASE
        WHEN split_part(code, '/', 1) = '3002' AND status LIKE '2%' AND place LIKE '/login%' THEN 0
        WHEN regexp_matches(status, '^[23]') THEN 1
        -- An overloaded or failing server (429, 5xx) has decided nothing about access.
        WHEN regexp_matches(status, '^4') AND status <> '429' THEN 2
        ELSE 0
    END AS status_id,
    method || ' ' || CASE WHEN code = '6003/2/static' THEN '/{static}' ELSE regexp_extract(
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(place,
            '/[A-Z][A-Z0-9_]*-[0-9]+\b', '/{key}', 'g'),
            '(/projects?/)[A-Z][A-Z0-9_]*', '\1{key}'),
            '(/attachment/(?:content/)?[0-9]+)/.*', '\1/{file}'),
            '/[0-9]{2,}\b', '/{id}', 'g'),
            '/[0-9a-f]{8,}(?:-[0-9a-f]{2,})*\b', '/{id}', 'g'),
        '^(?:/[^/]*){1,8}') END AS operation,
    source || ':account:' || nullif(username, '-') AS actor,
    nullif(username, '-') AS actor_name,
    source || ':account:' || nullif(username, '-') AS credential,
    nullif(session, '-') AS session_uid,
    nullif(nullif(split_part(code, '/', 3), 'static'), '') AS resource_type,
    CASE split_part(code, '/', 3)
        WHEN 'issue' THEN issue
        WHEN 'project' THEN project
        WHEN 'attachment' THEN nullif(regexp_extract(place, '/attachment/(?:content/)?([0-9]+)', 1), '')
        WHEN 'user' THEN account
        WHEN 'group' THEN member_of
        WHEN 'plugin' THEN nullif(regexp_extract(place, '^/rest/plugins/[^/]+/([^/]+)', 1), '')
    END AS resource_uid,
    CASE split_part(code, '/', 3)
        WHEN 'attachment' THEN nullif(regexp_extract(place, '/attachment/[0-9]+/([^/]+)$', 1), '')
    END AS resource_name,
    CASE split_part(code, '/', 3)
        WHEN 'issue' THEN nullif(regexp_extract(issue, '^([A-Z][A-Z0-9_]*)-', 1), '')
        WHEN 'project' THEN project
    END AS resource_group,
    CASE
        WHEN split_part(code, '/', 3) = 'personal_access_token' THEN
            source || ':personal_access_token:' || nullif(regexp_extract(place, '/tokens/([^/]+)$', 1), '')
        WHEN split_part(code, '/', 1) IN ('3001', '3006') THEN source || ':account:' || account
    END AS target,
    CASE WHEN split_part(code, '/', 1) = '3006' THEN member_of END AS target_group,
    nullif(trim(split_part(client, ',', 1)), '-') AS src_ip,
    nullif(agent, '-') AS user_agent,
    CASE WHEN split_part(code, '/', 2) IN ('5', '7') THEN coalesce(TRY(url_decode(words)), words) END AS query,
    TRY_CAST(bytes AS BIGINT) AS bytes_out,
    TRY_CAST(status AS INTEGER) AS http_status
FROM (
    SELECT
        *,
        CASE
            WHEN method = 'POST' AND regexp_matches(place, '^/(login\.jsp|rest/auth/[^/]+/session)$') THEN '3002/1/user'
            WHEN regexp_matches(place,
                '^/rest/api/[^/]+/(search|issue/picker)(/|$)|^/rest/issueNav/|^/issues/?$|^/secure/(QuickSearch|IssueNavigator)\.jspa$')
                THEN '6001/5/issue'
            WHEN place LIKE '/sr/jira.issueviews:searchrequest%' THEN '6001/7/issue'
            WHEN regexp_matches(place, '^/secure/attachment/|^/rest/api/[^/]+/attachment/content/') THEN '6001/7/attachment'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/attachment/') THEN '6001/' || verb || '/attachment'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/issue/createmeta') THEN '6003/2/'
            WHEN regexp_matches(place, '^/browse/[A-Z][A-Z0-9_]*$') THEN '6001/2/project'
            WHEN regexp_matches(place, '^/browse/|^/rest/api/[^/]+/issue(/|$)|^/si/jira\.issueviews:') THEN '6001/' || verb || '/issue'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/project(/|$)|^/projects(/|$)') THEN '6001/' || verb || '/project'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/user/password$') THEN '3001/3/user'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/user$') AND method <> 'GET'
                THEN CASE method WHEN 'POST' THEN '3001/1/user' WHEN 'DELETE' THEN '3001/6/user' ELSE '3001/99/user' END
            WHEN regexp_matches(place, '^/rest/api/[^/]+/group/user$')
                THEN CASE method WHEN 'POST' THEN '3006/3/group' WHEN 'DELETE' THEN '3006/4/group' ELSE '6003/2/group' END
            WHEN regexp_matches(place, '^/rest/api/[^/]+/group$') AND method <> 'GET'
                THEN CASE method WHEN 'POST' THEN '3006/6/group' WHEN 'DELETE' THEN '3006/5/group' ELSE '3006/99/group' END
            WHEN regexp_matches(place, '^/rest/api/[^/]+/groups?(/|$)|^/rest/api/[^/]+/groupuserpicker') THEN '6003/' || verb || '/group'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/(user|users|myself)(/|$)') THEN '6003/' || verb || '/user'
            WHEN regexp_matches(place, '^/rest/pat/[^/]+/tokens') AND method <> 'GET'
                THEN CASE method WHEN 'POST' THEN '3001/1/' WHEN 'DELETE' THEN '3001/6/' ELSE '3001/99/' END || 'personal_access_token'
            WHEN regexp_matches(place, '^/rest/plugins/') AND method <> 'GET' THEN '3004/' || verb || '/plugin'
            WHEN regexp_matches(place, '^/rest/scriptrunner') AND method <> 'GET' THEN '3004/' || verb || '/script'
            WHEN method = 'GET' AND regexp_matches(place,
                '^/(s|static|images|styles|download)/|\.(css|js|png|gif|jpe?g|svg|ico|woff2?|map)$') THEN '6003/2/static'
            ELSE '6003/' || verb || '/'
        END AS code,
        nullif(regexp_extract(place, '(?:^/browse|/issue|/si/jira\.issueviews:[^/]+)/([A-Z][A-Z0-9_]*-[0-9]+|[0-9]+)', 1), '') AS issue,
        nullif(regexp_extract(place, '(?:/projects?|^/browse)/([A-Za-z0-9_]+)', 1), '') AS project,
        replace(nullif(regexp_extract(asked, '(?:^|&)(?:jql|jqlQuery|searchString|query)=([^&]*)', 1), ''), '+', ' ') AS words,
        TRY(url_decode(nullif(regexp_extract(asked, '(?:^|&)username=([^&]*)', 1), ''))) AS account,
        TRY(url_decode(nullif(regexp_extract(asked, '(?:^|&)groupname=([^&]*)', 1), ''))) AS member_of
    FROM (
        SELECT
            *,
            regexp_replace(coalesce(path, ''), '^/jira(/|$)', '/') AS place,
            concat_ws('&', parameters, parameters_before, parameters_after) AS asked,
            CASE method
                WHEN 'GET' THEN '2' WHEN 'HEAD' THEN '2' WHEN 'POST' THEN '1'
                WHEN 'PUT' THEN '3' WHEN 'PATCH' THEN '3' WHEN 'DELETE' THEN '4' ELSE '99'
            END AS verb
        FROM native
    )
)
