-- Google Workspace's activities in OCSF's terms: a row for each event of an activity. "one" is an event, "p" its
-- parameters by name. The first has the activity's id, each other one a number after it.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CASE WHEN regexp_matches(act, 'fail|denied|blocked') THEN 2 ELSE 1 END AS status_id,
  app || '.' || act || coalesce(' ' || api || '.' || method, '') AS operation,
  source || coalesce(':user:' || profile, ':user:' || lower(mail), ':system:' || nullif(actor."key", '')) AS actor,
  coalesce(lower(mail), nullif(actor."key", '')) AS actor_name,
  CASE
    WHEN app = 'token' THEN source || ':oauth_grant:' || client || '/' || coalesce(profile, lower(mail))
    ELSE source || ':client:' || nullif(actor.applicationInfo.oauthClientId, '')
  END AS credential,
  CASE app WHEN 'drive' THEN coalesce(doc_type, 'document') WHEN 'token' THEN 'application' WHEN 'saml' THEN 'application'
    ELSE coalesce(nullif(split_part(code, '/', 3), ''), app) END AS resource_type,
  coalesce(doc, CASE app WHEN 'token' THEN client WHEN 'saml' THEN application END, group_mail, user_mail, alert, setting, profile, lower(mail), app) AS resource_uid,
  coalesce(doc_title, CASE WHEN app IN ('token', 'saml') THEN coalesce(app_name, application) END, group_mail, user_mail) AS resource_name,
  CASE app WHEN 'drive' THEN coalesce(drive, owner) ELSE app END AS resource_group,
  CASE
    WHEN app = 'token' AND split_part(code, '/', 1) = '3001' THEN source || ':oauth_grant:' || client || '/' || coalesce(profile, lower(mail))
    WHEN act IN ('authorize_api_client_access', 'remove_api_client_access') THEN source || ':delegated_client:' || api_client
    WHEN split_part(code, '/', 1) = '3002' THEN source || ':user:' || coalesce(profile, lower(mail))
    WHEN split_part(code, '/', 1) IN ('3001', '3005', '3006') THEN source || ':user:' || lower(user_mail)
  END AS target,
  CASE split_part(code, '/', 1) WHEN '3006' THEN group_mail WHEN '3005' THEN coalesce(role_name, api_scopes, act) END AS target_group,
  nullif(ipAddress, '') AS src_ip,
  CAST(num_bytes AS BIGINT) AS bytes_out
