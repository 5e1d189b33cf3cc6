-- Bitbucket's access log as OCSF. "code" is class/activity/type of resource; the path or the SSH command decides it.
-- Over SSH the key that signed in is the credential (label ssh:id:), over HTTP the account.
SELECT
    CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
    CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
    CASE
        WHEN ssh IS NOT NULL THEN CASE WHEN status = '0' THEN 1 WHEN TRY_CAST(status AS INTEGER) > 0 THEN 2 ELSE 0 END
        WHEN regexp_matches(status, '^[23]') THEN 1
        -- An overloaded or failing server (429, 5xx) has decided nothing about access.
        WHEN regexp_matches(status, '^4') AND status <> '429' THEN 2
        ELSE 0
    END AS status_id,
    CASE
        WHEN ssh IS NOT NULL THEN 'SSH ' || coalesce(nullif(regexp_extract(ssh, '^SSH - ([a-z-]+)', 1), ''), 'other')
        WHEN code = '6003/2/static' THEN method || ' /{static}'
        WHEN method IS NULL THEN '-'
        ELSE method || ' ' || regexp_extract(
            regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(place,
                '(/projects/)[^/]+', '\1{project}'),
                '^(/scm/)[^/]+/[^/]+', '\1{project}/{repo}'),
                '(/repos/)[^/]+', '\1{repo}'),
                '(/\{repo\}/(?:browse|files|raw|attachments))/.+', '\1/{path}'),
                '((?:^|/latest|/1\.0)/users/)[^/]+', '\1{user}'),
                '(/pull-requests/)[0-9]+', '\1{id}'),
                '/(?:[0-9]{2,}|[0-9a-f]{8,}(?:-[0-9a-f]{2,})*)\b', '/{id}', 'g'),
            '^(?:/[^/]*){1,10}')
    END AS operation,
    source || ':account:' || nullif(username, '-') AS actor,
    nullif(username, '-') AS actor_name,
    coalesce(
        source || ':ssh_key:' || nullif(regexp_extract(labels, 'ssh:id:([0-9]+)', 1), ''),
        -- A project's token acts under its own user name (from memory: re-check the form).
        source || ':access_token:' || nullif(regexp_extract(username, '^access-token-user/(?:\d+/)?([^/]+)$', 1), ''),
        source || ':account:' || nullif(username, '-')
    ) AS credential,
    nullif(session, '-') AS session_uid,
    nullif(nullif(split_part(code, '/', 3), 'static'), '') AS resource_type,
    CASE split_part(code, '/', 3)
        WHEN 'repository' THEN project || '/' || repo
        WHEN 'project' THEN project
        WHEN 'user' THEN account
        WHEN 'plugin' THEN nullif(regexp_extract(place, '^/rest/plugins/[^/]+/([^/]+)', 1), '')
    END AS resource_uid,
    CASE split_part(code, '/', 3)
        WHEN 'repository' THEN repo
    END AS resource_name,
    CASE WHEN split_part(code, '/', 3) IN ('repository', 'project', 'access_token') THEN project END AS resource_group,
    CASE WHEN split_part(code, '/', 1) IN ('3001', '3006') THEN
        CASE split_part(code, '/', 3)
            WHEN 'access_token' THEN source || ':access_token:'
                || nullif(regexp_extract(place, '^/rest/access-tokens/[^/]+/projects/[^/]+/([^/]+)$', 1), '')
            WHEN 'personal_access_token' THEN source || ':personal_access_token:'
                || nullif(regexp_extract(place, '^/rest/access-tokens/[^/]+/users/[^/]+/([^/]+)$', 1), '')
            WHEN 'ssh_key' THEN source || ':ssh_key:' || nullif(regexp_extract(place, '/keys/([^/]+)$', 1), '')
            ELSE source || ':account:' || account
        END
    END AS target,
    CASE WHEN split_part(code, '/', 1) = '3006'
        THEN TRY(url_decode(nullif(regexp_extract(asked, '(?:^|&)(?:name|context|groupName)=([^&]*)', 1), ''))) END AS target_group,
    nullif(trim(split_part(client, ',', 1)), '-') AS src_ip,
    nullif(coalesce(agent, ssh_client), '-') AS user_agent,
    CASE WHEN split_part(code, '/', 2) = '5' THEN coalesce(TRY(url_decode(words)), words) END AS query,
    TRY_CAST(bytes_written AS BIGINT) AS bytes_out,
    CASE WHEN ssh IS NULL THEN TRY_CAST(status AS INTEGER) END AS http_status
