-- RabbitMQ's log in OCSF's terms. "code" is class/activity/outcome/operation; only the first line of a message is an event.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CAST(split_part(code, '/', 3) AS INTEGER) AS status_id,
  split_part(code, '/', 4) AS operation,
  CASE WHEN split_part(code, '/', 1) IN ('3002', '6005') THEN source || ':user:' || named END AS actor,
  CASE WHEN split_part(code, '/', 1) IN ('3002', '6005') THEN named END AS actor_name,
  CASE WHEN split_part(code, '/', 1) IN ('3002', '6005') THEN source || ':user:' || named END AS credential,
  CASE WHEN address IS NOT NULL THEN regexp_extract(head, '([0-9A-Fa-f.:\[\]]+:[0-9]+ -> [0-9A-Fa-f.:\[\]]+:[0-9]+)', 1) END AS session_uid,
  CASE split_part(code, '/', 1) WHEN '3001' THEN 'user' WHEN '3005' THEN 'user' WHEN '6005' THEN nullif(regexp_extract(second, ' access to (\w+) ''', 1), '') ELSE 'vhost' END AS resource_type,
  CASE split_part(code, '/', 1) WHEN '6005' THEN coalesce(nullif(regexp_extract(second, ' access to \w+ ''(.*?)'' in vhost ''', 1), ''), vhost, 'broker') ELSE coalesce(vhost, 'broker') END AS resource_uid,
  CASE WHEN split_part(code, '/', 1) = '6005' THEN nullif(regexp_extract(second, ' access to \w+ ''(.*?)'' in vhost ''', 1), '') ELSE vhost END AS resource_name,
  coalesce(vhost, 'broker') AS resource_group,
  CASE WHEN split_part(code, '/', 1) IN ('3001', '3002', '3005') THEN source || ':user:' || named END AS target,
  CASE WHEN split_part(code, '/', 1) = '3005' THEN coalesce('tag:' || nullif(regexp_extract(head, ' to \[(.*)\]$', 1), ''), 'vhost:' || vhost) END AS target_group,
  address AS src_ip,
  CASE WHEN split_part(code, '/', 1) = '3002' THEN nullif(regexp_extract(head, '^connection [0-9A-Fa-f.:\[\]]+ -> [0-9A-Fa-f.:\[\]]+ - (.*): user ''', 1), '') END AS user_agent
FROM (
  SELECT
    *,
    nullif(CASE
      WHEN code LIKE '%/authenticated' THEN regexp_extract(tail, ': user ''(.*)'' authenticated and granted access to vhost ''.*''$', 1)
      WHEN code LIKE '%/login refused' THEN coalesce(nullif(regexp_extract(second, ' login refused: user ''(.*)'' - ', 1), ''), regexp_extract(second, ' login refused: user ''(.*?)''?$', 1))
      WHEN code LIKE '%/HTTP access denied' THEN coalesce(nullif(regexp_extract(head, '^HTTP access denied: user ''(.*)'' - ', 1), ''), regexp_extract(head, '^HTTP access denied: user ''(.*?)''?$', 1))
      WHEN code LIKE '6005/%' THEN regexp_extract(second, ' refused for user ''(.*)''$', 1)
      WHEN code LIKE '3001/%' THEN regexp_extract(head, ' user ''(.*)''$', 1)
      WHEN code LIKE '3005/%' THEN regexp_extract(head, ' for user ''(.*?)''(?: to \[| in virtual host | in vhost |$)', 1)
      ELSE regexp_extract(head, ', user: ''(.*?)''[,)]', 1)
    END, '') AS named,
    CASE
      WHEN code LIKE '%/authenticated' THEN nullif(regexp_extract(tail, ' authenticated and granted access to vhost ''(.*)''$', 1), '')
      WHEN code LIKE '6005/%' THEN nullif(regexp_extract(second, ' in vhost ''(.*?)'' refused for user ''', 1), '')
      WHEN code LIKE '3004/%' THEN nullif(regexp_extract(head, ' vhost ''(.*?)''', 1), '')
      WHEN code LIKE '%/vhost refused' THEN nullif(coalesce(nullif(regexp_extract(second, '^vhost (.*) not found$', 1), ''), regexp_extract(second, ' vhost ''(.*?)'' ', 1)), '')
      ELSE nullif(nullif(coalesce(nullif(regexp_extract(head, ' in virtual host ''(.*?)''', 1), ''), regexp_extract(head, ', vhost: ''(.*?)''[,)]', 1)), ''), 'none')
    END AS vhost
  FROM (
    SELECT
      *,
      CASE WHEN begins THEN nullif(regexp_extract(head, '^(?:accepting |closing |Error on |Channel error on )?(?:[A-Z]+ )?(?:[A-Za-z]+ )?connection (?:<[0-9.]+> )?\(?\[?([0-9A-Fa-f.:]+?)\]?:[0-9]+ -> ', 1), '') END AS address,
      CASE
        WHEN NOT begins THEN '6003/99/0/further line'
        WHEN regexp_matches(head, '^connection \S+ -> ') AND regexp_matches(tail, ' authenticated and granted access to vhost ''') THEN '3002/1/1/authenticated'
        WHEN regexp_matches(head, '^Error on \w+ connection ') AND regexp_matches(second, '^\S+ login refused: user ''') THEN '3002/1/2/login refused'
        WHEN regexp_matches(head, '^Error on \w+ connection .*, state: opening\)') THEN '3002/1/2/vhost refused'
        WHEN regexp_matches(head, '^HTTP access denied: ') THEN '3002/1/2/HTTP access denied'
        WHEN regexp_matches(head, '^closing \w+ connection .*, user: ''') THEN '3002/2/0/closing'
        WHEN regexp_matches(head, '^Channel error on connection ') AND regexp_matches(second, ' access_refused: ') THEN '6005/99/2/' || regexp_extract(second, '^\s*operation (\S+) ', 1)
        WHEN regexp_matches(head, '^Created user ''') THEN '3001/1/1/Created user'
        WHEN regexp_matches(head, '^Deleted user ''') THEN '3001/6/1/Deleted user'
        WHEN regexp_matches(head, '^Successfully (changed|set|cleared) password for user ''') THEN '3001/3/1/Changed password'
        WHEN regexp_matches(head, '^Successfully set user tags for user ''.* to \[\]$') THEN '3005/2/1/Set user tags'
        WHEN regexp_matches(head, '^Successfully set user tags for user ''') THEN '3005/1/1/Set user tags'
        WHEN regexp_matches(head, '^Successfully set (topic )?permissions for user ''') THEN '3005/1/1/Set permissions'
        WHEN regexp_matches(head, '^Successfully cleared (topic )?permissions for user ''') THEN '3005/2/1/Cleared permissions'
        WHEN regexp_matches(head, '^Adding vhost ''') THEN '3004/1/1/Adding vhost'
        WHEN regexp_matches(head, '^Deleting vhost ''') THEN '3004/4/1/Deleting vhost'
        ELSE '6003/99/0/' || coalesce(nullif(regexp_extract(head, '^(accepting|closing|Error on|Channel error on)\b', 1), ''), level, 'message')
      END AS code
    FROM native
  )
)
