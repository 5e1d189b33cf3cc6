-- Decisions of a gate in OCSF's terms: each is a sign-in with a credential, which the gate accepted or refused.
SELECT
  3002 AS class_uid,
  1 AS activity_id,
  CASE decision WHEN 'accepted' THEN 1 WHEN 'refused' THEN 2 ELSE 0 END AS status_id,
  decision || ' ' || coalesce(nullif(reason, ''), '-') AS operation,
  nullif(credential, '') AS actor,
  nullif(credential, '') AS credential,
  'service' AS resource_type,
  coalesce(nullif(host, ''), nullif(proxy, '')) AS resource_uid,
  nullif(path, '') AS resource_name,
  nullif(proxy, '') AS resource_group,
  nullif(address, '') AS src_ip,
  nullif(user_agent, '') AS user_agent
FROM native
