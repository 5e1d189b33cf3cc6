-- 1Password's sign-ins in OCSF's terms.
SELECT
  3002 AS class_uid,
  1 AS activity_id,
  CASE WHEN category = 'success' THEN 1 ELSE 2 END AS status_id,
  'sign-in ' || coalesce("type", category) AS operation,
  source || CASE WHEN target_user.email LIKE '%@1passwordserviceaccounts.com' THEN ':service_account:' ELSE ':user:' END || target_user.uuid AS actor,
  coalesce(target_user.email, target_user."name") AS actor_name,
  nullif(session_uuid, '') AS session_uid,
  'account' AS resource_type,
  target_user.uuid AS resource_uid,
  source || ':user:' || target_user.uuid AS target,
  client.ip_address AS src_ip,
  client.app_name || coalesce('/' || nullif(client.app_version, ''), '') AS user_agent
FROM native
