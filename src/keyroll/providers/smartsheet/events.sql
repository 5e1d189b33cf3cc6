-- Smartsheet events in OCSF's terms; only completed actions are recorded.
SELECT
  CASE
    WHEN objectType = 'ACCESS_TOKEN' THEN 3001
    WHEN objectType = 'USER' AND "action" IN ('ADD_TO_ACCOUNT', 'REMOVE_FROM_ACCOUNT', 'SEND_PASSWORD_RESET', 'ACTIVATE', 'DEACTIVATE')
      THEN 3001
    WHEN objectType = 'GROUP' OR "action" = 'REMOVE_FROM_GROUPS' THEN 3006
    WHEN regexp_matches("action", '^(ADD|REMOVE|UPDATE)_(WORKSPACE_)?SHARE|^(ADD|REMOVE)_PUBLISH$|^TRANSFER_OWNE') THEN 3005
    WHEN objectType IN ('USER', 'ACCOUNT') AND NOT regexp_matches("action", '^(LIST|DOWNLOAD|EXPORT)') THEN 6003
    ELSE 6001
  END AS class_uid,
  CASE
    WHEN objectType = 'ACCESS_TOKEN' AND "action" = 'AUTHORIZE' THEN 1
    WHEN objectType = 'ACCESS_TOKEN' AND "action" = 'REFRESH' THEN 3
    WHEN objectType = 'ACCESS_TOKEN' AND "action" = 'REVOKE' THEN 6
    WHEN objectType = 'ACCESS_TOKEN' THEN 99
    WHEN objectType = 'USER' AND "action" = 'ADD_TO_ACCOUNT' THEN 1
    WHEN objectType = 'USER' AND "action" = 'ACTIVATE' THEN 2
    WHEN objectType = 'USER' AND "action" = 'SEND_PASSWORD_RESET' THEN 4
    WHEN objectType = 'USER' AND "action" = 'DEACTIVATE' THEN 5
    WHEN objectType = 'USER' AND "action" = 'REMOVE_FROM_ACCOUNT' THEN 6
    WHEN objectType = 'GROUP' AND "action" = 'ADD_MEMBER' THEN 3
    WHEN (objectType = 'GROUP' AND "action" = 'REMOVE_MEMBER') OR "action" = 'REMOVE_FROM_GROUPS' THEN 4
    WHEN objectType = 'GROUP' AND "action" = 'DELETE' THEN 5
    WHEN objectType = 'GROUP' AND "action" = 'CREATE' THEN 6
    WHEN objectType = 'GROUP' THEN 99
    WHEN regexp_matches("action", '^(ADD|UPDATE)_(WORKSPACE_)?SHARE|^ADD_PUBLISH$|^TRANSFER_OWNE') THEN 1
    WHEN regexp_matches("action", '^REMOVE_(WORKSPACE_)?SHARE|^REMOVE_PUBLISH$') THEN 2
    WHEN regexp_matches("action", '^(EXPORT|DOWNLOAD|REQUEST_BACKUP|SEND_AS_ATTACHMENT|SEND_ROW|SEND$)') THEN 7
    WHEN objectType = 'ATTACHMENT' AND "action" = 'LOAD' THEN 7
    WHEN regexp_matches("action", '^SEARCH') THEN 5
    WHEN regexp_matches("action", '^(LOAD|LIST|READ|VIEW|GET)') THEN 2
    WHEN regexp_matches("action", '^(CREATE|ADD|COPY|SAVE_AS|IMPORT|UPLOAD|SEND)') THEN 1
    WHEN regexp_matches("action", '^(DELETE|PURGE|REMOVE)') THEN 4
    WHEN regexp_matches("action", '^(UPDATE|RENAME|MOVE|RESTORE|BULK_UPDATE|ACTIVATE|DEACTIVATE)') THEN 3
    ELSE 99
  END AS activity_id,
  1 AS status_id,
  objectType || ' - ' || "action" AS operation,
  source || ':user:' || coalesce(nullif(requestUserId, ''), nullif(userId, '')) AS actor,
  additionalDetails.emailAddress AS actor_name,
  source || ':access_token:' || coalesce(nullif(requestUserId, ''), nullif(userId, '')) || '/' || nullif(accessTokenName, '')
    AS credential,
  lower(objectType) AS resource_type,
  objectId AS resource_uid,
  additionalDetails.sheetName AS resource_name,
  additionalDetails.workspaceId AS resource_group,
  CASE
    WHEN objectType = 'ACCESS_TOKEN'
      THEN source || ':access_token:' || coalesce(nullif(userId, ''), nullif(requestUserId, '')) || '/'
        || nullif(additionalDetails.tokenName, '')
    WHEN objectType = 'USER' THEN source || ':user:' || nullif(objectId, '')
    WHEN objectType = 'GROUP' THEN source || ':user:' || nullif(additionalDetails.memberUserId, '')
    ELSE source || ':user:' || nullif(additionalDetails.userId, '')
  END AS target,
  CASE
    WHEN objectType = 'GROUP' THEN coalesce(additionalDetails.groupName, objectId)
    ELSE additionalDetails.accessLevel
  END AS target_group,
  additionalDetails.sourceIpAddress AS src_ip
FROM native
