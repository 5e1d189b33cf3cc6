-- Zeek's SSH connections in OCSF's terms. The sensor infers the outcome; a line without one has none.
SELECT
  4007 AS class_uid,
  CASE auth_success WHEN true THEN 1 WHEN false THEN 4 ELSE 6 END AS activity_id,
  CASE auth_success WHEN true THEN 1 WHEN false THEN 2 ELSE 0 END AS status_id,
  'ssh' AS operation,
  uid AS session_uid,
  'service' AS resource_type,
  "id.resp_h" || ':' || "id.resp_p" AS resource_uid,
  nullif("server", '') AS resource_name,
  "id.orig_h" AS src_ip,
  nullif(client, '') AS user_agent,
  "id.resp_h" AS dst_ip,
  "id.resp_p" AS dst_port
FROM native
