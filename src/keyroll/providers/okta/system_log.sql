-- The Okta System Log in OCSF's terms.
SELECT
  CASE
    WHEN regexp_matches(eventType, '^user\.(session\.(start|end)|authentication\.)|^app\.oauth2\.(.*\.)?token\.grant|^app\.oauth2\.signon')
      THEN 3002
    WHEN regexp_matches(eventType, '^system\.api_token\.|^app\.oauth2\.credentials\.lifecycle\.|^user\.(lifecycle|mfa\.factor)\.|^user\.account\.(lock|unlock|update_password|reset_password|expire_password)')
      THEN 3001
    WHEN regexp_matches(eventType, '^group\.(user_membership|lifecycle)\.') THEN 3006
    WHEN regexp_matches(eventType, '^(user\.account|group|app\.oauth2\.client)\.privilege\.|^application\.user_membership\.(add|remove)')
      THEN 3005
    WHEN regexp_matches(eventType, '^(application|policy)\.lifecycle\.|^app\.oauth2\.client\.lifecycle\.') THEN 3004
    ELSE 6003
  END AS class_uid,
  CASE
    WHEN eventType = 'user.session.end' THEN 2
    WHEN regexp_matches(eventType, '^user\.(session\.start|authentication\.)|^app\.oauth2\.(.*\.)?token\.grant|^app\.oauth2\.signon')
      THEN 1
    WHEN regexp_matches(eventType, '^user\.mfa\.factor\.(activate|unsuspend)') THEN 10
    WHEN regexp_matches(eventType, '^user\.mfa\.factor\.(deactivate|suspend|reset)') THEN 11
    WHEN eventType LIKE 'user.mfa.factor.%' THEN 99
    WHEN regexp_matches(eventType, '^user\.account\.update_password') THEN 3
    WHEN regexp_matches(eventType, '^user\.account\.(reset|expire)_password') THEN 4
    WHEN eventType = 'user.account.lock' THEN 9
    WHEN regexp_matches(eventType, '^user\.account\.unlock') THEN 12
    WHEN regexp_matches(eventType, '^(user|app\.oauth2\.credentials)\.lifecycle\.(activate|reactivate|unsuspend)')
      THEN 2
    WHEN regexp_matches(eventType, '^(user|app\.oauth2\.credentials)\.lifecycle\.(deactivate|suspend)') THEN 5
    WHEN regexp_matches(eventType, '^(user|app\.oauth2\.credentials)\.lifecycle\.delete|^system\.api_token\.revoke')
      THEN 6
    WHEN regexp_matches(eventType, '^(user|app\.oauth2\.credentials)\.lifecycle\.create|^system\.api_token\.create')
      THEN 1
    WHEN regexp_matches(eventType, '^system\.api_token\.|^(user|app\.oauth2\.credentials)\.lifecycle\.') THEN 99
    WHEN eventType = 'group.user_membership.add' THEN 3
    WHEN eventType = 'group.user_membership.remove' THEN 4
    WHEN eventType = 'group.lifecycle.create' THEN 6
    WHEN eventType = 'group.lifecycle.delete' THEN 5
    WHEN regexp_matches(eventType, '^group\.(user_membership|lifecycle)\.') THEN 99
    WHEN regexp_matches(eventType, '\.privilege\.grant|^application\.user_membership\.add') THEN 1
    WHEN regexp_matches(eventType, '\.privilege\.revoke|^application\.user_membership\.remove') THEN 2
    WHEN regexp_matches(eventType, '\.privilege\.') THEN 99
    WHEN regexp_matches(eventType, '\.(create|add|grant|import|upload|enroll)$') THEN 1
    WHEN regexp_matches(eventType, '\.(delete|remove|revoke|purge)$') THEN 4
    WHEN regexp_matches(eventType, '\.(update|activate|deactivate|change|rename|reset|push)[a-z_]*$') THEN 3
    WHEN regexp_matches(eventType, '\.(read|evaluate|download|export|list|view|search)[a-z_]*$') THEN 2
    ELSE 99
  END AS activity_id,
  CASE
    WHEN outcome.result IN ('SUCCESS', 'ALLOW') THEN 1
    WHEN outcome.result IN ('FAILURE', 'DENY') THEN 2
    ELSE 0
  END AS status_id,
  eventType AS operation,
  CASE
    WHEN actor.id IS NULL OR lower(actor.id) = 'unknown' OR actor.type = 'IP address' THEN NULL
    WHEN actor.type LIKE 'PublicClientApp%' THEN source || ':app:' || actor.id
    WHEN actor.type = 'SystemPrincipal' THEN source || ':system:' || actor.id
    ELSE source || ':user:' || actor.id
  END AS actor,
  CASE WHEN lower(actor.alternateId) = 'unknown' THEN actor.displayName ELSE coalesce(actor.alternateId, actor.displayName) END
    AS actor_name,
  CASE
    WHEN transaction.detail.requestApiTokenId LIKE 'AT.%' THEN NULL
    ELSE source || ':api_token:' || nullif(transaction.detail.requestApiTokenId, '')
  END AS credential,
  CASE
    WHEN lower(authenticationContext.externalSessionId) = 'unknown' THEN NULL
    ELSE authenticationContext.externalSessionId
  END AS session_uid,
  CASE coalesce(found_app.type, target[1].type)
    WHEN 'AppInstance' THEN 'application'
    WHEN 'UserGroup' THEN 'group'
    WHEN 'AppUser' THEN 'user'
    ELSE lower(coalesce(found_app.type, target[1].type))
  END AS resource_type,
  coalesce(found_app.id, target[1].id) AS resource_uid,
  coalesce(found_app.displayName, target[1].displayName) AS resource_name,
  found_app.displayName AS resource_group,
  CASE
    WHEN eventType LIKE 'system.api_token.%' THEN source || ':api_token:' || found_token.id
    WHEN eventType LIKE 'app.oauth2.credentials.%'
      THEN coalesce(source || ':client_secret:' || found_secret.id, source || ':app:' || coalesce(found_app.id, found_client.id))
    WHEN eventType LIKE 'app.oauth2.client.%' THEN source || ':app:' || coalesce(found_client.id, found_app.id)
    ELSE source || ':user:' || found_user.id
  END AS target,
  CASE
    WHEN eventType LIKE 'application.user_membership.%' THEN found_app.displayName
    ELSE found_group.displayName
  END AS target_group,
  client.ipAddress AS src_ip,
  client.userAgent.rawUserAgent AS user_agent
FROM (
  SELECT
    *,
    list_filter(target, LAMBDA t : t.type = 'AppInstance')[1] AS found_app,
    list_filter(target, LAMBDA t : t.type LIKE 'PublicClientApp%')[1] AS found_client,
    list_filter(target, LAMBDA t : t.type = 'Token')[1] AS found_token,
    list_filter(target, LAMBDA t : lower(t.type) LIKE '%secret%')[1] AS found_secret,
    list_filter(target, LAMBDA t : t.type IN ('User', 'NewUser'))[1] AS found_user,
    list_filter(target, LAMBDA t : t.type = 'UserGroup')[1] AS found_group
  FROM native
)