FROM (
    SELECT
        *,
        CASE
            WHEN regexp_matches(ssh, 'git-(upload-pack|upload-archive)') THEN '6001/7/repository'
            WHEN regexp_matches(ssh, 'git-receive-pack') THEN '6001/3/repository'
            WHEN ssh IS NOT NULL THEN '6003/99/'
            WHEN method = 'POST' AND place = '/j_atl_security_check' THEN '3002/1/user'
            WHEN regexp_matches(place, '^/scm/.*/git-upload-pack$') THEN '6001/7/repository'
            WHEN regexp_matches(place, '^/scm/.*/git-receive-pack$') THEN '6001/3/repository'
            WHEN regexp_matches(place, '^/scm/') THEN '6001/2/repository'
            WHEN regexp_matches(place, '^/rest/search/|^/plugins/servlet/search$') THEN '6001/5/repository'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/repos$') AND words IS NOT NULL THEN '6001/5/repository'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/projects$') AND words IS NOT NULL THEN '6001/5/project'
            WHEN regexp_matches(place, '^(/rest/api/[^/]+)?/projects/[^/]+/repos/[^/]+/(archive|attachments)(/|$)|^/rest/archive/')
                THEN '6001/7/repository'
            WHEN regexp_matches(place, '^/rest/access-tokens/') AND method <> 'GET'
                THEN CASE method WHEN 'PUT' THEN '3001/1/' WHEN 'DELETE' THEN '3001/6/' ELSE '3001/99/' END
                    || CASE WHEN place LIKE '%/users/%' THEN 'personal_access_token' ELSE 'access_token' END
            WHEN regexp_matches(place, '^/rest/(ssh|keys)/') AND method <> 'GET'
                THEN CASE method WHEN 'POST' THEN '3001/1/' WHEN 'DELETE' THEN '3001/6/' ELSE '3001/99/' END || 'ssh_key'
            WHEN regexp_matches(place, '^(/rest/api/[^/]+|/rest/keys/[^/]+|/rest/access-tokens/[^/]+|/rest/default-reviewers/[^/]+)?/(projects|users)/[^/]+/repos/[^/]+')
                THEN '6001/' || verb || '/repository'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/repos$|^(/rest/api/[^/]+)?/projects/[^/]+/repos$') THEN '6001/' || verb || '/repository'
            WHEN regexp_matches(place, '^(/rest/api/[^/]+|/rest/access-tokens/[^/]+)?/projects(/|$)') THEN '6001/' || verb || '/project'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/admin/users/credentials$') AND method = 'PUT' THEN '3001/3/user'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/admin/users$') AND method <> 'GET'
                THEN CASE method WHEN 'POST' THEN '3001/1/user' WHEN 'DELETE' THEN '3001/6/user' ELSE '3001/99/user' END
            WHEN regexp_matches(place, '^/rest/api/[^/]+/admin/(groups/add-users?|users/add-groups?)$') THEN '3006/3/group'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/admin/(groups/remove-user|users/remove-group)$') THEN '3006/4/group'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/admin/permissions/') AND method = 'PUT' THEN '3005/1/'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/admin/permissions/') AND method = 'DELETE' THEN '3005/2/'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/(admin/)?users(/|$)') THEN '6003/' || verb || '/user'
            WHEN regexp_matches(place, '^/rest/api/[^/]+/(admin/)?groups(/|$)') THEN '6003/' || verb || '/group'
            WHEN regexp_matches(place, '^/rest/plugins/') AND method <> 'GET' THEN '3004/' || verb || '/plugin'
            WHEN method = 'GET' AND regexp_matches(place,
                '^/(s|static|images|styles|download)/|\.(css|js|png|gif|jpe?g|svg|ico|woff2?|map)$') THEN '6003/2/static'
            ELSE '6003/' || verb || '/'
        END AS code
    FROM (
        SELECT
            *,
            upper(coalesce(
                nullif(regexp_extract(place, '/projects/([^/]+)', 1), ''),
                nullif(regexp_extract(place, '^/scm/([^/]+)/', 1), ''),
                nullif(regexp_extract(ssh, '''/([^/'']+)/', 1), ''))) AS project,
            coalesce(
                nullif(regexp_extract(place, '/repos/([^/]+)', 1), ''),
                nullif(regexp_extract(place, '^/scm/[^/]+/([^/]+?)(?:\.git)?/', 1), ''),
                nullif(regexp_extract(ssh, '''/[^/'']+/([^/'']+?)(?:\.git)?''', 1), '')) AS repo,
            replace(nullif(regexp_extract(asked, '(?:^|&)(?:query|q|name|projectname|filter)=([^&]*)', 1), ''), '+', ' ') AS words,
            TRY(url_decode(nullif(coalesce(
                nullif(regexp_extract(asked, '(?:^|&)(?:name|username|user)=([^&]*)', 1), ''),
                regexp_extract(place, '(?:^|/latest|/1\.0)/users/([^/]+)', 1)), ''))) AS account
        FROM (
            SELECT
                *,
                regexp_replace(coalesce(path, ''), '^/(?:bitbucket|stash)(/|$)', '/') AS place,
                concat_ws('&', parameters, parameters_before, parameters_after) AS asked,
                CASE method
                    WHEN 'GET' THEN '2' WHEN 'HEAD' THEN '2' WHEN 'POST' THEN '1'
                    WHEN 'PUT' THEN '3' WHEN 'PATCH' THEN '3' WHEN 'DELETE' THEN '4' ELSE '99'
                END AS verb
            FROM native
        )
    )
)
