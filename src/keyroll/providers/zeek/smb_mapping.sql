-- Zeek's connections to SMB shares in OCSF's terms.
SELECT
  4006 AS class_uid,
  99 AS activity_id,
  1 AS status_id,
  'smb mapping' || coalesce(' ' || lower(share_type), '') AS operation,
  uid AS session_uid,
  'share' AS resource_type,
  coalesce(nullif("path", ''), "id.resp_h") AS resource_uid,
  nullif("path", '') AS resource_name,
  "id.orig_h" AS src_ip,
  "id.resp_h" AS dst_ip,
  "id.resp_p" AS dst_port
FROM native
