-- Zeek's SMB file actions in OCSF's terms; the object is the file by share and name.
SELECT
  4006 AS class_uid,
  CASE regexp_extract(upper("action"), '([A-Z_]+)$', 1) WHEN 'FILE_OPEN' THEN 2 WHEN 'PIPE_OPEN' THEN 2 WHEN 'FILE_WRITE' THEN 5 ELSE 99 END AS activity_id,
  1 AS status_id,
  coalesce(nullif("action", ''), 'smb') AS operation,
  uid AS session_uid,
  'file' AS resource_type,
  coalesce(nullif("path", '') || '\', '') || coalesce(nullif("name", ''), '') AS resource_uid,
  nullif("name", '') AS resource_name,
  nullif("path", '') AS resource_group,
  "id.orig_h" AS src_ip,
  "id.resp_h" AS dst_ip,
  "id.resp_p" AS dst_port
FROM native
