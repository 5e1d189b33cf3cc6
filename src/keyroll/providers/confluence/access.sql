-- Confluence's access log as OCSF. "code" is class/activity/type of resource; the path decides it.
-- A space has the type "project".
SELECT
    CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
    CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
    CASE
        WHEN split_part(code, '/', 1) = '3002' AND status LIKE '2%' THEN 0
        WHEN regexp_matches(status, '^[23]') THEN 1
        -- An overloaded or failing server (429, 5xx) has decided nothing about access.
        WHEN regexp_matches(status, '^4') AND status <> '429' THEN 2
        ELSE 0
    END AS status_id,
    coalesce(method, '-') || ' ' || CASE WHEN code = '6003/2/static' THEN '/{static}' ELSE regexp_extract(
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(place,
            '^(/download/attachments/[^/]+)/.*', '\1/{file}'),
            '^/(display|rest/api/space)/[^/]+', '/\1/{space}'),
            '^/display/\{space\}/.+', '/display/{space}/{title}'),
            '^/spaces/[^/]+/pages/[0-9]+(?:/.*)?$', '/spaces/{space}/pages/{id}/{title}'),
            '^/x/[^/]+$', '/x/{tiny}'),
            '/(?:[0-9]{2,}|[0-9a-f]{8,}(?:-[0-9a-f]{2,})*)\b', '/{id}', 'g'),
        '^(?:/[^/]*){0,8}') END AS operation,
    source || ':account:' || nullif(username, '-') AS actor,
    nullif(username, '-') AS actor_name,
    source || ':account:' || nullif(username, '-') AS credential,
    nullif(nullif(split_part(code, '/', 3), 'static'), '') AS resource_type,
    CASE split_part(code, '/', 3)
        WHEN 'page' THEN coalesce(page_id, titled, space_key || '/' || title)
        WHEN 'attachment' THEN attachment
        WHEN 'project' THEN space_key
        WHEN 'user' THEN account
        WHEN 'plugin' THEN nullif(regexp_extract(place, '^/rest/plugins/[^/]+/([^/]+)', 1), '')
    END AS resource_uid,
    CASE split_part(code, '/', 3)
        WHEN 'page' THEN title
        WHEN 'attachment' THEN TRY(url_decode(replace(nullif(regexp_extract(place, '^/download/attachments/[^/]+/(.+)$', 1), ''), '+', ' ')))
    END AS resource_name,
    CASE WHEN split_part(code, '/', 3) IN ('page', 'project') THEN space_key END AS resource_group,
    CASE WHEN split_part(code, '/', 1) = '3001' THEN
        CASE split_part(code, '/', 3)
            WHEN 'personal_access_token' THEN
                source || ':personal_access_token:' || nullif(regexp_extract(place, '/tokens/([^/]+)$', 1), '')
            ELSE source || ':account:' || account
        END
    END AS target,
    nullif(trim(split_part(coalesce(nullif(forwarded, '-'), client), ',', 1)), '-') AS src_ip,
    nullif(agent, '-') AS user_agent,
    CASE WHEN split_part(code, '/', 2) = '5' THEN coalesce(TRY(url_decode(words)), words) END AS query,
    TRY_CAST(bytes AS BIGINT) AS bytes_out,
    TRY_CAST(status AS INTEGER) AS http_status
