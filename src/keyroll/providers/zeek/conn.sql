-- Zeek's connections in OCSF's terms; the state gives the outcome.
SELECT
  4001 AS class_uid,
  CASE
    WHEN conn_state IN ('SF', 'S2', 'S3') THEN 2
    WHEN conn_state = 'S1' THEN 1
    WHEN conn_state IN ('S0', 'SH', 'SHR') THEN 4
    WHEN conn_state = 'REJ' THEN 5
    WHEN conn_state LIKE 'RST%' THEN 3
    ELSE 6
  END AS activity_id,
  CASE WHEN conn_state IN ('S0', 'REJ', 'RSTOS0', 'SH') THEN 2 ELSE 1 END AS status_id,
  proto || coalesce(' ' || service, '') AS operation,
  uid AS session_uid,
  'service' AS resource_type,
  "id.resp_h" || ':' || "id.resp_p" AS resource_uid,
  coalesce(service, proto) AS resource_name,
  "id.orig_h" AS src_ip,
  lower(nullif(orig_l2_addr, '')) AS device_uid,
  "id.resp_h" AS dst_ip,
  "id.resp_p" AS dst_port,
  coalesce(orig_bytes, orig_ip_bytes) AS bytes_in,
  coalesce(resp_bytes, resp_ip_bytes) AS bytes_out,
  CASE WHEN local_orig AND local_resp THEN 'lateral' WHEN local_orig AND NOT local_resp THEN 'outbound'
    WHEN NOT local_orig AND local_resp THEN 'inbound' WHEN NOT local_orig AND NOT local_resp THEN 'transit' END AS direction
FROM native
