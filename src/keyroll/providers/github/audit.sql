-- GitHub's audit log in OCSF's words. The hash of the token is the handle of the credential.
SELECT
  CASE
    WHEN regexp_matches("action", '^(personal_access_token|oauth_access|public_key|org_credential_authorization)\.') THEN 3001
    WHEN regexp_matches("action", '^(team|org)\.(add|remove|update)_member') THEN 3006
    WHEN regexp_matches("action", '^(git\.|repo\.download|repo\.archive|api\.)') THEN 6001
    ELSE 6003
  END AS class_uid,
  CASE
    WHEN regexp_matches("action", '\.(create|add_member|add|access_granted|grant)$') THEN 1
    WHEN regexp_matches("action", '^git\.(clone|fetch)|^repo\.download') THEN 2
    WHEN "action" = 'api.request' AND upper(request_method) IN ('GET', 'HEAD') THEN 2
    WHEN "action" = 'api.request' AND upper(request_method) = 'POST' THEN 1
    WHEN "action" = 'api.request' AND upper(request_method) IN ('PUT', 'PATCH') THEN 3
    WHEN "action" = 'api.request' AND upper(request_method) = 'DELETE' THEN 4
    WHEN regexp_matches("action", '^git\.push|\.(update|regenerate|edit)') THEN 3
    WHEN regexp_matches("action", '^(personal_access_token|oauth_access|public_key|org_credential_authorization)\.(destroy|delete|revoke|access_revoked)')
      THEN 6
    WHEN regexp_matches("action", '\.(destroy|delete|remove|remove_member|revoke)') THEN 4
    ELSE 99
  END AS activity_id,
  CASE WHEN status_code >= 400 THEN 2 ELSE 1 END AS status_id,
  "action" || coalesce(' ' || request_method || ' ' || route, '') AS operation,
  source || ':user:' || nullif(actor, '') AS actor,
  nullif(actor, '') AS actor_name,
  'github@*:hashed_token:' || nullif(hashed_token, '') AS credential,
  CASE WHEN nullif(repo, '') IS NOT NULL THEN 'repository' ELSE 'organization' END AS resource_type,
  coalesce(nullif(repo, ''), org) AS resource_name,
  org AS resource_group,
  CASE WHEN regexp_matches("action", '^(team|org)\.(add|remove|update)_member') THEN source || ':user:' || nullif("user", '') END
    AS target,
  nullif(actor_ip, '') AS src_ip,
  nullif(user_agent, '') AS user_agent,
  status_code AS http_status
FROM native
