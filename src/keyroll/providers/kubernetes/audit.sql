-- Kubernetes' audit log in OCSF's terms. "thing" is the resource with its subresource.
SELECT
  CASE
    WHEN thing IN ('serviceaccounts/token', 'serviceaccounts') AND act IN (1, 4) THEN 3001
    WHEN thing IN ('rolebindings', 'clusterrolebindings') AND act IN (1, 3, 4) THEN 3005
    WHEN objectRef."resource" = 'secrets' AND objectRef.subresource IS NULL THEN 6005
    ELSE 6003
  END AS class_uid,
  CASE
    WHEN thing = 'serviceaccounts' AND act = 4 THEN 6
    WHEN thing IN ('rolebindings', 'clusterrolebindings') AND act IN (1, 3, 4) THEN CASE act WHEN 4 THEN 2 ELSE 1 END
    WHEN objectRef."resource" = 'secrets' AND objectRef.subresource IS NULL THEN
      CASE act WHEN 1 THEN 6 WHEN 2 THEN CASE lower(verb) WHEN 'get' THEN 1 ELSE 8 END WHEN 3 THEN 2 WHEN 4 THEN 7 ELSE 99 END
    ELSE act
  END AS activity_id,
  CASE
    WHEN annotations."authorization.k8s.io/decision" = 'forbid' THEN 2
    -- An overloaded or failing server (429, 5xx) has decided nothing about access.
    WHEN responseStatus.code = 429 OR responseStatus.code >= 500 THEN 0
    WHEN responseStatus.code >= 400 THEN 2
    WHEN responseStatus.code > 0 OR annotations."authorization.k8s.io/decision" = 'allow' THEN 1
    ELSE 0
  END AS status_id,
  lower(verb) || ' ' || coalesce(thing, regexp_replace(requestURI, '\?.*', '')) AS operation,
  source || who AS actor,
  "user".username AS actor_name,
  CASE
    WHEN annotations."authentication.k8s.io/legacy-token" IS NOT NULL THEN source || ':legacy_token:' || account
    WHEN account IS NOT NULL THEN source || ':service_account:' || account
    ELSE source || ':client_certificate:' || nullif(regexp_extract(shown, '^X509SHA256=(.+)', 1), '')
  END AS credential,
  nullif(regexp_extract(shown, '^JTI=(.+)', 1), '') AS session_uid,
  coalesce(thing, 'path') AS resource_type,
  coalesce(objectRef.namespace || '/', '') || coalesce(objectRef."name", objectRef."resource", regexp_replace(requestURI, '\?.*', '')) AS resource_uid,
  objectRef."name" AS resource_name,
  objectRef.namespace AS resource_group,
  CASE
    WHEN thing IN ('serviceaccounts/token', 'serviceaccounts') THEN source || ':service_account:' || objectRef.namespace || '/' || coalesce(objectRef."name", requestObject.metadata."name")
    WHEN thing IN ('rolebindings', 'clusterrolebindings') THEN source || CASE requestObject.subjects[1]."kind"
      WHEN 'ServiceAccount' THEN ':service_account:' || requestObject.subjects[1].namespace || '/' || requestObject.subjects[1]."name"
      ELSE ':' || lower(requestObject.subjects[1]."kind") || ':' || requestObject.subjects[1]."name" END
  END AS target,
  CASE WHEN thing IN ('rolebindings', 'clusterrolebindings') THEN requestObject.roleRef."name" END AS target_group,
  sourceIPs[1] AS src_ip,
  userAgent AS user_agent,
  responseStatus.code AS http_status
FROM (
  SELECT
    *,
    objectRef."resource" || coalesce('/' || nullif(objectRef.subresource, ''), '') AS thing,
    "user".extra."authentication.kubernetes.io/credential-id"[1] AS shown,
    CASE WHEN "user".username LIKE 'system:serviceaccount:%' THEN replace(substr("user".username, 23), ':', '/') END AS account,
    CASE
      WHEN "user".username LIKE 'system:serviceaccount:%' THEN ':service_account:' || replace(substr("user".username, 23), ':', '/')
      ELSE ':user:' || "user".username
    END AS who,
    CASE lower(verb)
      WHEN 'create' THEN 1 WHEN 'post' THEN 1 WHEN 'get' THEN 2 WHEN 'list' THEN 2 WHEN 'watch' THEN 2 WHEN 'head' THEN 2
      WHEN 'update' THEN 3 WHEN 'patch' THEN 3 WHEN 'put' THEN 3 WHEN 'delete' THEN 4 WHEN 'deletecollection' THEN 4 ELSE 99
    END AS act
  FROM native
)
