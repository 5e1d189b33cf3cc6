-- Google Cloud's audit logs in OCSF's terms. "act" is the last part of the method's name, in lower case.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CASE
    -- google.rpc.Code: deadline, quota, internal error, unavailable: nothing was decided about access.
    WHEN protoPayload.status.code IN (4, 8, 13, 14) THEN 0
    WHEN protoPayload.status.code > 0 OR list_contains(list_transform(protoPayload.authorizationInfo, LAMBDA x: x.granted), false) THEN 2
    WHEN regexp_matches(act, 'fail') THEN 2
    ELSE 1
  END AS status_id,
  protoPayload.methodName AS operation,
  source || CASE WHEN who LIKE '%.gserviceaccount.com' THEN ':service_account:' WHEN who LIKE 'system:serviceaccount:%' THEN ':kubernetes_service_account:' ELSE ':user:' END || who AS actor,
  who AS actor_name,
  'gcp@*:key_id:' || nullif(regexp_extract(protoPayload.authenticationInfo.serviceAccountKeyName, '/keys/([^/]+)$', 1), '') AS credential,
  native_resource_type AS resource_type,
  coalesce(protoPayload.resourceName, protoPayload.response."name") AS resource_uid,
  nullif(regexp_extract(protoPayload.resourceName, '([^/]+)$', 1), '') AS resource_name,
  coalesce(project, protoPayload.serviceName) AS resource_group,
  -- A zone is its region and a letter.
  nullif(regexp_replace(lower(resource.labels.location), '-[a-z]$', ''), 'global') AS region,
  CASE
    WHEN act LIKE '%serviceaccountkey' THEN 'gcp@*:key_id:' || nullif(regexp_extract(coalesce(protoPayload.response."name", protoPayload.request."name", protoPayload.resourceName), '/keys/([^/]+)$', 1), '')
    WHEN act IN ('generateaccesstoken', 'generateidtoken', 'signjwt', 'signblob') OR split_part(code, '/', 1) = '3001' AND service = 'iam.googleapis.com'
      THEN source || ':service_account:' || coalesce(mail, protoPayload.response.email, nullif(regexp_extract(protoPayload.resourceName, '/serviceAccounts/([^/]+)', 1), ''))
    WHEN split_part(code, '/', 1) = '3005' THEN source || CASE WHEN delta.member LIKE 'serviceAccount:%' THEN ':service_account:' ELSE ':user:' END || regexp_replace(delta.member, '^[a-zA-Z]+:', '')
    WHEN split_part(code, '/', 1) IN ('3001', '3002') THEN source || ':user:' || coalesce(who, affected)
    WHEN service = 'apikeys.googleapis.com' THEN source || ':api_key:' || nullif(regexp_extract(coalesce(protoPayload.response."name", protoPayload.resourceName), '/keys/([^/]+)$', 1), '')
  END AS target,
  CASE split_part(code, '/', 1) WHEN '3005' THEN coalesce(delta."role", protoPayload.methodName) END AS target_group,
  CASE WHEN regexp_matches(protoPayload.requestMetadata.callerIp, '^[0-9a-fA-F.:]+$') THEN protoPayload.requestMetadata.callerIp END AS src_ip,
  nullif(protoPayload.requestMetadata.callerSuppliedUserAgent, '') AS user_agent,
  -- The HTTP status of a status code (google.rpc.Code).
  CASE protoPayload.status.code WHEN 3 THEN 400 WHEN 5 THEN 404 WHEN 6 THEN 409 WHEN 7 THEN 403 WHEN 9 THEN 400 WHEN 10 THEN 409 WHEN 11 THEN 400 WHEN 16 THEN 401 END AS http_status
FROM (
  SELECT
    *,
    resource."type" AS native_resource_type,
    resource.labels.project_id AS project,
    resource.labels.email_id AS mail,
    protoPayload.serviceData.policyDelta.bindingDeltas[1] AS delta,
    list_filter(protoPayload.metadata.event[1]."parameter", LAMBDA x: x."name" = 'affected_email_address')[1]."value" AS affected,
    CASE
      WHEN service = 'login.googleapis.com' THEN CASE
        WHEN regexp_matches(act, '^login|suspicious.*login') THEN '3002/1'
        WHEN act = 'logout' THEN '3002/2'
        WHEN act LIKE 'accountdisabled%' THEN '3001/5'
        WHEN act = 'passwordedit' THEN '3001/3'
        WHEN regexp_matches(act, '^(2sv|titanium)enroll') THEN '3001/10'
        WHEN regexp_matches(act, '^(2svdisable|titaniumunenroll)') THEN '3001/11'
        WHEN act LIKE '%edit' THEN '3001/99'
        ELSE '6003/99' END
      WHEN regexp_matches(act, '^(create|upload)serviceaccount') OR act = 'createserviceaccount' THEN '3001/1'
      WHEN act LIKE 'deleteserviceaccount%' THEN '3001/6'
      WHEN act LIKE 'disableserviceaccount%' THEN '3001/5'
      WHEN act LIKE 'enableserviceaccount%' THEN '3001/2'
      WHEN act IN ('generateaccesstoken', 'generateidtoken', 'signjwt', 'signblob') THEN '3002/1'
      WHEN act LIKE 'setiam%' OR act = 'setorgpolicy' THEN CASE WHEN upper(protoPayload.serviceData.policyDelta.bindingDeltas[1]."action") = 'REMOVE' THEN '3005/2' ELSE '3005/1' END
      WHEN service = 'apikeys.googleapis.com' AND verb IN ('1', '4') THEN CASE verb WHEN '1' THEN '3001/1' ELSE '3001/6' END
      WHEN service = 'secretmanager.googleapis.com' AND verb IN ('1', '2', '3', '4') THEN '6005/' || CASE
        WHEN act LIKE 'list%' THEN '8' WHEN verb = '2' OR act LIKE 'access%' THEN '1' WHEN verb = '1' THEN '6' WHEN verb = '3' THEN '2' ELSE '7' END
      WHEN service IN ('storage.googleapis.com', 'bigquery.googleapis.com') AND verb IN ('1', '2', '3', '4') THEN '6001/' || verb
      ELSE '6003/' || verb
    END AS code
  FROM (
    SELECT
      *,
      CASE
        WHEN regexp_matches(act, '^(get|list|read|watch|search|access|query|test|describe|lookup|aggregated|check|fetch|view)') THEN '2'
        WHEN regexp_matches(act, '^(create|insert|add|upload|import|enable|start|generate|enroll|post)') THEN '1'
        WHEN regexp_matches(act, '^(delete|remove|destroy|purge|cancel|disable)') THEN '4'
        WHEN regexp_matches(act, '^(update|patch|set|replace|modify|move|reset|undelete|restore|stop)') THEN '3'
        ELSE '99'
      END AS verb
    FROM (
      SELECT
        *,
        protoPayload.serviceName AS service,
        coalesce(nullif(protoPayload.authenticationInfo.principalEmail, ''), nullif(regexp_replace(protoPayload.authenticationInfo.principalSubject, '^[a-zA-Z]+:', ''), '')) AS who,
        lower(regexp_extract(protoPayload.methodName, '([^./]+)$', 1)) AS act
      FROM native
    )
  )
)
