-- Cloudflare Gateway's network sessions in OCSF's terms: each is a decision at the edge.
SELECT
  4001 AS class_uid,
  CASE WHEN lower("Action") LIKE 'block%' THEN 5 ELSE 1 END AS activity_id,
  CASE WHEN lower("Action") LIKE 'block%' THEN 2 ELSE 1 END AS status_id,
  lower(Transport) AS operation,
  source || ':user:' || lower(nullif(Email, '')) AS actor,
  nullif(Email, '') AS actor_name,
  nullif(DeviceID, '') AS device_uid,
  'service' AS resource_type,
  coalesce(nullif(SNI, ''), DestinationIP) || ':' || DestinationPort AS resource_uid,
  nullif(SNI, '') AS resource_name,
  coalesce(nullif(SourceInternalIP, ''), SourceIP) AS src_ip,
  nullif(DestinationIP, '') AS dst_ip,
  nullif(DestinationPort, 0) AS dst_port,
  nullif(SNI, '') AS dst_name
FROM native
