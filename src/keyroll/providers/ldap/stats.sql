-- slapd's log in OCSF's terms. A result gets the request from the lines of its operation ("asked", "dn"), the account
-- from the binds of its connection ("bound"), the address from the line that accepts it. "code" is class/activity/operation.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CASE WHEN err IN ('0', '5', '6', '10') THEN 1 WHEN err = '14' THEN 0 WHEN err IS NOT NULL THEN 2 ELSE 0 END AS status_id,
  split_part(code, '/', 3) AS operation,
  source || ':entry:' || who AS actor,
  who AS actor_name,
  source || ':entry:' || who AS credential,
  CASE WHEN conn IS NOT NULL THEN host || '/' || coalesce(pid, '-') || '/' || conn END AS session_uid,
  'entry' AS resource_type,
  CASE WHEN err IS NOT NULL AND split_part(code, '/', 1) <> '3002' THEN coalesce(nullif(dn, ''), host) ELSE host END AS resource_uid,
  CASE WHEN err IS NOT NULL AND split_part(code, '/', 1) <> '3002' THEN nullif(dn, '') END AS resource_name,
  CASE WHEN err IS NOT NULL THEN coalesce(nullif(regexp_extract(dn, '(?:^|,)((?:dc|o|c)=.*)$', 1), ''), host) ELSE host END AS resource_group,
  CASE WHEN split_part(code, '/', 1) IN ('3001', '3002') THEN source || ':entry:' || coalesce(nullif(dn, ''), who) END AS target,
  CASE WHEN split_part(code, '/', 1) = '3006' THEN dn END AS target_group,
  address AS src_ip,
  CASE WHEN verb = 'SRCH' AND err IS NOT NULL THEN sought END AS query
FROM (
  SELECT
    *,
    CASE WHEN verb = 'BIND' AND err IS NOT NULL THEN nullif(dn, '') WHEN err IS NOT NULL OR regexp_matches(message, '^fd=[0-9]+ closed') THEN nullif(bound, '') END AS who,
    CASE
      WHEN regexp_matches(message, '^fd=[0-9]+ closed') AND bound <> '' THEN '3002/2/closed'
      WHEN err IS NULL THEN '6003/99/' || coalesce(nullif(regexp_extract(message, '^(?:fd=[0-9]+ )?(ACCEPT|closed|[A-Z]{3,})\b', 1), ''), 'slapd')
      WHEN verb = 'BIND' THEN '3002/1/BIND'
      WHEN verb = 'PASSMOD' THEN '3001/3/PASSMOD'
      WHEN verb = 'MOD' AND regexp_matches(changed, '(?i)\b(userpassword|unicodepwd)\b') THEN '3001/3/MOD userPassword'
      WHEN verb = 'MOD' AND regexp_matches(changed, '(?i)\b(member|uniquemember|memberuid)\b') THEN '3006/99/MOD member'
      WHEN verb = 'SRCH' THEN '6005/4/SRCH'
      WHEN verb = 'CMP' THEN '6005/1/CMP'
      WHEN verb IN ('MOD', 'MODRDN') THEN '6005/2/' || verb
      WHEN verb = 'ADD' THEN '6005/6/ADD'
      WHEN verb = 'DEL' THEN '6005/7/DEL'
      WHEN verb = 'WHOAMI' THEN '6003/2/WHOAMI'
      ELSE '6003/99/' || coalesce(verb, 'result')
    END AS code
  FROM (
    SELECT
      *,
      -- A refused bind makes the connection anonymous (RFC 4511 section 4.2.1).
      last_value(CASE WHEN verb = 'BIND' AND err <> '14' THEN CASE WHEN err = '0' THEN coalesce(dn, '') ELSE '' END END IGNORE NULLS) OVER (
        PARTITION BY source, host, pid, conn ORDER BY happened_at, raw, record ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS bound
    FROM (
      SELECT
        *,
        -- The thread that accepts a connection can write its line after the first lines of the thread that serves it.
        coalesce(
          last_value(peer IGNORE NULLS) OVER (PARTITION BY source, host, pid, conn ORDER BY happened_at, raw, record ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
          first_value(peer IGNORE NULLS) OVER (PARTITION BY source, host, pid, conn ORDER BY happened_at RANGE BETWEEN CURRENT ROW AND INTERVAL '500' MILLISECOND FOLLOWING)
        ) AS address,
        max(asked) OVER (PARTITION BY source, host, pid, conn, op ORDER BY happened_at, raw, record ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS verb,
        max(named) OVER (PARTITION BY source, host, pid, conn, op ORDER BY happened_at, raw, record ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS dn,
        max(looked) OVER (PARTITION BY source, host, pid, conn, op ORDER BY happened_at, raw, record ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS sought,
        max(attributes) OVER (PARTITION BY source, host, pid, conn, op ORDER BY happened_at, raw, record ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS changed
      FROM (
        SELECT
          *,
          nullif(regexp_extract(message, '^fd=[0-9]+ ACCEPT from IP=\[?([0-9A-Fa-f.:]+?)\]?:[0-9]+ ', 1), '') AS peer,
          CASE WHEN op IS NOT NULL THEN nullif(regexp_extract(message, '^(?:SEARCH )?RESULT (?:tag|oid)=\S* err=([0-9]+)', 1), '') END AS err,
          CASE WHEN op IS NOT NULL THEN nullif(regexp_extract(message, '^(BIND|SRCH|CMP|MODRDN|MOD|ADD|DEL|PASSMOD|WHOAMI|STARTTLS|ABANDON|CANCEL|PROXYAUTHZ)\b', 1), '') END AS asked,
          CASE WHEN op IS NOT NULL THEN lower(trim(nullif(coalesce(
            nullif(regexp_extract(message, '^(?:BIND|CMP|MODRDN|MOD|ADD|DEL) dn="(.*?)"(?: (?:method|mech|attr)=.*)?$', 1), ''),
            nullif(regexp_extract(message, '^SRCH base="(.*?)" scope=[0-9]', 1), ''),
            regexp_extract(message, '^PASSMOD id="(.*?)"(?: (?:old|new).*)?$', 1)), ''))) END AS named,
          CASE WHEN op IS NOT NULL THEN nullif(regexp_extract(message, '^SRCH base=".*" scope=[0-9] deref=[0-9] filter="(.*)"$', 1), '') END AS looked,
          CASE WHEN op IS NOT NULL THEN nullif(regexp_extract(message, '^MOD attr=(.*)$', 1), '') END AS attributes
        FROM native
      )
    )
  )
)
