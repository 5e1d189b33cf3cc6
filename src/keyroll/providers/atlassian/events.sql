-- Events of an Atlassian organisation in OCSF's terms; the action's name gives object and verb.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CASE WHEN regexp_matches(act, 'fail|denied|rejected') THEN 2 ELSE 1 END AS status_id,
  attributes."action" AS operation,
  source || ':user:' || nullif(attributes.actor.id, '') AS actor,
  coalesce(nullif(attributes.actor.email, ''), nullif(attributes.actor."name", '')) AS actor_name,
  'atlassian@*:token_id:' || nullif(attributes.actor.auth.tokenId, '') AS credential,
  coalesce(nullif(split_part(code, '/', 3), ''), thing."type") AS resource_type,
  coalesce(thing.id, place.id) AS resource_uid,
  thing.attributes."name" AS resource_name,
  coalesce(place.attributes.siteName, place.id) AS resource_group,
  CASE
    WHEN split_part(code, '/', 3) = 'api_token' THEN 'atlassian@*:token_id:' || list_filter(attributes.context, LAMBDA c: lower(c."type") LIKE '%token%')[1].id
    WHEN split_part(code, '/', 1) = '3002' THEN source || ':user:' || nullif(attributes.actor.id, '')
    WHEN split_part(code, '/', 1) IN ('3001', '3005', '3006') THEN source || ':user:' || list_filter(attributes.context, LAMBDA c: lower(c."type") LIKE '%user%')[1].id
  END AS target,
  CASE WHEN split_part(code, '/', 1) IN ('3005', '3006') THEN coalesce(team.attributes."name", team.id, act) END AS target_group,
  nullif(attributes.location.ip, '') AS src_ip
FROM (
  SELECT
    *,
    attributes.context[1] AS thing,
    attributes.container[1] AS place,
    list_filter(attributes.context, LAMBDA c: lower(c."type") LIKE '%group%' OR lower(c."type") LIKE '%role%')[1] AS team,
    CASE
      WHEN regexp_matches(act, 'logged_?in|login|log_in|sign_?in') THEN '3002/1/'
      WHEN regexp_matches(act, 'logged_?out|logout') THEN '3002/2/'
      WHEN regexp_matches(act, 'api_?(token|key)') THEN CASE verb WHEN '1' THEN '3001/1/api_token' WHEN '4' THEN '3001/6/api_token' ELSE '3001/99/api_token' END
      WHEN regexp_matches(act, 'group.*member|member.*group|added_to_group|removed_from_group') THEN CASE verb WHEN '4' THEN '3006/4/group' ELSE '3006/3/group' END
      WHEN regexp_matches(act, 'group') AND verb IN ('1', '4') THEN CASE verb WHEN '1' THEN '3006/6/group' ELSE '3006/5/group' END
      WHEN regexp_matches(act, 'role|permission|access_granted|access_removed') THEN CASE verb WHEN '4' THEN '3005/2/permission' ELSE '3005/1/permission' END
      WHEN regexp_matches(act, 'user|account') AND regexp_matches(act, 'deactivat|suspend') THEN '3001/5/user'
      WHEN regexp_matches(act, 'user|account') AND regexp_matches(act, 'activat|restor') THEN '3001/2/user'
      WHEN regexp_matches(act, 'user|account') AND verb IN ('1', '3', '4') THEN CASE verb WHEN '1' THEN '3001/1/user' WHEN '4' THEN '3001/6/user' ELSE '3001/99/user' END
      WHEN regexp_matches(act, '(^|_)app(_|$)|plugin|add-?on|webhook') THEN '3004/' || verb || '/app'
      WHEN regexp_matches(act, 'search') THEN '6001/5/'
      WHEN regexp_matches(act, 'export|download') THEN '6001/7/'
      WHEN regexp_matches(act, 'page|issue|space|project|blog|attachment|comment') THEN '6001/' || verb || '/'
        || CASE WHEN act LIKE '%issue%' THEN 'issue' WHEN act LIKE '%space%' THEN 'space' WHEN act LIKE '%project%' THEN 'project' ELSE 'page' END
      ELSE '6003/' || verb || '/'
    END AS code
  FROM (
    SELECT
      *,
      lower(attributes."action") AS act,
      CASE
        WHEN regexp_matches(lower(attributes."action"), 'creat|add|invit|grant|install|enable|upload') THEN '1'
        WHEN regexp_matches(lower(attributes."action"), 'delet|remov|revok|uninstall|disable') THEN '4'
        WHEN regexp_matches(lower(attributes."action"), 'updat|chang|edit|modif|renam|mov') THEN '3'
        WHEN regexp_matches(lower(attributes."action"), 'view|read|access') THEN '2'
        ELSE '99'
      END AS verb
    FROM native
  )
)
