-- Uses of 1Password's items in OCSF's terms: a secret was read from a vault.
SELECT
  6005 AS class_uid,
  CASE WHEN regexp_matches(lower("action"), 'create') THEN 6 WHEN regexp_matches(lower("action"), 'update|edit') THEN 2 WHEN regexp_matches(lower("action"), 'delete|archive|trash') THEN 7 ELSE 1 END AS activity_id,
  1 AS status_id,
  "action" AS operation,
  source || CASE WHEN "user".email LIKE '%@1passwordserviceaccounts.com' THEN ':service_account:' ELSE ':user:' END || "user".uuid AS actor,
  coalesce("user".email, "user"."name") AS actor_name,
  'item' AS resource_type,
  item_uuid AS resource_uid,
  vault_uuid AS resource_group,
  client.ip_address AS src_ip,
  client.app_name || coalesce('/' || nullif(client.app_version, ''), '') AS user_agent
FROM native
