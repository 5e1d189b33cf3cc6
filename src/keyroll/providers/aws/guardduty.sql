-- GuardDuty's findings in OCSF's terms. A finding is not a use of its key: the key is its target.
SELECT
  2004 AS class_uid,
  CASE WHEN "service"."count" > 1 THEN 2 ELSE 1 END AS activity_id,
  0 AS status_id,
  "type" AS operation,
  nullif(key.userName, '') AS actor_name,
  CASE WHEN key.accessKeyId LIKE 'ASI%' THEN key.accessKeyId END AS session_uid,
  lower(resource.resourceType) AS resource_type,
  coalesce(resource.s3BucketDetails[1].arn, resource.instanceDetails.instanceId, resource.eksClusterDetails."name", nullif(key.userName, ''), arn, id) AS resource_uid,
  coalesce(CASE WHEN key.accessKeyId LIKE 'AKIA%' THEN 'aws@*:access_key_id:' || key.accessKeyId END,
    CASE key.userType WHEN 'IAMUser' THEN source || ':user:' || nullif(key.userName, '') WHEN 'AssumedRole' THEN source || ':role:' || nullif(key.userName, '')
    WHEN 'Root' THEN source || ':user:<root_account>' END) AS target,
  title AS resource_name,
  "service"."action".awsApiCallAction.serviceName AS resource_group,
  coalesce("service"."action".awsApiCallAction.remoteIpDetails.ipAddressV4, "service"."action".networkConnectionAction.remoteIpDetails.ipAddressV4,
    "service"."action".kubernetesApiCallAction.remoteIpDetails.ipAddressV4) AS src_ip,
  "service"."action".awsApiCallAction.userAgent AS user_agent
FROM (SELECT *, resource.accessKeyDetails AS key FROM native)
