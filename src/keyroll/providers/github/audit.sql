-- GitHub's audit log in OCSF's terms. "code" is class/activity/type of resource; the action decides it.
-- A token has two names here, its id and its hash: the first joins the lists, the second a value found elsewhere. The
-- first is the main one of a fine-grained token, the second of every other type: so each has its kind.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CASE
    -- An overloaded or failing server (429, 5xx) has decided nothing about access.
    WHEN status_code = 429 OR status_code >= 500 THEN 0
    WHEN status_code >= 400 OR regexp_matches(act, 'rejected|failed|denied|\.failure') THEN 2
    ELSE 1
  END AS status_id,
  "action" || coalesce(' ' || upper(nullif(request_method, '')), '') || coalesce(' ' || nullif(route, ''), '') AS operation,
  source || ':user:' || nullif(actor, '') AS actor,
  nullif(actor, '') AS actor_name,
  CASE WHEN other_type THEN coalesce(hashed, token) ELSE coalesce(token, hashed) END AS credential,
  CASE WHEN token IS NOT NULL AND hashed IS NOT NULL THEN CASE WHEN other_type THEN token ELSE hashed END END
    AS credential_alias,
  nullif(actor_session, '') AS session_uid,
  nullif(split_part(code, '/', 3), '') AS resource_type,
  CASE split_part(code, '/', 3)
    WHEN 'repository' THEN repo_name
    WHEN 'team' THEN team_name
    WHEN 'user' THEN coalesce(nullif("user", ''), blocked_user, invitee)
    WHEN 'webhook' THEN hook_id
    WHEN 'token' THEN coalesce(personal_access_token_id, CAST(nullif(user_programmatic_access_id, 0) AS VARCHAR))
    WHEN 'application' THEN coalesce(integration, oauth_application_id, application_name, org)
    WHEN 'secret' THEN secret_name
    WHEN 'organization' THEN coalesce(nullif(org, ''), nullif(business, ''))
    ELSE coalesce(repo_name, team_name, nullif(org, ''), nullif(business, ''), nullif("user", ''))
  END AS resource_uid,
  coalesce(repo_name, team_name, nullif("name", '')) AS resource_name,
  coalesce(nullif(org, ''), nullif(business, '')) AS resource_group,
  CASE
    WHEN split_part(code, '/', 3) = 'token' THEN source || ':token_id:'
      || coalesce(personal_access_token_id, CAST(nullif(user_programmatic_access_id, 0) AS VARCHAR))
    WHEN split_part(code, '/', 3) = 'webhook' THEN source || ':webhook:' || hook_id
    WHEN split_part(code, '/', 1) IN ('3001', '3005', '3006') THEN source || ':user:' || coalesce(nullif("user", ''), invitee)
    WHEN split_part(code, '/', 1) = '3002' THEN source || ':user:' || coalesce(nullif("user", ''), nullif(actor, ''))
  END AS target,
  CASE split_part(code, '/', 1)
    WHEN '3006' THEN coalesce(team_name, nullif(org, ''), repo_name)
    WHEN '3005' THEN coalesce(new_repo_permission, nullif(permission, ''), repo_name, nullif(org, ''))
  END AS target_group,
  nullif(actor_ip, '') AS src_ip,
  nullif(user_agent, '') AS user_agent,
  query_string AS query,
  status_code AS http_status
