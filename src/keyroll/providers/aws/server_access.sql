-- S3 server access logs as OCSF. Resource and service are named as CloudTrail names them.
SELECT
    6003 AS class_uid,
    CASE
        WHEN regexp_matches(operation, 'DELETE|EXPIRE') THEN 4
        WHEN regexp_matches(operation, '^[A-Z0-9]+[.](GET|HEAD|OPTIONS)([.]|$)|[.]COPY[.][A-Z]+_GET$') THEN 2
        WHEN regexp_matches(operation, '[.](PUT|POST|COPY)[.](OBJECT|PART|UPLOADS?|BUCKET)$') THEN 1
        WHEN regexp_matches(operation, '[.](PUT|POST|COPY)[.]') THEN 3
        ELSE 99
    END AS activity_id,
    CASE
        WHEN regexp_matches(http_code, '^[23]') THEN 1
        -- An overloaded or failing service has decided nothing about access.
        WHEN regexp_matches(http_code, '^4') AND http_code <> '429' THEN 2
        ELSE 0
    END AS status_id,
    operation,
    CASE
        WHEN account <> '' AND person <> '' THEN 'aws@' || account || ':user:' || person
        WHEN account <> '' AND role <> '' THEN 'aws@' || account || ':role:' || role
        WHEN account <> '' THEN 'aws@' || account || ':user:<root_account>'
        WHEN requester <> '-' THEN source || ':canonical_user:' || requester
    END AS actor,
    nullif(coalesce(nullif(person, ''), nullif(role, ''), nullif(requester, '-')), '') AS actor_name,
    CASE WHEN signed_by LIKE 'AKIA%' THEN 'aws@*:access_key_id:' || signed_by END AS credential,
    CASE WHEN signed_by LIKE 'ASI%' THEN signed_by END AS session_uid,
    CASE WHEN key_of IS NULL THEN 'AWS::S3::Bucket' ELSE 'AWS::S3::Object' END AS resource_type,
    'arn:aws:s3:::' || bucket || coalesce('/' || key_of, '') AS resource_uid,
    key_of AS resource_name,
    's3.amazonaws.com' AS resource_group,
    CASE WHEN regexp_matches(remote_ip, '^[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+$|^[0-9a-fA-F]*:[0-9a-fA-F:.]+$')
        THEN remote_ip END AS src_ip,
    nullif(nullif(agent, '-'), '') AS user_agent,
    TRY_CAST(bytes_sent AS BIGINT) AS bytes_out,
    TRY_CAST(http_code AS INTEGER) AS http_status
FROM (
    SELECT
        *,
        regexp_extract(requester, '^arn:[a-z-]+:(?:iam|sts)::([0-9]{12}):', 1) AS account,
        regexp_extract(requester, ':(?:user/(?:.*/)?|federated-user/)([^/]+)$', 1) AS person,
        coalesce(nullif(regexp_extract(requester, ':assumed-role/([^/]+)', 1), ''),
            regexp_extract(requester, ':role/(?:.*/)?([^/]+)$', 1)) AS role,
        nullif(regexp_extract(request_uri, '[?&](?:X-Amz-Credential|AWSAccessKeyId)=(A[A-Z0-9]{15,127})', 1), '') AS signed_by,
        -- The key is encoded for an address, and again for the line.
        coalesce(TRY(url_decode(TRY(url_decode(nullif(object_key, '-'))))), TRY(url_decode(nullif(object_key, '-'))),
            nullif(object_key, '-')) AS key_of
    FROM native
)
