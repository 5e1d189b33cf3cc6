-- Zeek's requests for Kerberos tickets in OCSF's terms. AS gives the first ticket, TGS a ticket for a service.
SELECT
  3002 AS class_uid,
  CASE upper(request_type) WHEN 'AS' THEN 3 WHEN 'TGS' THEN 4 ELSE 99 END AS activity_id,
  CASE success WHEN true THEN 1 WHEN false THEN 2 ELSE 0 END AS status_id,
  'kerberos' || coalesce(' ' || upper(request_type), '') AS operation,
  nullif(client, '') AS actor_name,
  uid AS session_uid,
  'service' AS resource_type,
  coalesce(nullif("service", ''), "id.resp_h" || ':' || "id.resp_p") AS resource_uid,
  nullif("service", '') AS resource_name,
  coalesce(nullif("service", ''), 'kerberos') AS resource_group,
  "id.orig_h" AS src_ip,
  "id.resp_h" AS dst_ip,
  "id.resp_p" AS dst_port
FROM native
