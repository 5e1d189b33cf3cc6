-- GitLab's API log in OCSF's words. The token's id is the one of the lists of tokens.
SELECT
  CASE WHEN searched IS NOT NULL OR project IS NOT NULL THEN 6001 ELSE 6003 END AS class_uid,
  CASE
    WHEN searched IS NOT NULL THEN 5
    WHEN regexp_matches(path, '/(archive|export/download)(\.|/|$)') THEN CASE WHEN project IS NOT NULL THEN 7 ELSE 2 END
    ELSE CASE upper("method") WHEN 'GET' THEN 2 WHEN 'HEAD' THEN 2 WHEN 'POST' THEN 1 WHEN 'DELETE' THEN 4 WHEN 'PUT' THEN 3 WHEN 'PATCH' THEN 3 ELSE 99 END
  END AS activity_id,
  CASE WHEN status >= 400 THEN 2 WHEN status > 0 THEN 1 ELSE 0 END AS status_id,
  upper("method") || ' ' || coalesce("route", path) AS operation,
  source || ':user:' || user_id AS actor,
  username AS actor_name,
  CASE
    WHEN token_type = 'DeployToken' THEN source || ':deploy_token:' || token_id
    WHEN token_type = 'PersonalAccessToken' THEN source || ':access_token:' || token_id
    WHEN "meta.auth_fail_token_id" LIKE 'PersonalAccessToken/%' THEN source || ':access_token:' || split_part("meta.auth_fail_token_id", '/', 2)
  END AS credential,
  CASE WHEN project IS NOT NULL THEN 'project' ELSE 'api' END AS resource_type,
  coalesce(project, path) AS resource_uid,
  project AS resource_name,
  coalesce("meta.root_namespace", split_part(project, '/', 1)) AS resource_group,
  trim(split_part(remote_ip, ',', 1)) AS src_ip,
  ua AS user_agent,
  searched AS query,
  status AS http_status
FROM (
  SELECT
    *,
    coalesce("meta.project", TRY(url_decode(nullif(regexp_extract(path, '/projects/([^/]+)', 1), '')))) AS project,
    CASE WHEN regexp_matches(path, '/search$') OR list_contains(list_transform(params, LAMBDA p: p."key"), 'search')
      THEN list_filter(params, LAMBDA p: p."key" = 'search')[1]."value" END AS searched
  FROM native
)
