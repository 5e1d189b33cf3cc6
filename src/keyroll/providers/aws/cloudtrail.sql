-- CloudTrail as OCSF. A text is searched for a key before it is parsed: that is ten times cheaper, and most texts lack it.
-- The key's first quote is left out: a search stops at each of its first letter, and JSON is full of quotes.
-- "code" is class (four digits) and activity, cut by position: splitting would make a list for each event. IAM and STS calls are matched by name, others by verb.
SELECT
    CAST(left(code, 4) AS INTEGER) AS class_uid,
    CAST(substr(code, 6) AS INTEGER) AS activity_id,
    CASE
        -- An overloaded or failing service has decided nothing about access.
        WHEN regexp_matches(errorCode, 'Throttl|Unavailable|^(RequestLimitExceeded$|TooManyRequests|SlowDown$|Internal|RequestTimeout)') THEN 0
        WHEN errorCode <> '' OR (contains(responseElements, 'Failure"') AND regexp_extract(CAST(responseElements AS VARCHAR), '"([A-Za-z]+)"\s*:\s*"Failure"', 1) = act) THEN 2
        WHEN eventCategory = 'Insight' THEN 0
        ELSE 1
    END AS status_id,
    act AS operation,
    source || actor_path AS actor,
    nullif(substr(actor_path, strpos(substr(actor_path, 2), ':') + 2), '') AS actor_name,
    CASE WHEN userIdentity.accessKeyId LIKE 'AKIA%' THEN 'aws@*:access_key_id:' || userIdentity.accessKeyId END AS credential,
    CASE WHEN userIdentity.accessKeyId LIKE 'ASI%' THEN userIdentity.accessKeyId END AS session_uid,
    coalesce(resources[1].type, nullif(regexp_extract(service, '^([^.]*)', 1), '')) AS resource_type,
    coalesce(
        resources[1].ARN,
        CASE WHEN contains(requestParameters, 'secretId"') THEN requestParameters ->> '$.secretId' END,
        CASE WHEN contains(requestParameters, 'roleArn"') THEN requestParameters ->> '$.roleArn' END,
        CASE WHEN contains(requestParameters, 'functionName"') THEN requestParameters ->> '$.functionName' END,
        CASE WHEN contains(requestParameters, 'bucketName"') THEN requestParameters ->> '$.bucketName' END,
        CASE WHEN contains(requestParameters, 'modelId"') THEN requestParameters ->> '$.modelId' END,
        CASE WHEN contains(requestParameters, 'keyId"') THEN requestParameters ->> '$.keyId' END,
        CASE WHEN contains(requestParameters, 'instanceId"') THEN requestParameters ->> '$.instanceId' END,
        CASE WHEN contains(requestParameters, 'name"') THEN requestParameters ->> '$.name' END,
        CASE WHEN contains(requestParameters, 'accessKeyId"') THEN requestParameters ->> '$.accessKeyId' END,
        CASE WHEN contains(requestParameters, 'userName"') THEN requestParameters ->> '$.userName' END,
        CASE WHEN contains(requestParameters, 'roleName"') THEN requestParameters ->> '$.roleName' END,
        CASE WHEN contains(requestParameters, 'groupName"') THEN requestParameters ->> '$.groupName' END
    ) AS resource_uid,
    CASE WHEN contains(requestParameters, 'key"') THEN requestParameters ->> '$.key' END AS resource_name,
    service AS resource_group,
    nullif(awsRegion, '') AS region,
    CASE
        WHEN act LIKE '%AccessKey' THEN 'aws@*:access_key_id:'
            || coalesce((responseElements ->> '$.accessKey.accessKeyId'), requestParameters ->> '$.accessKeyId')
        WHEN left(code, 4) = '3002' AND service = 'sts.amazonaws.com'
            THEN 'aws@*:session_key:' || (responseElements ->> '$.credentials.accessKeyId')
        WHEN act = 'ConsoleLogin' THEN source || actor_path
        WHEN act = 'ChangePassword' THEN source || actor_path
        WHEN left(code, 4) IN ('3001', '3005', '3006') THEN source || coalesce(
            ':user:' || coalesce(requestParameters ->> '$.userName', (responseElements ->> '$.user.userName')),
            ':role:' || coalesce(requestParameters ->> '$.roleName', (responseElements ->> '$.role.roleName')),
            CASE WHEN left(code, 4) = '3005' THEN ':group:' || (requestParameters ->> '$.groupName') END)
    END AS target,
    CASE left(code, 4)
        WHEN '3006' THEN requestParameters ->> '$.groupName'
        WHEN '3005' THEN coalesce(
            requestParameters ->> '$.policyName',
            nullif(regexp_extract(requestParameters ->> '$.policyArn', '([^/]+)$', 1), ''))
    END AS target_group,
    CASE WHEN regexp_matches(sourceIPAddress, '^[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+$|^[0-9a-fA-F]*:[0-9a-fA-F:.]+$') THEN sourceIPAddress END AS src_ip,
    userAgent AS user_agent,
    -- The status that AWS documents for an error: access was refused, or the call failed for another reason.
    CASE
        WHEN errorCode IS NULL THEN NULL
        WHEN regexp_matches(errorCode, '(?i)denied|unauthori[sz]ed|notauthori[sz]ed|forbidden|invalidclienttoken|expiredtoken|signature') THEN 403
        WHEN regexp_matches(errorCode, 'NoSuch|NotFound|DoesNotExist') THEN 404
        WHEN regexp_matches(errorCode, 'AlreadyExists|Conflict|InUse|Duplicate') THEN 409
        WHEN regexp_matches(errorCode, 'Validation|Malformed|MissingParameter|InvalidInput|LimitExceeded') THEN 400
    END AS http_status,
    coalesce(
        CASE WHEN contains(requestParameters, 'queryString"') THEN requestParameters ->> '$.queryString' END,
        CASE WHEN contains(requestParameters, 'filterPattern"') THEN requestParameters ->> '$.filterPattern' END
    ) AS query,
    CAST(additionalEventData.bytesTransferredOut AS BIGINT) AS bytes_out
