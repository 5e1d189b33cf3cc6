-- GitLab's API log in OCSF's terms. The token's id is the one of the lists of tokens.
SELECT
  CASE
    WHEN made IS NOT NULL THEN CAST(split_part(made, '/', 1) AS INTEGER)
    WHEN secrets THEN 6005
    WHEN searched IS NOT NULL OR project IS NOT NULL THEN 6001 ELSE 6003
  END AS class_uid,
  CASE
    WHEN made IS NOT NULL THEN CAST(split_part(made, '/', 2) AS INTEGER)
    WHEN searched IS NOT NULL AND NOT secrets THEN 5
    WHEN secrets THEN 1
    WHEN regexp_matches(path, '/(archive|export/download)(\.|/|$)') THEN CASE WHEN project IS NOT NULL THEN 7 ELSE 2 END
    ELSE CASE upper("method") WHEN 'GET' THEN 2 WHEN 'HEAD' THEN 2 WHEN 'POST' THEN 1 WHEN 'DELETE' THEN 4 WHEN 'PUT' THEN 3 WHEN 'PATCH' THEN 3 ELSE 99 END
  END AS activity_id,
  -- An overloaded or failing server (429, 5xx) has decided nothing about access.
  CASE WHEN status = 429 OR status >= 500 THEN 0 WHEN status >= 400 THEN 2 WHEN status > 0 THEN 1 ELSE 0 END AS status_id,
  upper("method") || ' ' || coalesce("route", path) AS operation,
  source || ':user:' || user_id AS actor,
  username AS actor_name,
  CASE
    WHEN token_type = 'DeployToken' THEN source || ':deploy_token:' || token_id
    WHEN token_type = 'PersonalAccessToken' THEN source || ':access_token:' || token_id
    WHEN "meta.auth_fail_token_id" LIKE 'PersonalAccessToken/%' THEN source || ':access_token:' || split_part("meta.auth_fail_token_id", '/', 2)
  END AS credential,
  CASE WHEN made IS NOT NULL THEN split_part(made, '/', 3) WHEN secrets THEN 'secret' WHEN project IS NOT NULL THEN 'project' ELSE 'api' END AS resource_type,
  coalesce(project, path) AS resource_uid,
  project AS resource_name,
  coalesce("meta.root_namespace", split_part(project, '/', 1)) AS resource_group,
  CASE
    WHEN made LIKE '3001/%' THEN source || ':' || split_part(made, '/', 3) || ':' || nullif(regexp_extract(path, '/([0-9]+)(?:/rotate)?$', 1), '')
    WHEN made LIKE '3006/%' THEN source || ':user:' || coalesce(nullif(regexp_extract(path, '/members/([0-9]+)$', 1), ''), list_filter(params, LAMBDA p: p."key" = 'user_id')[1]."value")
  END AS target,
  CASE WHEN made LIKE '3006/%' THEN coalesce(project, regexp_extract(path, '/groups/([^/]+)', 1)) END AS target_group,
  trim(split_part(remote_ip, ',', 1)) AS src_ip,
  ua AS user_agent,
  searched AS query,
  status AS http_status
FROM (
  SELECT
    *,
    -- Class, activity and kind of the administered object; only the response, which is not logged, names a new object.
    CASE
      WHEN upper("method") NOT IN ('POST', 'PUT', 'DELETE') THEN NULL
      WHEN regexp_matches(path, '/(deploy_keys|deploy_tokens|(personal_|impersonation_)?access_tokens)(/[^/]+)*$|/(user/)?runners$')
        THEN '3001/' || CASE WHEN upper("method") = 'DELETE' THEN '6/' WHEN path LIKE '%/rotate' THEN '3/' WHEN upper("method") = 'POST' THEN '1/' ELSE '99/' END
          || CASE WHEN path LIKE '%deploy_key%' THEN 'deploy_key' WHEN path LIKE '%deploy_token%' THEN 'deploy_token' WHEN path LIKE '%runners' THEN 'runner' ELSE 'access_token' END
      WHEN regexp_matches(path, '/members(/[0-9]+)?$') THEN CASE upper("method") WHEN 'POST' THEN '3006/3/group' WHEN 'DELETE' THEN '3006/4/group' ELSE '3006/99/group' END
      WHEN regexp_matches(path, '/(hooks|pipeline_schedules)(/[0-9]+)?$')
        THEN '3004/' || CASE upper("method") WHEN 'POST' THEN '1/' WHEN 'DELETE' THEN '4/' ELSE '3/' END || CASE WHEN path LIKE '%hooks%' THEN 'webhook' ELSE 'schedule' END
    END AS made,
    -- The response holds the values of a build's variables.
    upper("method") = 'GET' AND regexp_matches(path, '/(projects|groups)/[^/]+/variables(/[^/]+)?$|/admin/ci/variables(/[^/]+)?$') AS secrets,
    coalesce("meta.project", TRY(url_decode(nullif(regexp_extract(path, '/projects/([^/]+)', 1), '')))) AS project,
    CASE WHEN regexp_matches(path, '/search$') OR list_contains(list_transform(params, LAMBDA p: p."key"), 'search')
      THEN list_filter(params, LAMBDA p: p."key" = 'search')[1]."value" END AS searched
  FROM native
)
