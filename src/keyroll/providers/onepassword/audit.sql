-- 1Password's administration in OCSF's terms.
SELECT
  CASE
    WHEN object_type IN ('gm', 'gva') OR object_type = 'group' AND verb IN (1, 4) THEN 3006
    WHEN object_type = 'uva' THEN 3005
    WHEN object_type IN ('user', 'sa', 'satoken', 'cred', 'invite', 'device') THEN 3001
    ELSE 3004
  END AS class_uid,
  CASE
    WHEN object_type IN ('gm', 'gva') THEN CASE verb WHEN 4 THEN 4 WHEN 1 THEN 3 ELSE 99 END
    WHEN object_type = 'group' AND verb IN (1, 4) THEN CASE verb WHEN 1 THEN 6 ELSE 5 END
    WHEN object_type = 'uva' THEN CASE verb WHEN 4 THEN 2 WHEN 1 THEN 1 ELSE 99 END
    WHEN object_type IN ('user', 'sa', 'satoken', 'cred', 'invite', 'device') THEN CASE
      WHEN regexp_matches(act, 'suspend|deactiv') THEN 5 WHEN regexp_matches(act, 'reactiv|activ|unsuspend') THEN 2
      WHEN verb = 1 THEN 1 WHEN verb = 4 THEN 6 ELSE 99 END
    ELSE verb
  END AS activity_id,
  1 AS status_id,
  object_type || '.' || "action" AS operation,
  source || CASE WHEN actor_details.email LIKE '%@1passwordserviceaccounts.com' THEN ':service_account:' ELSE ':user:' END || actor_uuid AS actor,
  coalesce(actor_details.email, actor_details."name") AS actor_name,
  session.uuid AS session_uid,
  object_type AS resource_type,
  object_uuid AS resource_uid,
  coalesce(object_details."name", object_details.email) AS resource_name,
  source || CASE
    WHEN object_type IN ('sa', 'satoken') THEN ':service_account:' || object_uuid
    WHEN object_type = 'user' THEN ':user:' || object_uuid
    WHEN object_type IN ('gm', 'uva') THEN ':user:' || aux_uuid
  END AS target,
  CASE WHEN object_type IN ('gm', 'gva', 'uva', 'group') THEN coalesce(object_details."name", object_uuid) END AS target_group,
  session.ip AS src_ip
FROM (
  SELECT
    *,
    lower("action") AS act,
    CASE
      WHEN regexp_matches(lower("action"), '^(create|join|grant|add|invite|begin|enbl|enable|complete)') THEN 1
      WHEN regexp_matches(lower("action"), '^(delete|leave|revoke|remove|purge|cancel|disable|dsbl)') THEN 4
      WHEN regexp_matches(lower("action"), '^(view|read|export|download|list)') THEN 2
      ELSE 3
    END AS verb
  FROM native
)
