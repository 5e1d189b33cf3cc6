-- Zeek's notices in OCSF's terms: findings of the sensor's own scripts.
SELECT
  2004 AS class_uid,
  1 AS activity_id,
  0 AS status_id,
  note AS operation,
  uid AS session_uid,
  'finding' AS resource_type,
  coalesce(nullif(fuid, ''), uid, note) AS resource_uid,
  nullif(msg, '') AS resource_name,
  coalesce(src, "id.orig_h") AS src_ip,
  coalesce(dst, "id.resp_h") AS dst_ip,
  coalesce(p, "id.resp_p") AS dst_port
FROM native
