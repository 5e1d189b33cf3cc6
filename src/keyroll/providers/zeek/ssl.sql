-- Zeek's TLS handshakes in OCSF's terms.
SELECT
  4001 AS class_uid,
  6 AS activity_id,
  CASE established WHEN true THEN 1 ELSE 2 END AS status_id,
  'tls' || coalesce(' ' || next_protocol, '') AS operation,
  uid AS session_uid,
  'service' AS resource_type,
  coalesce(server_name, "id.resp_h") || ':' || "id.resp_p" AS resource_uid,
  server_name AS resource_name,
  "id.orig_h" AS src_ip,
  "id.resp_h" AS dst_ip,
  "id.resp_p" AS dst_port,
  server_name AS dst_name
FROM native
