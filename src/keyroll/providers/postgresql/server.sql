-- PostgreSQL's log in OCSF's terms. "said" is the message without the prefix that names the protocol step.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CASE
    WHEN error_severity IN ('ERROR', 'FATAL', 'PANIC') THEN 2
    WHEN code NOT LIKE '6003/%' THEN 1
    ELSE 0
  END AS status_id,
  CASE WHEN split_part(code, '/', 3) <> '' THEN split_part(code, '/', 3) ELSE coalesce(nullif(ps, ''), lower(error_severity)) END AS operation,
  source || ':role:' || who AS actor,
  who AS actor_name,
  source || ':role:' || who AS credential,
  session_id AS session_uid,
  CASE WHEN split_part(code, '/', 1) IN ('3001', '3005', '3006') THEN 'role' ELSE 'database' END AS resource_type,
  coalesce(nullif(dbname, ''), backend_type) AS resource_uid,
  nullif(dbname, '') AS resource_name,
  nullif(dbname, '') AS resource_group,
  CASE
    WHEN split_part(code, '/', 1) = '3002' THEN source || ':role:' || who
    WHEN split_part(code, '/', 1) = '3001' THEN source || ':role:' || affected
    WHEN split_part(code, '/', 1) = '3006' THEN source || ':role:' || trim(regexp_extract(said, '(?i)\b(?:TO|FROM)\s+("[^"]+"|\w+)', 1), '"')
    WHEN split_part(code, '/', 1) = '3005' THEN source || ':role:' || trim(regexp_extract(said, '(?i)\b(?:TO|FROM)\s+("[^"]+"|\w+)', 1), '"')
  END AS target,
  CASE split_part(code, '/', 1)
    WHEN '3006' THEN trim(regexp_extract(said, '(?i)^\s*(?:GRANT|REVOKE)\s+("[^"]+"|\w+)', 1), '"')
    WHEN '3005' THEN nullif(regexp_extract(said, '(?i)^\s*(?:GRANT|REVOKE)\s+(.*?)\s+(?:TO|FROM)\s', 1), '')
  END AS target_group,
  CASE WHEN regexp_matches(remote_host, '^[0-9]+(\.[0-9]+){3}$|:') THEN remote_host END AS src_ip,
  -- While a client signs in, only the message contains its program.
  coalesce(nullif(application_name, ''), nullif(regexp_extract(message, '^connection authorized: .* application_name=(.+?)(?: SSL enabled \(| GSS \(|$)', 1), '')) AS user_agent,
  CASE WHEN split_part(code, '/', 1) = '6005' THEN said END AS query
