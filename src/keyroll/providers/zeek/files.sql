-- Files that Zeek saw in traffic, in OCSF's terms. The sender of a file may differ from the host that opened the connection.
SELECT
  4010 AS class_uid,
  CASE is_orig WHEN true THEN 1 WHEN false THEN 2 ELSE 99 END AS activity_id,
  1 AS status_id,
  'file' || coalesce(' ' || lower(nullif(native_source, '')), '') AS operation,
  coalesce(uid, conn_uids[1]) AS session_uid,
  'file' AS resource_type,
  fuid AS resource_uid,
  coalesce(nullif("filename", ''), nullif(mime_type, '')) AS resource_name,
  coalesce("id.orig_h", CASE is_orig WHEN true THEN tx_hosts[1] WHEN false THEN rx_hosts[1] END) AS src_ip,
  coalesce("id.resp_h", CASE is_orig WHEN true THEN rx_hosts[1] WHEN false THEN tx_hosts[1] END) AS dst_ip,
  "id.resp_p" AS dst_port,
  CASE WHEN is_orig THEN seen_bytes END AS bytes_in,
  CASE WHEN NOT is_orig THEN seen_bytes END AS bytes_out
FROM native
