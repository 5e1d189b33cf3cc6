-- Cloudflare Gateway's DNS queries in OCSF's terms.
SELECT
  4003 AS class_uid,
  CASE WHEN RCode IS NULL THEN 1 ELSE 6 END AS activity_id,
  CASE WHEN lower(ResolverDecision) LIKE 'blocked%' OR RCode > 0 THEN 2 ELSE 1 END AS status_id,
  'query ' || coalesce(QueryTypeName, CAST(QueryType AS VARCHAR), '-') AS operation,
  source || ':user:' || lower(nullif(Email, '')) AS actor,
  nullif(Email, '') AS actor_name,
  nullif(DeviceID, '') AS device_uid,
  'name' AS resource_type,
  QueryName AS resource_uid,
  QueryName AS resource_name,
  nullif(Location, '') AS resource_group,
  SrcIP AS src_ip,
  nullif(DstIP, '') AS dst_ip,
  DstPort AS dst_port,
  QueryName AS dst_name
FROM native
