-- Zeek's HTTP requests in OCSF's terms.
SELECT
  4002 AS class_uid,
  CASE upper("method") WHEN 'CONNECT' THEN 1 WHEN 'DELETE' THEN 2 WHEN 'GET' THEN 3 WHEN 'HEAD' THEN 4 WHEN 'OPTIONS' THEN 5 WHEN 'POST' THEN 6
    WHEN 'PUT' THEN 7 WHEN 'TRACE' THEN 8 WHEN 'PATCH' THEN 9 WHEN NULL THEN 0 ELSE 99 END AS activity_id,
  CASE WHEN status_code BETWEEN 100 AND 399 THEN 1 WHEN status_code >= 400 THEN 2 ELSE 0 END AS status_id,
  coalesce(upper("method"), 'HTTP') || coalesce(' ' || "host", '') AS operation,
  username AS actor_name,
  uid AS session_uid,
  'url' AS resource_type,
  coalesce("host", "id.resp_h") || coalesce(uri, '') AS resource_uid,
  "host" AS resource_group,
  "id.orig_h" AS src_ip,
  user_agent AS user_agent,
  "id.resp_h" AS dst_ip,
  "id.resp_p" AS dst_port,
  coalesce("host", "id.resp_h") AS dst_name,
  request_body_len AS bytes_in,
  response_body_len AS bytes_out,
  status_code AS http_status
FROM native
