-- Anthropic's activity feed in OCSF's terms. "act" is the type without "claude_" and "platform_"; "code" is class/activity/type.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CASE WHEN regexp_matches("type", '_(failed|blocked|invalid|rejected)$') OR status_code >= 400 THEN 2 WHEN "type" LIKE '%_login_initiated' OR "type" LIKE '%_login_attempted' THEN 0 ELSE 1 END AS status_id,
  "type" AS operation,
  source || coalesce(
    ':user:' || nullif(actor.user_id, ''),
    ':api_key:' || nullif(actor.api_key_id, ''),
    ':admin_key:' || nullif(actor.admin_api_key_id, ''),
    ':directory:' || nullif(actor.directory_id, '')) AS actor,
  coalesce(actor.email_address, actor.unauthenticated_email_address, actor.api_key_id, actor.admin_api_key_id, actor.idp_connection_type, actor.service) AS actor_name,
  source || coalesce(':api_key:' || nullif(actor.api_key_id, ''), ':admin_key:' || nullif(actor.admin_api_key_id, '')) AS credential,
  split_part(code, '/', 3) AS resource_type,
  coalesce(
    CASE WHEN "type" = 'compliance_api_accessed' THEN nullif(regexp_extract(url, '^https?://[^/]+([^?]*)', 1), '') END,
    claude_project_document_id, claude_file_id, claude_artifact_id, claude_chat_snapshot_id, claude_chat_id, claude_project_id, file_id, skill_id, plugin_id, command_id,
    mcp_server_id, integration_id, marketplace_id, ghe_configuration_id, connection_id, share_id, service_key_id, service_name, admin_api_key_id, api_key_id, role_id, group_id, target_id,
    deleted_user_id, user_id, invite_id, invited_email, workspace_id, "domain", organization_uuid, organization_id, split_part(code, '/', 3)) AS resource_uid,
  coalesce(filename, skill_name, plugin_name, command_name, mcp_server_name, key_name, service_name, role_name, group_name, user_email, deleted_user_email, invited_email) AS resource_name,
  coalesce(claude_project_id, workspace_id, organization_uuid) AS resource_group,
  source || CASE split_part(code, '/', 1)
    WHEN '3002' THEN ':user:' || actor.user_id
    WHEN '3001' THEN CASE split_part(code, '/', 3)
      WHEN 'api_key' THEN ':api_key:' || api_key_id
      WHEN 'admin_api_key' THEN ':admin_key:' || admin_api_key_id
      WHEN 'service_key' THEN ':service_key:' || service_key_id
      ELSE ':user:' || coalesce(deleted_user_id, user_id, invited_email, actor.user_id) END
    WHEN '3005' THEN ':' || coalesce(target_type, principal_type, 'user') || ':' || coalesce(target_id, principal_id, user_id)
    WHEN '3006' THEN ':user:' || coalesce(member_ids[1], user_id)
  END AS target,
  CASE split_part(code, '/', 1)
    WHEN '3005' THEN coalesce(current_role_, "role", role_id)
    WHEN '3006' THEN coalesce(group_name, group_id, workspace_id)
  END AS target_group,
  actor.ip_address AS src_ip,
  actor.user_agent AS user_agent,
  TRY_CAST(status_code AS INTEGER) AS http_status
