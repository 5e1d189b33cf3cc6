-- OpenBao's audit log in OCSF's terms. Reading and writing secrets is datastore activity; "code" is class/activity/type.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CASE WHEN error <> '' THEN 2 ELSE 1 END AS status_id,
  request.operation || ' ' || coalesce(request.mount_type, '-') || CASE WHEN request.mount_class = 'auth' OR request.mount_type = 'system' THEN ' ' || place ELSE '' END AS operation,
  source || coalesce(
    ':entity:' || nullif(auth.entity_id, ''),
    ':display_name:' || nullif(auth.display_name, '')) AS actor,
  coalesce(auth.metadata.role_name, auth.metadata.email, auth.metadata.username, nullif(auth.display_name, '')) AS actor_name,
  coalesce(accessor, token) AS credential,
  CASE WHEN accessor IS NOT NULL THEN token END AS credential_alias,
  split_part(code, '/', 3) AS resource_type,
  request."path" AS resource_uid,
  request."path" AS resource_name,
  coalesce(nullif(request.mount_point, ''), split_part(request."path", '/', 1)) AS resource_group,
  CASE split_part(code, '/', 3)
    WHEN 'token' THEN source || coalesce(
      CASE WHEN coalesce(request.data.accessor, response.auth.accessor) LIKE 'hmac-%' THEN ':accessor_hash:' ELSE ':token_accessor:' END
        || coalesce(request.data.accessor, response.auth.accessor),
      substr(accessor, length(source) + 1))
    WHEN 'secret_id' THEN source || ':secret_id_accessor:' || coalesce(request.data.secret_id_accessor, response.data.secret_id_accessor)
    WHEN 'lease' THEN source || ':lease:' || coalesce(request.data.lease_id, response.secret.lease_id)
    WHEN 'login' THEN source || coalesce(':entity:' || nullif(auth.entity_id, ''), ':display_name:' || nullif(auth.display_name, ''))
    WHEN 'approle' THEN source || ':approle:' || nullif(regexp_extract(request."path", '/role/([^/]+)', 1), '')
  END AS target,
  request.remote_address AS src_ip,
  request.headers."user-agent"[1] AS user_agent
FROM (
  SELECT
    *,
    CASE
      WHEN regexp_matches(request."path", '^auth/[^/]+/(login|oidc/callback)(/|$)') THEN '3002/1/login'
      WHEN regexp_matches(request."path", '^auth/token/(create|create-orphan)(/|$)') THEN '3001/1/token'
      WHEN regexp_matches(request."path", '^auth/token/revoke') THEN '3001/6/token'
      WHEN regexp_matches(request."path", '^auth/token/renew') THEN '3001/99/token'
      WHEN regexp_matches(request."path", '/role/[^/]+/(custom-)?secret-id/?$') AND verb IN ('1', '3') THEN '3001/1/secret_id'
      WHEN regexp_matches(request."path", '/role/[^/]+/secret-id(-accessor)?/destroy') THEN '3001/6/secret_id'
      WHEN regexp_matches(request."path", '^auth/[^/]+/role/[^/]+$') AND verb IN ('1', '3', '4') THEN CASE verb WHEN '4' THEN '3001/6/approle' WHEN '1' THEN '3001/1/approle' ELSE '3001/99/approle' END
      WHEN regexp_matches(request."path", '^sys/(leases/)?revoke') THEN '3001/6/lease'
      WHEN regexp_matches(request."path", '^sys/(leases/)?renew') THEN '3001/99/lease'
      WHEN regexp_matches(request."path", '^sys/polic') AND verb IN ('1', '3', '4') THEN '3004/' || verb || '/policy'
      WHEN regexp_matches(request."path", '^sys/(auth|mounts|audit)/') AND verb IN ('1', '3', '4') THEN '3004/' || verb || '/' || split_part(request."path", '/', 2)
      WHEN regexp_matches(request."path", '^identity/(entity|group)') AND verb IN ('1', '3', '4') THEN '3004/' || verb || '/' || split_part(request."path", '/', 2)
      WHEN request.mount_class = 'auth' OR request.mount_type IN ('system', 'token', 'identity', 'approle') OR split_part(request."path", '/', 1) IN ('sys', 'auth', 'identity')
        THEN '6003/' || CASE verb WHEN '8' THEN '2' ELSE verb END || '/' || split_part(request."path", '/', 1)
      ELSE '6005/' || CASE verb WHEN '2' THEN '1' WHEN '8' THEN '8' WHEN '1' THEN '6' WHEN '3' THEN '2' WHEN '4' THEN '7' ELSE '99' END
        || CASE WHEN response.secret.lease_id IS NOT NULL THEN '/lease' ELSE '/secret' END
    END AS code
  FROM (
    SELECT
      *,
      regexp_replace(request."path", '^(auth/[^/]+/(?:role|users|login))/.+$', '\1/{name}') AS place,
      CASE request.operation WHEN 'create' THEN '1' WHEN 'read' THEN '2' WHEN 'help' THEN '2' WHEN 'update' THEN '3' WHEN 'patch' THEN '3' WHEN 'delete' THEN '4' WHEN 'list' THEN '8' WHEN 'scan' THEN '8' ELSE '99' END AS verb,
      -- A log-in has no token: the token in "auth" is the one that it issued.
      CASE WHEN request.client_token_accessor LIKE 'hmac-%' THEN source || ':accessor_hash:' ELSE source || ':token_accessor:' END
        || nullif(request.client_token_accessor, '') AS accessor,
      source || ':token_hash:' || nullif(request.client_token, '') AS token
    FROM native
  )
)