FROM (
  SELECT
    *,
    -- The kind of object that a statement makes, changes or drops, as in the server's command tags: the first such
    -- word.
    upper(regexp_replace(regexp_extract(said, '(?is)^\s*\w+\s+(?:.*?\s)??(EVENT\s+TRIGGER|FOREIGN\s+DATA\s+WRAPPER|FOREIGN\s+TABLE|MATERIALIZED\s+VIEW|USER\s+MAPPING|DEFAULT\s+PRIVILEGES|TEXT\s+SEARCH\s+\w+|ACCESS\s+METHOD|LARGE\s+OBJECT|OPERATOR\s+CLASS|OPERATOR\s+FAMILY|AGGREGATE|CAST|COLLATION|CONVERSION|DATABASE|DOMAIN|EXTENSION|FUNCTION|INDEX|LANGUAGE|OPERATOR|OWNED|POLICY|PROCEDURE|PUBLICATION|ROUTINE|RULE|SCHEMA|SEQUENCE|SERVER|STATISTICS|SUBSCRIPTION|SYSTEM|TABLESPACE|TABLE|TRANSFORM|TRIGGER|TYPE|VIEW)\b', 1), '\s+', ' ', 'g')) AS kind,
    upper(regexp_replace(regexp_extract(said, '(?i)^\s*(REFRESH\s+MATERIALIZED\s+VIEW|IMPORT\s+FOREIGN\s+SCHEMA|REASSIGN\s+OWNED|SECURITY\s+LABEL|START\s+TRANSACTION|PREPARE\s+TRANSACTION|SET\s+ROLE|SET\s+SESSION\s+AUTHORIZATION)\b', 1), '\s+', ' ', 'g')) AS about,
    trim(nullif(regexp_extract(said, '(?i)^\s*(?:CREATE|ALTER|DROP)\s+(?:ROLE|USER|GROUP)\s+(?:IF EXISTS\s+)?("[^"]+"|\w+)', 1), ''), '"') AS affected,
    CASE
      WHEN message LIKE 'connection authorized:%' OR message LIKE 'replication connection authorized:%' THEN '3002/1/connection authorized'
      WHEN error_severity = 'FATAL' AND (state_code LIKE '28%' OR message LIKE '%authentication failed%') THEN '3002/1/connection refused'
      WHEN message LIKE 'disconnection:%' THEN '3002/2/disconnection'
      WHEN message LIKE 'connection received:%' OR message LIKE 'connection authenticated:%' THEN '6003/99/' || regexp_extract(message, '^connection \w+', 0)
      WHEN backend_type NOT LIKE '%client%' AND backend_type NOT LIKE '%walsender%' THEN '6003/99/server'
      WHEN regexp_matches(said, '(?i)^\s*CREATE\s+(ROLE|USER|GROUP)\b') THEN '3001/1/CREATE ROLE'
      WHEN regexp_matches(said, '(?i)^\s*DROP\s+(ROLE|USER|GROUP)\b') THEN '3001/6/DROP ROLE'
      WHEN regexp_matches(said, '(?is)^\s*ALTER\s+(ROLE|USER)\b.*(\bPASSWORD\b|\*\*\*)') THEN '3001/3/ALTER ROLE PASSWORD'
      WHEN regexp_matches(said, '(?is)^\s*ALTER\s+(ROLE|USER)\b.*\bNOLOGIN\b') THEN '3001/5/ALTER ROLE'
      WHEN regexp_matches(said, '(?is)^\s*ALTER\s+(ROLE|USER)\b.*\bLOGIN\b') THEN '3001/2/ALTER ROLE'
      WHEN regexp_matches(said, '(?i)^\s*ALTER\s+(ROLE|USER|GROUP)\b') THEN '3001/99/ALTER ROLE'
      WHEN regexp_matches(said, '(?is)^\s*GRANT\b.*\bON\b') THEN '3005/1/GRANT'
      WHEN regexp_matches(said, '(?is)^\s*REVOKE\b.*\bON\b') THEN '3005/2/REVOKE'
      WHEN regexp_matches(said, '(?i)^\s*GRANT\b') THEN '3006/3/GRANT'
      WHEN regexp_matches(said, '(?i)^\s*REVOKE\b') THEN '3006/4/REVOKE'
      WHEN said IS NULL AND error_severity NOT IN ('ERROR', 'FATAL', 'PANIC') THEN '6003/99/'
      ELSE '6005/' || CASE upper(regexp_extract(coalesce(said, ps, ''), '(?i)^\s*(\w+)', 1))
        WHEN 'SELECT' THEN '4' WHEN 'WITH' THEN '4' WHEN 'TABLE' THEN '4' WHEN 'FETCH' THEN '1' WHEN 'COPY' THEN '1' WHEN 'SHOW' THEN '1' WHEN 'INSERT' THEN '5' WHEN 'MERGE' THEN '5'
        WHEN 'UPDATE' THEN '2' WHEN 'ALTER' THEN '2' WHEN 'DELETE' THEN '7' WHEN 'DROP' THEN '7' WHEN 'TRUNCATE' THEN '7' WHEN 'CREATE' THEN '6'
        ELSE '99' END || '/' || CASE
        WHEN regexp_matches(said, '(?is)^\s*COPY\b.*\b(TO|FROM)\s+PROGRAM\b') THEN 'COPY PROGRAM'
        WHEN regexp_matches(said, '(?i)^\s*(CREATE|ALTER|DROP)\b') AND kind <> '' THEN upper(regexp_extract(said, '(?i)^\s*(\w+)', 1)) || ' ' || kind
        WHEN about <> '' THEN about
        ELSE upper(regexp_extract(coalesce(said, ps, ''), '(?i)^\s*(\w+)', 1)) END
    END AS code
  FROM (
    SELECT
      *,
      nullif("user", '') AS who,
      coalesce(
        nullif(regexp_extract(message, '(?s)^(?:duration: \S+ ms\s+)?(?:statement|execute [^:]*): (.*)$', 1), ''),
        nullif("statement", '')) AS said
    FROM native
  )
)