FROM (
  SELECT
    *,
    source || ':token_id:' || CAST(nullif(token_id, 0) AS VARCHAR) AS token,
    'github@*:hashed_token:' || nullif(hashed_token, '') AS hashed,
    -- Classic, OAuth and app tokens have an id in the log too; the type of access tells them from fine-grained ones.
    coalesce(lower(nullif(programmatic_access_type, '')) NOT LIKE 'fine-grained%', false) AS other_type,
    coalesce(nullif(repo, ''), nullif(repository, '')) AS repo_name,
    coalesce(nullif(team, ''), data.team) AS team_name,
    CASE
      WHEN regexp_matches(act, '^(org|business)\.sso_response|^user\.(login|failed_login)') THEN '3002/1/user'
      WHEN act = 'user.logout' THEN '3002/2/user'
      WHEN regexp_matches(act, '^(personal_access_token|oauth_access|org_credential_authorization|public_key)\.') THEN
        CASE
          WHEN regexp_matches(act, '\.(create|access_granted|grant|verify|unverification_undo)$') THEN '3001/1/'
          WHEN regexp_matches(act, '\.(destroy|delete|access_revoked|revoke|deauthorize|expired)$') THEN '3001/6/'
          WHEN act LIKE '%regenerate%' THEN '3001/3/'
          ELSE '3001/99/'
        END || CASE WHEN act LIKE 'public_key.%' THEN 'ssh_key' ELSE 'token' END
      WHEN regexp_matches(act, '^hook\.') THEN '3004/' || entity_verb || '/webhook'
      WHEN regexp_matches(act, '^user\.(create|destroy|delete|suspend|unsuspend)$|^user\.(forgot|reset)_password|^org\.(block|unblock)_user') THEN
        CASE
          WHEN act LIKE '%.create' THEN '3001/1/user'
          WHEN regexp_matches(act, '\.(destroy|delete)$') THEN '3001/6/user'
          WHEN regexp_matches(act, '\.(suspend|block_user)$') THEN '3001/5/user'
          WHEN regexp_matches(act, '\.(unsuspend|unblock_user)$') THEN '3001/2/user'
          ELSE '3001/4/user'
        END
      WHEN regexp_matches(act, '^(team|org|business)\.(add_member|add_organization|add_admin)$') THEN '3006/3/' || owner_type
      WHEN regexp_matches(act, '^(team|org|business)\.(remove_member|remove_outside_collaborator|remove_admin)$') THEN '3006/4/' || owner_type
      WHEN act = 'team.create' THEN '3006/6/team'
      WHEN act = 'team.destroy' THEN '3006/5/team'
      WHEN regexp_matches(act, '^team\.(add_repository|promote_maintainer)$') THEN '3006/1/team'
      WHEN regexp_matches(act, '^team\.(remove_repository|demote_maintainer)$') THEN '3006/2/team'
      WHEN regexp_matches(act, '^(repo\.add_member|repo\.update_member|org\.update_member|role\.create|organization_role\.assign)$') THEN '3005/1/permission'
      WHEN regexp_matches(act, '^(repo\.remove_member|organization_role\.revoke|role\.destroy)$') THEN '3005/2/permission'
      WHEN regexp_matches(act, '^(integration_installation|integration|oauth_application|oauth_authorization)\.|^org\.oauth_app_access') THEN
        '3004/' || CASE WHEN regexp_matches(act, 'approved') THEN '1' WHEN regexp_matches(act, 'denied|revoked') THEN '4' ELSE entity_verb END || '/application'
      WHEN act = 'org.create' THEN '3004/1/organization'
      WHEN act = 'org.delete' THEN '3004/4/organization'
      WHEN regexp_matches(act, '(actions|codespaces|dependabot|environment|org|repo)(\.|_)(create|update|remove|destroy)_?(actions_|integration_)?secret') THEN '3004/' || entity_verb || '/secret'
      WHEN act IN ('git.clone', 'git.fetch', 'repo.download_zip') OR act LIKE 'repo.%archive_download' THEN '6001/7/repository'
      WHEN act = 'api.request' AND (route LIKE '%/search/%' OR route LIKE '/search%') THEN '6001/5/'
      WHEN act = 'api.request' AND regexp_matches(route, '/(zipball|tarball)') THEN '6001/7/repository'
      WHEN act = 'api.request' AND route LIKE '/repos/{owner}/{repo}%' AND upper(request_method) IN ('GET', 'HEAD') THEN '6001/2/repository'
      WHEN act = 'api.request' THEN '6003/' || CASE upper(request_method)
        WHEN 'GET' THEN '2' WHEN 'HEAD' THEN '2' WHEN 'POST' THEN '1' WHEN 'DELETE' THEN '4' WHEN 'PUT' THEN '3' WHEN 'PATCH' THEN '3' ELSE '99' END || '/'
      WHEN act IN ('repo.create', 'repo.destroy', 'repo.rename', 'repo.access', 'repo.transfer') THEN '6001/' || CASE entity_verb WHEN '1' THEN '1' WHEN '4' THEN '4' ELSE '3' END || '/repository'
      ELSE '6003/' || CASE WHEN entity_verb IN ('8', '9') THEN '3' ELSE entity_verb END || '/' || CASE
        WHEN regexp_matches(act, '^org\.|^members_can') THEN 'organization' WHEN coalesce(repo, repository, '') <> '' THEN 'repository' ELSE '' END
    END AS code
  FROM (
    SELECT
      *,
      lower("action") AS act,
      CASE split_part(lower("action"), '.', 1) WHEN 'team' THEN 'team' ELSE 'organization' END AS owner_type,
      CASE
        WHEN regexp_matches(lower("action"), '\.(.*_)?(create|created|add|added|invite)') THEN '1'
        WHEN regexp_matches(lower("action"), '\.(.*_)?(destroy|delete|remove|cancel)') THEN '4'
        WHEN regexp_matches(lower("action"), '\.(.*_)?(enable|unsuspend)') THEN '8'
        WHEN regexp_matches(lower("action"), '\.(.*_)?(disable|suspend)') THEN '9'
        WHEN regexp_matches(lower("action"), '\.(.*_)?(update|change|rename|transfer|set|modify|config|access|edit|merge|reset|regenerate)')
          OR operation_type = 'modify' THEN '3'
        WHEN regexp_matches(lower("action"), '\.(.*_)?(view|read|download|export|access_granted|list)') OR operation_type = 'access' THEN '2'
        ELSE '99'
      END AS entity_verb
    FROM native
  )
)
