-- Cloudflare audit logs in OCSF's terms; verbs are read from the action's name, which the vendor does not list.
SELECT
  CASE
    WHEN verb = 'login' THEN 3002
    WHEN affected IS NOT NULL AND verb IN ('create', 'delete', 'rotate', 'enable', 'disable') THEN 3001
    WHEN affected IS NOT NULL THEN 3004
    WHEN named THEN 6001
    ELSE 6003
  END AS class_uid,
  CASE
    WHEN verb = 'login' THEN 1
    WHEN affected IS NOT NULL AND verb = 'rotate' THEN 3
    WHEN affected IS NOT NULL AND verb = 'enable' THEN 2
    WHEN affected IS NOT NULL AND verb = 'disable' THEN 5
    WHEN affected IS NOT NULL AND verb = 'delete' THEN 6
    WHEN verb = 'create' THEN 1
    WHEN verb = 'delete' THEN 4
    WHEN verb IN ('update', 'rotate', 'enable', 'disable') THEN 3
    WHEN verb = 'read' THEN 2
    ELSE 99
  END AS activity_id,
  CASE ActionResult WHEN true THEN 1 WHEN false THEN 2 ELSE 0 END AS status_id,
  -- Newer products write only a verb, with its object in another field ("create" of "r2.bucket").
  CASE WHEN regexp_matches(
      lower(ActionType), '^(create|update|edit|patch|delete|add|remove|set|change|view|read|purge)$')
    THEN concat_ws(' ', ActionType, nullif(ResourceType, '')) ELSE ActionType END AS operation,
  CASE
    WHEN ActorEmail <> '' THEN source || ':user:' || lower(ActorEmail)
    WHEN lower(ActorType) LIKE '%token%' THEN source || ':account_token:' || nullif(ActorID, '')
    ELSE source || ':user:' || nullif(ActorID, '')
  END AS actor,
  nullif(ActorEmail, '') AS actor_name,
  CASE
    WHEN coalesce(ActorEmail, '') = '' AND lower(ActorType) LIKE '%token%'
      THEN source || ':account_token:' || nullif(ActorID, '')
  END AS credential,
  CASE WHEN named AND affected IS NULL THEN 'dns_record' ELSE nullif(ResourceType, '') END AS resource_type,
  nullif(ResourceID, '') AS resource_uid,
  source || ':' || affected || ':' || nullif(ResourceID, '') AS target,
  regexp_replace(ActorIP, '^::ffff:', '') AS src_ip
FROM (
  SELECT
    *,
    -- Records of a zone: "rec_add", "rec_set", "rec_del".
    coalesce(regexp_matches(lower(ActionType || ' ' || coalesce(ResourceType, '')), '^rec_|dns[_. -]?record'), false) AS named,
    CASE
      WHEN regexp_matches(lower(ActionType || ' ' || coalesce(ResourceType, '')), 'service[_. -]?token')
        THEN 'access_service_token'
      WHEN regexp_matches(lower(ActionType || ' ' || coalesce(ResourceType, '')), '(^|[_. -])token')
        THEN 'account_token'
    END AS affected,
    CASE
      WHEN regexp_matches(lower(ActionType), 'log_?in') THEN 'login'
      WHEN regexp_matches(lower(ActionType), 'rotat|(^|[_. -])roll') THEN 'rotate'
      WHEN regexp_matches(lower(ActionType), 'delet|remov|revok|purge|(^|[_. -])del$') THEN 'delete'
      WHEN regexp_matches(lower(ActionType), 'disabl|deactivat') THEN 'disable'
      WHEN regexp_matches(lower(ActionType), 'enabl|activat') THEN 'enable'
      WHEN regexp_matches(lower(ActionType), 'creat|(^|[_. -])(add|issue|upload)') THEN 'create'
      WHEN regexp_matches(lower(ActionType), 'updat|chang|edit|modif|refresh|renew|(^|[_. -])(set|patch)') THEN 'update'
      WHEN regexp_matches(lower(ActionType), 'read|view|list|download|export|(^|[_. -])get') THEN 'read'
    END AS verb
  FROM native
)
