-- Entra's sign-ins, directory audits and Graph requests in OCSF's terms; "p" are Graph's fields at either place.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CASE
    WHEN p.status.errorCode = 0 OR lower(p.result) = 'success' OR lower(p.provisioningStatusInfo.status) = 'success' OR p.responseStatusCode BETWEEN 100 AND 399 THEN 1
    WHEN p.status.errorCode > 0 OR lower(p.result) IN ('failure', 'timeout') OR lower(p.provisioningStatusInfo.status) = 'failure' OR p.responseStatusCode >= 400 THEN 2
    ELSE 0
  END AS status_id,
  CASE WHEN sort = 'graph' THEN p.requestMethod || ' ' || regexp_replace(regexp_replace(p.requestUri, '\?.*', ''), '[0-9a-f]{8}-[0-9a-f-]{27}', '{id}', 'g')
    WHEN sort = 'sign_in' THEN CASE WHEN machine IS NOT NULL THEN 'Service principal sign-in' WHEN p.isInteractive THEN 'Sign-in' ELSE 'Non-interactive sign-in' END
    WHEN sort = 'provisioning' THEN 'Provisioning ' || lower(p.provisioningAction) WHEN sort = 'risky_user' THEN 'User risk ' || coalesce(p.riskState, '') || coalesce(' ' || nullif(p.riskLevel, ''), '')
    ELSE coalesce(trim(p.activityDisplayName), p.riskEventType, {other}) END AS operation,
  source || coalesce(
    ':app_id:' || machine,
    ':user:' || nullif(p.userId, ''),
    ':user:' || nullif(p.initiatedBy."user".id, ''),
    ':app_id:' || nullif(p.initiatedBy.app.appId, ''),
    ':service_principal:' || nullif(p.initiatedBy.app.servicePrincipalId, '')) AS actor,
  coalesce(nullif(p.servicePrincipalName, ''), nullif(p.userPrincipalName, ''), nullif(p.initiatedBy."user".userPrincipalName, ''), nullif(p.initiatedBy.app.displayName, '')) AS actor_name,
  source || coalesce(':key_id:' || lower(nullif(p.servicePrincipalCredentialKeyId, '')), ':federated_credential:' || nullif(p.federatedCredentialId, '')) AS credential,
  nullif(p.sessionId, '') AS session_uid,
  CASE sort WHEN 'sign_in' THEN 'application' WHEN 'audit' THEN lower(first_target."type") WHEN 'graph' THEN 'api' ELSE sort END AS resource_type,
  coalesce(CASE sort WHEN 'sign_in' THEN nullif(p.resourceId, '') WHEN 'graph' THEN regexp_replace(p.requestUri, '\?.*', '') WHEN 'provisioning' THEN coalesce(nullif(p.targetIdentity.id, ''), p.targetIdentity.displayName) END,
    first_target.id, nullif(p.resourceId, ''), nullif(p.userId, ''), nullif(p.id, '')) AS resource_uid,
  CASE sort WHEN 'sign_in' THEN p.resourceDisplayName ELSE coalesce(first_target.displayName, first_target.userPrincipalName) END AS resource_name,
  CASE sort WHEN 'sign_in' THEN p.appDisplayName ELSE coalesce(p.loggedByService, p.category) END AS resource_group,
  CASE
    WHEN new_key IS NOT NULL OR old_key IS NOT NULL THEN source || ':key_id:' || lower(coalesce(new_key, old_key))
    WHEN sort = 'sign_in' THEN source || coalesce(':app_id:' || machine, ':user:' || nullif(p.userId, ''))
    WHEN split_part(code, '/', 1) IN ('3001', '3005', '3006') THEN source || coalesce(':user:' || person.id, CASE lower(first_target."type")
      WHEN 'serviceprincipal' THEN ':service_principal:' WHEN 'application' THEN ':application:' ELSE ':' || lower(first_target."type") || ':' END || first_target.id)
  END AS target,
  CASE split_part(code, '/', 1)
    WHEN '3006' THEN coalesce(trim(changed_group, '"'), list_filter(p.targetResources, LAMBDA t: lower(t."type") = 'group')[1].id)
    WHEN '3005' THEN coalesce(trim(changed_role, '"'), list_filter(p.targetResources, LAMBDA t: lower(t."type") = 'role')[1].displayName, trim(p.activityDisplayName))
  END AS target_group,
  CASE WHEN regexp_matches(address, '^[0-9a-fA-F.:]+$') THEN address END AS src_ip,
  coalesce(nullif(p.userAgent, ''), agent) AS user_agent,
  p.responseSizeBytes AS bytes_out,
  p.responseStatusCode AS http_status
