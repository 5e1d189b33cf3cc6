-- Azure Monitor's records in OCSF's terms. "act" is the operation in lower case, "who" the caller's claims.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CASE
    WHEN outcome IN ('success', 'succeeded', 'accept', 'accepted', 'ok', 'created') OR TRY_CAST(answer AS INTEGER) BETWEEN 100 AND 399 THEN 1
    WHEN outcome IN ('failure', 'failed', 'error', 'forbidden', 'unauthorized') OR TRY_CAST(answer AS INTEGER) >= 400 THEN 2
    ELSE 0
  END AS status_id,
  operationName AS operation,
  source || CASE WHEN person IS NOT NULL THEN ':user:' || lower(person) WHEN app IS NOT NULL THEN ':app_id:' || lower(app) ELSE ':object:' || lower(object) END AS actor,
  coalesce(person, app, object) AS actor_name,
  lower(regexp_extract(resourceId, '(?i)/providers/([^/]+/[^/]+)', 1)) AS resource_type,
  coalesce(nullif(json_extract_string(properties, '$.id'), ''), uri, resourceId) AS resource_uid,
  regexp_extract(resourceId, '([^/]+)/?$', 1) AS resource_name,
  lower(regexp_extract(resourceId, '(?i)/resourcegroups/([^/]+)', 1)) AS resource_group,
  CASE WHEN code IN ('3005/1', '3005/2') THEN source || ':object:' || lower(coalesce(
    json_extract_string(properties, '$.principalId'),
    regexp_extract(json_extract_string(properties, '$.requestbody'), '(?i)"principalId"\s*:\s*"([^"]+)"', 1),
    regexp_extract(resourceId, '([^/]+)/?$', 1))) WHEN code = '3001/4' THEN resourceId END AS target,
  CASE WHEN code IN ('3005/1', '3005/2') THEN coalesce(
    json_extract_string(properties, '$.roleDefinitionId'),
    regexp_extract(json_extract_string(properties, '$.requestbody'), '(?i)"roleDefinitionId"\s*:\s*"([^"]+)"', 1),
    'role assignment') END AS target_group,
  CASE WHEN regexp_matches(address, '^[0-9a-fA-F.:]+$') THEN address END AS src_ip,
  coalesce(json_extract_string(properties, '$.clientInfo'), json_extract_string(properties, '$.userAgentHeader')) AS user_agent,
  TRY_CAST(answer AS INTEGER) AS http_status
FROM (
  SELECT
    *,
    lower(resultType) AS outcome,
    coalesce(nullif(statusCode, ''), json_extract_string(properties, '$.httpStatusCode'), CASE WHEN regexp_matches(resultSignature, '^\d{3}$') THEN resultSignature END) AS answer,
    regexp_replace(trim(callerIpAddress), '^\[?([0-9a-fA-F:]+)\]:\d+$|^(\d+\.\d+\.\d+\.\d+):\d+$', '\1\2') AS address,
    coalesce(json_extract_string(who, '$.upn'), json_extract_string(who, '$."http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"'), json_extract_string(who, '$.unique_name'), json_extract_string(who, '$.name')) AS person,
    json_extract_string(who, '$.appid') AS app,
    coalesce(json_extract_string(who, '$.oid'), json_extract_string(who, '$."http://schemas.microsoft.com/identity/claims/objectidentifier"')) AS object,
    CASE
      WHEN act LIKE 'microsoft.authorization/roleassignments/write%' OR act LIKE '%/elevateaccess/action' THEN '3005/1'
      WHEN act LIKE 'microsoft.authorization/roleassignments/delete%' THEN '3005/2'
      WHEN regexp_matches(act, '/regeneratekeys?/action$|/rotatekey/action$') THEN '3001/4'
      WHEN regexp_matches(act, '(/|^)(delete|purge)(/action)?$|delete$|/purge/') THEN '6003/4'
      WHEN regexp_matches(act, '/write$|^(set|update|put|create)|(create|import|update)$') THEN '6003/3'
      WHEN regexp_matches(act, '/read$|/list[a-z]*/action$|^(get|list)|(get|list)$') THEN '6003/2'
      ELSE '6003/99'
    END AS code
  FROM (SELECT *, lower(operationName) AS act, coalesce(CAST(json_extract(identity, '$.claims') AS VARCHAR), CAST(json_extract(identity, '$.claim') AS VARCHAR), '{}') AS who FROM native)
)
