-- Zeek's RDP connections in OCSF's terms. The account in a client's cookie is masked.
SELECT
  4005 AS class_uid,
  6 AS activity_id,
  CASE
    WHEN auth_success OR lower(result) IN ('success', 'succeeded') THEN 1
    WHEN auth_success = false OR regexp_matches(lower(result), 'fail|error|denied|not_allowed|ssl_required|hybrid_required') THEN 2
    ELSE 0
  END AS status_id,
  'rdp' || coalesce(' ' || lower(security_protocol), '') AS operation,
  uid AS session_uid,
  'service' AS resource_type,
  "id.resp_h" || ':' || "id.resp_p" AS resource_uid,
  "id.orig_h" AS src_ip,
  coalesce(nullif(client_build, ''), nullif(client_name, '')) AS user_agent,
  "id.resp_h" AS dst_ip,
  "id.resp_p" AS dst_port
FROM native