FROM (
    SELECT
        *,
        CASE
            WHEN act = 'ConsoleLogin' THEN '3002/1'
            WHEN act IN ('GetSecretValue', 'BatchGetSecretValue', 'GetParameter', 'GetParameters', 'GetParameterByPath', 'GetParametersByPath')
                AND service IN ('secretsmanager.amazonaws.com', 'ssm.amazonaws.com') THEN '6005/1'
            WHEN service = 'sts.amazonaws.com' AND regexp_matches(act, '^AssumeRole|^Get(Session|Federation)Token$') THEN '3002/1'
            WHEN service <> 'iam.amazonaws.com' OR service IS NULL THEN other
            WHEN act IN ('CreateAccessKey', 'CreateUser', 'CreateRole', 'CreateServiceSpecificCredential', 'UploadSSHPublicKey', 'UploadSigningCertificate')
                THEN '3001/1'
            WHEN act IN ('UpdateAccessKey', 'UpdateServiceSpecificCredential', 'UpdateSSHPublicKey', 'UpdateSigningCertificate')
                THEN CASE requestParameters ->> '$.status' WHEN 'Active' THEN '3001/2' WHEN 'Inactive' THEN '3001/5' ELSE '3001/99' END
            WHEN act IN ('CreateLoginProfile', 'UpdateLoginProfile', 'ChangePassword') THEN '3001/3'
            WHEN act = 'ResetServiceSpecificCredential' THEN '3001/4'
            WHEN act = 'DeleteLoginProfile' THEN '3001/5'
            WHEN act IN ('DeleteAccessKey', 'DeleteUser', 'DeleteRole', 'DeleteServiceSpecificCredential', 'DeleteSSHPublicKey', 'DeleteSigningCertificate')
                THEN '3001/6'
            WHEN regexp_matches(act, '^(Attach|Put)(User|Role|Group)Policy$|^Delete(User|Role)PermissionsBoundary$') OR act IN ('UpdateAssumeRolePolicy', 'AddRoleToInstanceProfile') THEN '3005/1'
            WHEN regexp_matches(act, '^(Detach|Delete)(User|Role|Group)Policy$|^Put(User|Role)PermissionsBoundary$') THEN '3005/2'
            WHEN act = 'AddUserToGroup' THEN '3006/3'
            WHEN act = 'RemoveUserFromGroup' THEN '3006/4'
            WHEN act = 'DeleteGroup' THEN '3006/5'
            WHEN act = 'CreateGroup' THEN '3006/6'
            ELSE other
        END AS code
    FROM (
        SELECT
            *,
            coalesce(eventName, insightDetails.eventName, eventType) AS act,
            coalesce(eventSource, insightDetails.eventSource) AS service,
            '6003/' || CASE
                WHEN readOnly THEN '2'
                WHEN regexp_matches(eventName, '^(Get|List|Describe|Lookup|Head|BatchGet|Decrypt|Search|Query|Scan|Select|Simulate|Generate|Download)')
                    THEN '2'
                WHEN regexp_matches(eventName, '^(Create|Run|Allocate|Register|Import|Upload|Publish|Copy)') THEN '1'
                WHEN regexp_matches(eventName, '^(Delete|Terminate|Remove|Deregister|Purge|Destroy|ScheduleKeyDeletion)') THEN '4'
                ELSE '3'
            END AS other,
            CASE userIdentity.type
                WHEN 'IAMUser' THEN ':user:' || coalesce(nullif(userIdentity.userName, ''),
                    nullif(regexp_extract(userIdentity.arn, ':user/(?:.*/)?([^/]+)$', 1), ''), userIdentity.principalId)
                WHEN 'Root' THEN ':user:<root_account>'
                WHEN 'AssumedRole' THEN ':role:' || coalesce(nullif(userIdentity.sessionContext.sessionIssuer.userName, ''),
                    nullif(regexp_extract(userIdentity.arn, ':assumed-role/([^/]+)', 1), ''))
                WHEN 'Role' THEN ':role:' || nullif(regexp_extract(userIdentity.arn, ':role/(?:.*/)?([^/]+)$', 1), '')
                WHEN 'FederatedUser' THEN ':user:' || nullif(userIdentity.sessionContext.sessionIssuer.userName, '')
                WHEN 'WebIdentityUser' THEN ':federated:' || coalesce(nullif(userIdentity.userName, ''), userIdentity.principalId)
                WHEN 'SAMLUser' THEN ':federated:' || coalesce(nullif(userIdentity.userName, ''), userIdentity.principalId)
                WHEN 'AWSService' THEN ':service:' || coalesce(nullif(userIdentity.invokedBy, ''), sourceIPAddress)
                WHEN 'AWSAccount' THEN ':account:' || coalesce(userIdentity.accountId, userIdentity.principalId)
                ELSE ':' || lower(nullif(userIdentity.type, '')) || ':' || coalesce(nullif(userIdentity.userName, ''), userIdentity.principalId, userIdentity.arn)
            END AS actor_path
        FROM native
    )
)
