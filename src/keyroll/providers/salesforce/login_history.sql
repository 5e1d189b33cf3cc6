-- Salesforce's logins in OCSF's terms.
SELECT
  3002 AS class_uid,
  1 AS activity_id,
  CASE WHEN lower("Status") = 'success' THEN 1 ELSE 2 END AS status_id,
  'login' || coalesce(' ' || lower(nullif(LoginType, '')), '') AS operation,
  source || ':user:' || nullif(UserId, '') AS actor,
  nullif(UserId, '') AS actor_name,
  'application' AS resource_type,
  coalesce(nullif(Application, ''), nullif(LoginUrl, ''), 'salesforce') AS resource_uid,
  nullif(Application, '') AS resource_name,
  coalesce(nullif(Application, ''), 'salesforce') AS resource_group,
  source || ':user:' || nullif(UserId, '') AS target,
  CASE WHEN regexp_matches(SourceIp, '^[0-9a-fA-F.:]+$') THEN SourceIp END AS src_ip,
  concat_ws(' ', nullif(Browser, 'Unknown'), nullif(Platform, 'Unknown'), nullif(ClientVersion, 'N/A')) AS user_agent
FROM native
