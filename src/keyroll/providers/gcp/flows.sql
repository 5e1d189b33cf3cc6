-- Google Cloud's VPC flow logs in OCSF's terms.
SELECT
  4001 AS class_uid,
  6 AS activity_id,
  1 AS status_id,
  CASE jsonPayload."connection".protocol WHEN 6 THEN 'tcp' WHEN 17 THEN 'udp' WHEN 1 THEN 'icmp' ELSE coalesce('protocol ' || jsonPayload."connection".protocol, 'flow') END AS operation,
  'service' AS resource_type,
  jsonPayload."connection".dest_ip || coalesce(':' || jsonPayload."connection".dest_port, '') AS resource_uid,
  coalesce(jsonPayload.src_instance.vm_name, jsonPayload.dest_instance.vm_name) AS resource_name,
  resource.labels.project_id AS resource_group,
  jsonPayload."connection".src_ip AS src_ip,
  jsonPayload."connection".dest_ip AS dst_ip,
  jsonPayload."connection".dest_port AS dst_port,
  jsonPayload.bytes_sent AS bytes_in
FROM native
