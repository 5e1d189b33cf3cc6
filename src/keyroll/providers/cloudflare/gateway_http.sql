-- Cloudflare Gateway's HTTP requests in OCSF's terms. The parameters of a URL are left out: some hold secrets.
SELECT
  4002 AS class_uid,
  CASE upper(HTTPMethod) WHEN 'CONNECT' THEN 1 WHEN 'DELETE' THEN 2 WHEN 'GET' THEN 3 WHEN 'HEAD' THEN 4 WHEN 'OPTIONS' THEN 5 WHEN 'POST' THEN 6
    WHEN 'PUT' THEN 7 WHEN 'TRACE' THEN 8 WHEN 'PATCH' THEN 9 ELSE 99 END AS activity_id,
  CASE WHEN lower("Action") LIKE 'block%' THEN 2 ELSE 1 END AS status_id,
  coalesce(upper(HTTPMethod), 'HTTP') || ' ' || coalesce(HTTPHost, '-') AS operation,
  source || ':user:' || lower(nullif(Email, '')) AS actor,
  nullif(Email, '') AS actor_name,
  nullif(DeviceID, '') AS device_uid,
  'url' AS resource_type,
  URL AS resource_uid,
  HTTPHost AS resource_group,
  coalesce(nullif(SourceInternalIP, ''), SourceIP) AS src_ip,
  nullif(UserAgent, '') AS user_agent,
  nullif(DestinationIP, '') AS dst_ip,
  nullif(DestinationPort, 0) AS dst_port,
  HTTPHost AS dst_name,
  HTTPStatusCode AS http_status
FROM native