FROM (
    SELECT
        *,
        CASE
            WHEN method = 'POST' AND place LIKE '/dologin.action%' THEN '3002/1/user'
            WHEN regexp_matches(place, '^/rest/api/(content/)?search(/|$)|^/rest/searchv3/|^/rest/quicknav/|^/rest/prototype/[^/]+/search|^/(dosearchsite|search/searchv3)\.action$')
                THEN '6001/5/page'
            WHEN regexp_matches(place, '^/download/attachments/|^/rest/api/content/[0-9]+/child/attachment/[^/]+/download$') THEN '6001/7/attachment'
            WHEN regexp_matches(place, '^/spaces/(flyingpdf/pdfpageexport|exportword|exportxml|exporthtml)|^/exportword$') THEN '6001/7/page'
            WHEN regexp_matches(place, '^/spaces/(doexportspace|flyingpdf/doflyingpdf|flyingpdf)') THEN '6001/7/project'
            WHEN regexp_matches(place, '^/rest/api/content/[^/]+/child/attachment') THEN '6001/' || verb || '/attachment'
            WHEN regexp_matches(place, '^/rest/api/content(/|$)') THEN '6001/' || verb || '/page'
            WHEN regexp_matches(place, '^/pages/(docreatepage|docreateblogpost)\.action$') THEN '6001/1/page'
            WHEN regexp_matches(place, '^/pages/(doeditpage|doeditblogpost)\.action$') THEN '6001/3/page'
            WHEN regexp_matches(place, '^/pages/doremovepage\.action$') THEN '6001/4/page'
            WHEN regexp_matches(place, '^/pages/view\w*\.action$|^/display/[^/]+/.+|^/spaces/[^/]+/pages/|^/x/') THEN '6001/2/page'
            WHEN regexp_matches(place, '^/display/[^/]+$|^/spaces/viewspace\.action$|^/rest/api/space(/|$)') THEN '6001/' || verb || '/project'
            WHEN regexp_matches(place, '^/admin/users/(docreateuser|createuser)\.action$') AND method = 'POST' THEN '3001/1/user'
            WHEN regexp_matches(place, '^/admin/users/doremoveuser') THEN '3001/6/user'
            WHEN regexp_matches(place, '^/admin/users/dosetpassword|^/users/dochangemypassword|^/users/changemypassword\.action$') AND method = 'POST' THEN '3001/3/user'
            WHEN regexp_matches(place, '^/rest/api/(user|group)(/|$)') THEN '6003/' || verb || '/' || regexp_extract(place, '^/rest/api/(user|group)', 1)
            WHEN regexp_matches(place, '^/rest/pat/[^/]+/tokens') AND method <> 'GET'
                THEN CASE method WHEN 'POST' THEN '3001/1/' WHEN 'DELETE' THEN '3001/6/' ELSE '3001/99/' END || 'personal_access_token'
            WHEN regexp_matches(place, '^/rest/plugins/') AND method <> 'GET' THEN '3004/' || verb || '/plugin'
            WHEN method = 'GET' AND regexp_matches(place,
                '^/(s|static|images|styles|download)/|\.(css|js|png|gif|jpe?g|svg|ico|woff2?|map)$') THEN '6003/2/static'
            ELSE '6003/' || verb || '/'
        END AS code,
        nullif(coalesce(
            nullif(regexp_extract(place, '^/(?:rest/api/content|download/attachments|spaces/[^/]+/pages)/([0-9]+)', 1), ''),
            regexp_extract(asked, '(?:^|&)pageId=([0-9]+)', 1)), '') AS page_id,
        TRY(url_decode(coalesce(
            nullif(regexp_extract(place, '^/download/attachments/([0-9]+/.+)$', 1), ''),
            nullif(regexp_extract(place, '/child/attachment/([^/]+)', 1), '')))) AS attachment,
        TRY(url_decode(replace(nullif(regexp_extract(place, '^/display/([^/]+/.+)$', 1), ''), '+', ' '))) AS titled,
        TRY(url_decode(replace(coalesce(
            nullif(regexp_extract(place, '^/display/[^/]+/(.+)$', 1), ''),
            nullif(regexp_extract(place, '^/spaces/[^/]+/pages/[0-9]+/(.+)$', 1), ''),
            nullif(regexp_extract(asked, '(?:^|&)title=([^&]*)', 1), '')), '+', ' '))) AS title,
        TRY(url_decode(coalesce(
            nullif(regexp_extract(place, '^/(?:display|rest/api/space)/([^/]+)', 1), ''),
            nullif(regexp_extract(place, '^/spaces/([^/.]+)/pages/', 1), ''),
            nullif(regexp_extract(asked, '(?:^|&)(?:spaceKey|key)=([^&]*)', 1), '')))) AS space_key,
        replace(nullif(regexp_extract(asked, '(?:^|&)(?:cql|queryString|query)=([^&]*)', 1), ''), '+', ' ') AS words,
        TRY(url_decode(nullif(regexp_extract(asked, '(?:^|&)username=([^&]*)', 1), ''))) AS account
    FROM (
        SELECT
            *,
            regexp_replace(coalesce(path, ''), '^/(?:confluence|wiki)(/|$)', '/') AS place,
            concat_ws('&', parameters, parameters_before, parameters_after) AS asked,
            CASE method
                WHEN 'GET' THEN '2' WHEN 'HEAD' THEN '2' WHEN 'POST' THEN '1'
                WHEN 'PUT' THEN '3' WHEN 'PATCH' THEN '3' WHEN 'DELETE' THEN '4' ELSE '99'
            END AS verb
        FROM native
    )
)
