-- VPC flow logs in OCSF's terms. A flow is one direction of a connection.
SELECT
  4001 AS class_uid,
  CASE "action" WHEN 'REJECT' THEN 5 ELSE 6 END AS activity_id,
  CASE "action" WHEN 'REJECT' THEN 2 ELSE 1 END AS status_id,
  CASE protocol WHEN '6' THEN 'tcp' WHEN '17' THEN 'udp' WHEN '1' THEN 'icmp' ELSE 'protocol ' || protocol END AS operation,
  'service' AS resource_type,
  dstaddr || ':' || dstport AS resource_uid,
  interface AS resource_name,
  srcaddr AS src_ip,
  dstaddr AS dst_ip,
  TRY_CAST(dstport AS INTEGER) AS dst_port,
  TRY_CAST("bytes" AS BIGINT) AS bytes_in
FROM native
