-- Refusals of Redis in OCSF's terms: sign-ins, commands, keys and channels.
SELECT
  CASE WHEN reason = 'auth' THEN 3002 ELSE 6005 END AS class_uid,
  CASE
    WHEN reason = 'auth' THEN 1
    WHEN regexp_matches(command, '^(m?get\w*|h(m?get\w*|vals|keys|exists|len)|strlen|exists|ttl|type|dump|l(range|index|len)|s(members|card|ismember|mismember)|z(range\w*|score|card|rank)|x(read|range|len)\w*)$') THEN 1
    WHEN regexp_matches(command, '^(m?set\w*|hm?set\w*|[lr]push\w*|sadd|zadd|xadd|append|incr\w*|decr\w*|restore)') THEN 5
    WHEN regexp_matches(command, '^(del|unlink|getdel|flush\w+|hdel|[lr]pop\w*|s(pop|rem)|z(rem|pop)\w*|xdel)') THEN 7
    WHEN regexp_matches(command, '^(keys|h?s?z?scan|randomkey)') THEN 8
    ELSE 99
  END AS activity_id,
  2 AS status_id,
  reason || ' ' || CASE WHEN reason = 'auth' THEN 'AUTH' ELSE coalesce(nullif(command, ''), context, '-') END AS operation,
  source || ':user:' || username AS actor,
  username AS actor_name,
  source || ':user:' || username AS credential,
  nullif(regexp_extract("client-info", '(?:^| )id=([0-9]+)', 1), '') AS session_uid,
  CASE reason WHEN 'auth' THEN 'server' ELSE reason END AS resource_type,
  coalesce(nullif("object", ''), reason) AS resource_uid,
  "object" AS resource_name,
  CASE WHEN reason = 'key' THEN nullif(regexp_extract("object", '^([^:]+):', 1), '') END AS resource_group,
  CASE WHEN reason = 'auth' THEN source || ':user:' || username END AS target,
  nullif(regexp_extract("client-info", '(?:^| )addr=\[?([0-9A-Fa-f.:]+?)\]?:[0-9]+(?: |$)', 1), '') AS src_ip,
  coalesce(nullif(regexp_extract("client-info", '(?:^| )name=(\S+)', 1), ''), nullif(regexp_extract("client-info", '(?:^| )lib-name=(\S+)', 1), '')) AS user_agent
FROM (SELECT *, lower(regexp_extract("client-info", '(?:^| )cmd=([A-Za-z|._-]+)', 1)) AS command FROM native)
