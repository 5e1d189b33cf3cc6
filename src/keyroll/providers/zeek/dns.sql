-- Zeek's DNS queries in OCSF's terms: one record is a query with its answer, if there was one.
SELECT
  4003 AS class_uid,
  CASE WHEN rcode IS NULL THEN 1 ELSE 6 END AS activity_id,
  CASE WHEN rcode = 0 THEN 1 WHEN rcode > 0 THEN 2 ELSE 0 END AS status_id,
  'query ' || coalesce(qtype_name, CAST(qtype AS VARCHAR), '-') AS operation,
  uid AS session_uid,
  'name' AS resource_type,
  native."query" AS resource_uid,
  native."query" AS resource_name,
  "id.orig_h" AS src_ip,
  "id.resp_h" AS dst_ip,
  "id.resp_p" AS dst_port,
  native."query" AS dst_name
FROM native
