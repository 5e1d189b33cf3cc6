-- Slack's audit log in OCSF's terms. "code" is class/activity; "thing" is the object that the entity's type names.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CASE WHEN regexp_matches(act, '_failed|denied|_blocked') THEN 2 ELSE 1 END AS status_id,
  "action" AS operation,
  source || CASE WHEN actor."user".id <> '' THEN ':user:' || actor."user".id ELSE ':app_id:' || nullif(context.app.id, '') END AS actor,
  coalesce(nullif(actor."user".email, ''), nullif(actor."user"."name", ''), nullif(context.app."name", '')) AS actor_name,
  source || ':app_id:' || nullif(context.app.id, '') AS credential,
  nullif(context.session_id, '') AS session_uid,
  CASE entity."type" WHEN 'app' THEN 'app' ELSE entity."type" END AS resource_type,
  thing.id AS resource_uid,
  nullif(thing."name", '') AS resource_name,
  coalesce(nullif(context.location."name", ''), nullif(context.location.id, '')) AS resource_group,
  CASE
    WHEN split_part(code, '/', 1) = '3004' AND entity."type" = 'app' THEN source || ':app_id:' || thing.id
    WHEN entity."type" = 'user' THEN source || ':user:' || thing.id
    WHEN split_part(code, '/', 1) IN ('3005', '3006') THEN source || ':user:' || coalesce(details.target_user, details.target_user_id, nullif(actor."user".id, ''))
  END AS target,
  CASE
    WHEN split_part(code, '/', 1) = '3006' THEN coalesce(thing."name", thing.id)
    WHEN split_part(code, '/', 1) = '3005' THEN CASE WHEN entity."type" = 'role' THEN thing."name" ELSE regexp_replace(act, '^role_change_to_', '') END
  END AS target_group,
  nullif(context.ip_address, '') AS src_ip,
  nullif(context.ua, '') AS user_agent
FROM (
  SELECT
    *,
    CASE
      WHEN regexp_matches(act, '^user_login|^user_session_(started|created)') THEN '3002/1'
      WHEN regexp_matches(act, '^user_logout|session_(reset|invalidat|terminat)') THEN '3002/2'
      WHEN regexp_matches(act, '^(user|guest)_created|token_created$|^service_owner_transferred') THEN '3001/1'
      WHEN regexp_matches(act, '^(user|guest)_reactivated|^guest_expiration_cleared') THEN '3001/2'
      WHEN regexp_matches(act, '^(user|guest)_(deactivated|expired)') THEN '3001/5'
      WHEN regexp_matches(act, 'token_revoked$') THEN '3001/6'
      WHEN regexp_matches(act, 'user_(email|password|profile)_(updated|changed)|^user_profile') THEN '3001/99'
      WHEN regexp_matches(act, '^role_change_to_(user|guest)|^role_removed|^permissions_removed') THEN '3005/2'
      WHEN regexp_matches(act, '^role_change_to_|^role_(assigned|modified)|^owner_transferred|^permissions_assigned') THEN '3005/1'
      WHEN regexp_matches(act, '^user_added_to_(usergroup|workspace|channel)|^(user|guest)_channel_join|^guest_joined') THEN '3006/3'
      WHEN regexp_matches(act, '^user_removed_from_|^(user|guest)_channel_leave|^guest_(left|removed)') THEN '3006/4'
      WHEN regexp_matches(act, '^(usergroup|private_channel|public_channel)_created') THEN '3006/6'
      WHEN regexp_matches(act, '^(usergroup|private_channel|public_channel)_(deleted|archive)') THEN '3006/5'
      WHEN regexp_matches(act, '^app_(installed|approved|added|token_preserved)|^bot_added') THEN '3004/1'
      WHEN regexp_matches(act, '^app_(uninstalled|removed|restricted|removed_from_whitelist)|^bot_removed') THEN '3004/4'
      WHEN regexp_matches(act, '^(app|bot|workflow|function)_') THEN '3004/3'
      WHEN regexp_matches(act, 'downloaded|_export(s)?_(started|completed)|^export') THEN '6001/7'
      WHEN regexp_matches(act, 'searched|search_query') THEN '6001/5'
      WHEN regexp_matches(act, '^(file|canvas|list|message)_(viewed|opened|read)') THEN '6001/2'
      WHEN regexp_matches(act, '^(file|canvas|list|message)_(uploaded|created|added)') THEN '6001/1'
      WHEN regexp_matches(act, '^(file|canvas|list|message)_(deleted|tombstoned|removed)') THEN '6001/4'
      WHEN regexp_matches(act, '^(file|canvas|list)_(shared|public)|_shared$') THEN '6001/8'
      WHEN regexp_matches(act, '^(file|canvas|list|message)_') THEN '6001/3'
      WHEN regexp_matches(act, '(created|create|added|enabled|started|start|enrolled|approved|activated|generated|prepared|requested|scheduled|accepted|invited|sent|posted|opened|joined)$') THEN '6003/1'
      WHEN regexp_matches(act, '(deleted|delete|removed|revoked|unenrolled|canceled|cancelled|archive|archived|deactivated|ended|closed|left|unset)$') THEN '6003/4'
      WHEN regexp_matches(act, '(viewed|read|accessed|opened|listed)$') THEN '6003/2'
      WHEN regexp_matches(act, '^pref\.|(changed|updated|modified|set|disabled|declined|denied|restored|completed|moved|renamed|converted|converted_to_private|converted_to_public|connected|disconnected|shared|unshared|unarchive|redacted|verified|unverified|dismissed|resolved|success|failure)$') THEN '6003/3'
      ELSE '6003/99'
    END AS code
  FROM (
    SELECT
      *,
      lower("action") AS act,
      CASE entity."type"
        WHEN 'app' THEN entity."app"
        WHEN 'user' THEN entity."user"
        WHEN 'usergroup' THEN entity."usergroup"
        WHEN 'workspace' THEN entity."workspace"
        WHEN 'enterprise' THEN entity."enterprise"
        WHEN 'file' THEN entity."file"
        WHEN 'channel' THEN entity."channel"
        WHEN 'message' THEN entity."message"
        WHEN 'huddle' THEN entity."huddle"
        WHEN 'role' THEN entity."role"
        WHEN 'account_type_role' THEN entity."account_type_role"
        WHEN 'workflow' THEN entity."workflow"
        WHEN 'barrier' THEN entity."barrier"
        WHEN 'workflow_v2' THEN entity."workflow_v2"
        WHEN 'list' THEN entity."list"
        WHEN 'canvas' THEN entity."canvas"
        WHEN 'function' THEN entity."function"
      END AS thing
    FROM native
  )
)