FROM (
  SELECT
    *,
    CASE sort
      WHEN 'sign_in' THEN '3002/1'
      WHEN 'graph' THEN '6003/' || CASE upper(p.requestMethod) WHEN 'GET' THEN '2' WHEN 'POST' THEN '1' WHEN 'PATCH' THEN '3' WHEN 'PUT' THEN '3' WHEN 'DELETE' THEN '4' ELSE '99' END
      WHEN 'risk' THEN '6003/99'
      WHEN 'risky_user' THEN '6003/99'
      WHEN 'provisioning' THEN '6003/' || CASE WHEN lower(p.provisioningAction) = 'create' THEN '1' WHEN lower(p.provisioningAction) LIKE '%delete' THEN '4' ELSE '3' END
      ELSE CASE
        WHEN new_key IS NOT NULL THEN '3001/1'
        WHEN old_key IS NOT NULL THEN '3001/6'
        WHEN act LIKE '%certificates and secrets%' OR regexp_matches(act, 'credentials') AND act LIKE '%service principal%' THEN CASE WHEN regexp_matches(act, '^remove|delete') THEN '3001/6' WHEN regexp_matches(act, '^(add|create)') THEN '3001/1' ELSE '3001/99' END
        WHEN regexp_matches(act, 'federated') THEN CASE WHEN regexp_matches(act, '^(remove|delete)') THEN '3001/6' ELSE '3001/1' END
        WHEN act = 'add user' OR act LIKE 'invite%user%' THEN '3001/1'
        WHEN regexp_matches(act, '^(hard )?delete user') THEN '3001/6'
        WHEN act = 'disable account' THEN '3001/5'
        WHEN act = 'enable account' THEN '3001/2'
        WHEN regexp_matches(act, 'change .*password') THEN '3001/3'
        WHEN regexp_matches(act, 'reset .*password') THEN '3001/4'
        WHEN regexp_matches(act, '^update (user|stsrefreshtoken)') THEN '3001/99'
        WHEN act LIKE 'add member to group%' OR act LIKE 'add owner to group%' THEN '3006/3'
        WHEN act LIKE 'remove member from group%' OR act LIKE 'remove owner from group%' THEN '3006/4'
        WHEN act = 'add group' THEN '3006/6'
        WHEN act LIKE '%delete group%' THEN '3006/5'
        WHEN act LIKE 'update group%' THEN '3006/99'
        WHEN regexp_matches(act, '^add (eligible |scoped )?member to role|^add app role assignment|^consent to application|^add delegated permission|^add oauth2') THEN '3005/1'
        WHEN regexp_matches(act, '^remove (eligible |scoped )?member from role|^remove app role assignment|^remove delegated|^revoke consent') THEN '3005/2'
        WHEN regexp_matches(act, 'application|service principal|device|policy|domain|owner') THEN '3004/' || verb
        ELSE '6003/' || verb
      END
    END AS code
  FROM (
    SELECT
      *,
      list_filter(regexp_extract_all(keys_after, 'KeyIdentifier=([0-9a-fA-F-]+)', 1), LAMBDA k: NOT contains(coalesce(keys_before, ''), k))[1] AS new_key,
      list_filter(regexp_extract_all(keys_before, 'KeyIdentifier=([0-9a-fA-F-]+)', 1), LAMBDA k: NOT contains(coalesce(keys_after, ''), k))[1] AS old_key,
      CASE
        WHEN regexp_matches(act, '^(add|create|register|enable|consent)') THEN '1'
        WHEN regexp_matches(act, '^(delete|remove|hard delete|revoke|disable)') THEN '4'
        WHEN regexp_matches(act, '^(update|set|change|restore|reset)') THEN '3'
        WHEN regexp_matches(act, '^(read|get|recover|list|view|download)') THEN '2'
        ELSE '99'
      END AS verb
    FROM (
      SELECT
        *,
        lower(trim(coalesce(p.activityDisplayName, ''))) AS act,
        CASE WHEN p.requestMethod IS NOT NULL THEN 'graph' WHEN p.provisioningAction IS NOT NULL THEN 'provisioning'
          WHEN p.riskLastUpdatedDateTime IS NOT NULL AND p.riskEventType IS NULL THEN 'risky_user' WHEN p.riskEventType IS NOT NULL AND p.initiatedBy IS NULL AND p.createdDateTime IS NULL THEN 'risk'
          WHEN p.activityDisplayName IS NOT NULL THEN 'audit' WHEN p.createdDateTime IS NOT NULL THEN 'sign_in' ELSE 'other' END AS sort,
        CASE WHEN coalesce(p.userId, '') = '' AND (p.servicePrincipalId <> '' OR p.requestMethod IS NOT NULL) THEN nullif(p.appId, '') END AS machine,
        p.targetResources[1] AS first_target,
        list_filter(p.targetResources, LAMBDA t: lower(t."type") = 'user')[1] AS person,
        list_filter(flatten(list_transform(p.targetResources, LAMBDA t: t.modifiedProperties)), LAMBDA m: m.displayName = 'KeyDescription')[1].newValue AS keys_after,
        list_filter(flatten(list_transform(p.targetResources, LAMBDA t: t.modifiedProperties)), LAMBDA m: m.displayName = 'KeyDescription')[1].oldValue AS keys_before,
        list_filter(flatten(list_transform(p.targetResources, LAMBDA t: t.modifiedProperties)), LAMBDA m: m.displayName = 'Group.DisplayName')[1].newValue AS changed_group,
        list_filter(flatten(list_transform(p.targetResources, LAMBDA t: t.modifiedProperties)), LAMBDA m: m.displayName = 'Role.DisplayName')[1].newValue AS changed_role,
        list_filter(p.additionalDetails, LAMBDA d: d."key" = 'User-Agent')[1]."value" AS agent,
        coalesce(nullif(p.ipAddress, ''), nullif(p.initiatedBy."user".ipAddress, ''){address}) AS address
      FROM (SELECT *, {fields} AS p FROM native)
    )
  )
)
