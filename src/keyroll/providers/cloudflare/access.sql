-- Cloudflare Access requests in OCSF's terms: each is a sign-in that the edge allowed or denied.
SELECT
  3002 AS class_uid,
  1 AS activity_id,
  CASE Allowed WHEN true THEN 1 WHEN false THEN 2 ELSE 0 END AS status_id,
  coalesce(nullif("Action", ''), 'access') AS operation,
  CASE
    WHEN Email <> '' THEN source || ':user:' || lower(Email)
    WHEN "Connection" = 'service_token' THEN source || ':access_service_token:' || nullif(UserUID, '')
  END AS actor,
  nullif(Email, '') AS actor_name,
  CASE
    WHEN coalesce(Email, '') = '' AND "Connection" = 'service_token'
      THEN source || ':access_service_token:' || nullif(UserUID, '')
  END AS credential,
  'application' AS resource_type,
  AppUUID AS resource_uid,
  AppDomain AS resource_name,
  nullif(regexp_extract(AppDomain, '^[^/]+'), '') AS resource_group,
  IPAddress AS src_ip
FROM native