FROM (
  SELECT
    *,
    CASE
      WHEN regexp_matches(act, '_login_(succeeded|failed|initiated|attempted)$|^phone_code_verified$|^sso_second_factor|^lti_launch') THEN '3002/1/user'
      WHEN regexp_matches(act, '^(user_logged_out|session_revoked)$') THEN '3002/2/user'
      WHEN regexp_matches(act, '^admin_api_key_') THEN '3001/' || verb || '/admin_api_key'
      WHEN regexp_matches(act, '^(api_key|service_key)_') THEN '3001/' || verb || '/' || regexp_extract(act, '^(api_key|service_key)', 1)
      WHEN regexp_matches(act, '^(scim_user_|org_user_(deleted|invite_sent|invite_re_sent|invite_accepted)|account_deleted$)') THEN '3001/' || verb || '/user'
      WHEN regexp_matches(act, '^(role_assignment_granted|rbac_role_assigned|user_role_updated)$') THEN '3005/1/role'
      WHEN regexp_matches(act, '^(role_assignment_revoked|rbac_role_unassigned)$') THEN '3005/2/role'
      WHEN regexp_matches(act, '^(group|workspace)_member_added$') THEN '3006/3/group'
      WHEN regexp_matches(act, '^(group|workspace)_member_removed$') THEN '3006/4/group'
      WHEN act = 'group_created' THEN '3006/6/group'
      WHEN act = 'group_deleted' THEN '3006/5/group'
      WHEN regexp_matches(act, '^(plugin|command|skill|mcp_server|mcp_tool|marketplace|skill_version)_.*(created|replaced|updated|deleted)$') THEN '3004/' || CASE verb WHEN '1' THEN '1' WHEN '6' THEN '4' ELSE '3' END || '/' || CASE WHEN act LIKE 'mcp%' THEN 'mcp_server' WHEN act LIKE 'skill%' THEN 'skill' ELSE regexp_extract(act, '^(plugin|command|marketplace)', 1) END
      WHEN regexp_matches(act, '(_downloaded|_exported|_export_(started|completed|accessed))$') THEN '6001/7/' || coalesce(nullif(regexp_extract(act, '^(chat|project|file|artifact)', 1), ''), 'organization')
      WHEN regexp_matches(act, '^(chat|project|file|artifact|session_share)_') THEN '6001/' || CASE
        WHEN regexp_matches(act, '_(viewed|accessed|access_failed)$') THEN '2' WHEN regexp_matches(act, '_(created|uploaded)$') THEN '1'
        WHEN regexp_matches(act, '_(deleted|deletion_failed|archived|revoked)$') THEN '4' WHEN regexp_matches(act, '_(sharing_updated|published)$') THEN '8' ELSE '3' END
        || '/' || CASE WHEN act LIKE '%document%' THEN 'document' WHEN act LIKE '%file%' THEN 'file' ELSE regexp_extract(act, '^(chat|project|artifact|session)', 1) END
      WHEN regexp_matches(act, '^(org_sso|org_ip_restriction|org_domain|org_directory|org_compliance_api|rbac_role|workspace|integration|ghe_configuration|organization_settings|service)_') THEN '3004/' || CASE
        WHEN regexp_matches(act, '_(created|verified|initiated|permission_added)$') THEN '1' WHEN regexp_matches(act, '_(viewed|listed)$') THEN '2' WHEN regexp_matches(act, '_(deleted|removed|archived|permission_removed)$') THEN '4'
        WHEN regexp_matches(act, '_activated$') THEN '10' WHEN regexp_matches(act, '_deactivated$') THEN '11' ELSE '3' END || '/' || regexp_extract(act, '^(org_sso|org_ip_restriction|org_domain|org_directory|org_compliance_api|rbac_role|workspace|integration|ghe_configuration|organization_settings|service)', 1)
      ELSE '6003/' || CASE
        WHEN regexp_matches(act, '_(created|enabled|generated|requested|added|connected|started|granted)$') THEN '1' WHEN regexp_matches(act, '_(viewed|listed|accessed|performed)$') THEN '2'
        WHEN regexp_matches(act, '_(updated|regenerated|toggled|changed|completed|approved)$') THEN '3' WHEN regexp_matches(act, '_(deleted|removed|disabled|disconnected|dismissed|revoked)$') THEN '4' ELSE '99' END || '/organization'
    END AS code
  FROM (
    SELECT
      *,
      "current_role" AS current_role_,
      regexp_replace("type", '^(claude|platform)_', '') AS act,
      CASE
        WHEN regexp_matches("type", '_(created|accepted|sent)$') THEN '1' WHEN regexp_matches("type", '_(deleted|revoked)$') THEN '6' ELSE '99' END AS verb
    FROM native
  )
)