FROM (
  SELECT
    *,
    CASE
      WHEN app IN ('login', 'saml') AND regexp_matches(act, '^login_(success|failure|challenge|verification)|^suspicious_.*login|^passkey') THEN '3002/1/user'
      WHEN app = 'login' AND act = 'logout' THEN '3002/2/user'
      WHEN act IN ('password_edit', 'recovery_secret_qa_edit') THEN '3001/3/user'
      WHEN act = 'change_password' THEN '3001/4/user'
      WHEN act LIKE 'account_disabled%' OR act = 'suspend_user' THEN '3001/5/user'
      WHEN act IN ('unsuspend_user', 'undelete_user') THEN '3001/2/user'
      WHEN act IN ('2sv_enroll', 'titanium_enroll') THEN '3001/10/user'
      WHEN act IN ('2sv_disable', 'titanium_unenroll', 'turn_off_2_step_verification') THEN '3001/11/user'
      WHEN act = 'create_user' THEN '3001/1/user'
      WHEN act = 'delete_user' THEN '3001/6/user'
      WHEN app = 'token' AND act = 'authorize' THEN '3001/1/application'
      WHEN app = 'token' AND act = 'revoke' THEN '3001/6/application'
      WHEN act IN ('grant_admin_privilege', 'assign_role', 'authorize_api_client_access', 'grant_delegated_admin_privileges') THEN '3005/1/permission'
      WHEN act IN ('revoke_admin_privilege', 'unassign_role', 'remove_api_client_access') THEN '3005/2/permission'
      WHEN regexp_matches(act, '^add_(group_member|user|member|owner)$|^invite_user|^accept_invitation|^join$') AND app <> 'calendar' THEN '3006/3/group'
      WHEN regexp_matches(act, '^remove_(group_member|user|member)$|^ban_user') AND app <> 'calendar' THEN '3006/4/group'
      WHEN act = 'create_group' THEN '3006/6/group'
      WHEN act = 'delete_group' THEN '3006/5/group'
      WHEN app = 'drive' AND act IN ('download', 'print', 'copy', 'sync_item_content', 'source_copy') THEN '6001/7/'
      WHEN app = 'drive' AND act IN ('create', 'upload') THEN '6001/1/'
      WHEN app = 'drive' AND act IN ('delete', 'trash') THEN '6001/4/'
      WHEN app = 'drive' AND regexp_matches(act, 'access|visibility|acl|share') THEN '6001/8/'
      WHEN app = 'drive' AND regexp_matches(act, 'view|preview|import_range|access_item') THEN '6001/2/'
      WHEN app = 'drive' THEN '6001/3/'
      WHEN app = 'token' THEN '6003/2/application'
      ELSE '6003/' || CASE
        WHEN regexp_matches(act, 'view|access|download|list|search|export') THEN '2'
        WHEN regexp_matches(act, '^(create|add|enroll|allow)|_create') THEN '1'
        WHEN regexp_matches(act, '^(delete|remove)|_delete') THEN '4'
        WHEN regexp_matches(act, 'change|edit|update|enforce|toggle|email_forwarding|complete') THEN '3'
        ELSE '99' END || '/'
    END AS code
  FROM (
    SELECT
      *,
      coalesce(p['doc_id'], p['document_id']) AS doc, p['doc_type'] AS doc_type, p['doc_title'] AS doc_title, p['owner'] AS owner,
      coalesce(p['shared_drive_id'], p['team_drive_id']) AS drive, p['client_id'] AS client, p['app_name'] AS app_name,
      p['application_name'] AS application, p['api_name'] AS api, p['method_name'] AS method, p['num_response_bytes'] AS num_bytes,
      coalesce(p['group_id'], p['GROUP_EMAIL'], p['group_email']) AS group_mail,
      coalesce(p['USER_EMAIL'], p['user_email'], p['member_id'], p['target_user'], p['affected_email_address'], p['email_forwarding_destination_address']) AS user_mail,
      p['ROLE_NAME'] AS role_name, p['API_CLIENT_NAME'] AS api_client, p['API_SCOPES'] AS api_scopes, coalesce(p['ALERT_ID'], p['resource_id'], p['INVESTIGATION_CONTENT_ACCESS_ENTITY_ID']) AS alert,
      coalesce(p['SETTING_NAME'], p['ORG_UNIT_NAME']) AS setting
    FROM (
      SELECT
        *,
        nullif(actor.email, '') AS mail,
        nullif(actor.profileId, '') AS profile,
        id.applicationName AS app,
        lower(coalesce(one ->> '$.name', 'other')) AS act,
        -- If a record has a name twice, the first value counts.
        map_from_entries(list_transform(
          list_distinct(list_transform(list_filter(given, LAMBDA x: x.name IS NOT NULL), LAMBDA x: x.name)),
          LAMBDA n: struct_pack(k := n, v := list_transform(
            list_filter(given, LAMBDA y: y.name = n), LAMBDA y: coalesce(y.value, y.intValue))[1]))) AS p
      FROM (
        SELECT
          *,
          json_transform(
            coalesce(CAST(json_extract(one, '$.parameters') AS VARCHAR), '[]'),
            '[{"name": "VARCHAR", "value": "VARCHAR", "intValue": "VARCHAR"}]') AS given
        FROM (
          SELECT
            id, actor, ipAddress, source, day, happened_at, observed_at, recorded_at, raw, record, implausible,
            event_id || CASE WHEN place > 1 THEN '#' || place ELSE '' END AS event_id,
            CASE WHEN array_length(each) > 0 THEN CAST(each[place] AS VARCHAR) ELSE CAST(events AS VARCHAR) END AS one
          FROM (
            SELECT *, unnest(range(1, 1 + greatest(array_length(each), 1))) AS place
            FROM (SELECT *, json_extract(events, '$[*]') AS each FROM native)
          )
        )
      )
    )
  )
)
