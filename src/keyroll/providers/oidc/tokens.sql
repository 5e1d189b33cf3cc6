-- Token requests of an OpenID provider in OCSF's terms: each is a sign-in of a client.
SELECT
  3002 AS class_uid,
  1 AS activity_id,
  CASE WHEN coalesce(error, '') = '' THEN 1 ELSE 2 END AS status_id,
  'token ' || coalesce(nullif(grant_type, ''), '-') || ' ' || coalesce(nullif(auth_method, ''), 'none') AS operation,
  source || ':client:' || nullif(client_id, '') AS actor,
  nullif(client_id, '') AS actor_name,
  CASE WHEN auth_method = 'private_key_jwt' THEN source || ':client_key:' || client_id || '/' || coalesce(kid, '')
    WHEN auth_method LIKE 'client_secret%' THEN source || ':client:' || nullif(client_id, '') END AS credential,
  'token' AS resource_type,
  coalesce(nullif(scope, ''), 'token') AS resource_uid,
  nullif(scope, '') AS resource_name,
  source || ':client:' || nullif(client_id, '') AS target,
  nullif(ip, '') AS src_ip,
  nullif(user_agent, '') AS user_agent
FROM native
