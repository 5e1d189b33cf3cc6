-- MariaDB's audit log in OCSF's terms. "said" is the statement without comments before it; "code" is class/activity/operation.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CASE WHEN operation IN ('DISCONNECT', 'READ', 'WRITE', 'CREATE', 'ALTER', 'RENAME', 'DROP') THEN 0 WHEN retcode = '0' THEN 1 WHEN retcode <> '' THEN 2 ELSE 0 END AS status_id,
  split_part(code, '/', 3) AS operation,
  source || ':user:' || username AS actor,
  username AS actor_name,
  source || ':user:' || username AS credential,
  serverhost || '/' || connectionid AS session_uid,
  CASE
    WHEN split_part(code, '/', 1) IN ('3001', '3005', '3006') THEN 'account'
    WHEN split_part(code, '/', 4) <> '' THEN split_part(code, '/', 4)
    WHEN is_table THEN 'table'
    ELSE 'database'
  END AS resource_type,
  CASE WHEN is_table THEN coalesce("database" || '.', '') || "object" ELSE coalesce("database", serverhost) END AS resource_uid,
  CASE WHEN is_table THEN "object" ELSE "database" END AS resource_name,
  coalesce("database", serverhost) AS resource_group,
  CASE split_part(code, '/', 1)
    WHEN '3002' THEN source || ':user:' || username
    WHEN '3001' THEN source || CASE WHEN split_part(code, '/', 3) LIKE '% ROLE' THEN ':role:' || made ELSE ':account:' || coalesce(made || '@' || coalesce(made_at, '%'), username || '@%') END
    WHEN '3005' THEN source || ':account:' || given || '@' || coalesce(given_at, '%')
    WHEN '3006' THEN source || ':account:' || given || '@' || coalesce(given_at, '%')
  END AS target,
  CASE split_part(code, '/', 1)
    WHEN '3005' THEN nullif(regexp_extract(said, '(?is)^(?:GRANT|REVOKE)\s+(.*?)\s+(?:TO|FROM)\s', 1), '')
    WHEN '3006' THEN nullif(regexp_extract(said, '(?is)^(?:GRANT|REVOKE)\s+(.*?)\s+(?:TO|FROM)\s', 1), '')
  END AS target_group,
  CASE WHEN regexp_matches(address, '^[0-9]+(\.[0-9]+){3}$|:') THEN address END AS src_ip,
  CASE WHEN split_part(code, '/', 1) = '6005' THEN said END AS query
FROM (
  SELECT
    *,
    -- Since 12.0.1 the client's port follows its host; an IPv6 address may end like a port of four digits.
    regexp_replace(regexp_replace(host, ':([0-9]{5}|unavailable)$', ''), '^([^:]*):[0-9]+$', '\1') AS address,
    trim(nullif(coalesce(
      nullif(regexp_extract(said, '(?i)^(?:CREATE|ALTER|DROP|RENAME)\s+(?:OR\s+REPLACE\s+)?(?:USER|ROLE)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(''(?:[^'']|'''')*''|"[^"]*"|`[^`]*`|[\w.$-]+)', 1), ''),
      regexp_extract(said, '(?i)^SET\s+PASSWORD\s+FOR\s+(''(?:[^'']|'''')*''|"[^"]*"|`[^`]*`|[\w.$-]+)', 1)), ''), '''"`') AS made,
    trim(nullif(coalesce(
      nullif(regexp_extract(said, '(?i)^(?:CREATE|ALTER|DROP|RENAME)\s+(?:OR\s+REPLACE\s+)?(?:USER|ROLE)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?:''(?:[^'']|'''')*''|"[^"]*"|`[^`]*`|[\w.$-]+)\s*@\s*(''(?:[^'']|'''')*''|"[^"]*"|`[^`]*`|[\w.%-]+)', 1), ''),
      regexp_extract(said, '(?i)^SET\s+PASSWORD\s+FOR\s+(?:''(?:[^'']|'''')*''|"[^"]*"|`[^`]*`|[\w.$-]+)\s*@\s*(''(?:[^'']|'''')*''|"[^"]*"|`[^`]*`|[\w.%-]+)', 1)), ''), '''"`') AS made_at,
    trim(nullif(regexp_extract(said, '(?is)^(?:GRANT|REVOKE)\s.*?\s(?:TO|FROM)\s+(''(?:[^'']|'''')*''|"[^"]*"|`[^`]*`|[\w.$-]+)', 1), ''), '''"`') AS given,
    trim(nullif(regexp_extract(said, '(?is)^(?:GRANT|REVOKE)\s.*?\s(?:TO|FROM)\s+(?:''(?:[^'']|'''')*''|"[^"]*"|`[^`]*`|[\w.$-]+)\s*@\s*(''(?:[^'']|'''')*''|"[^"]*"|`[^`]*`|[\w.%-]+)', 1), ''), '''"`') AS given_at,
    CASE
      WHEN operation IN ('CONNECT', 'FAILED_CONNECT', 'CHANGEUSER', 'PROXY_CONNECT') THEN '3002/1/' || operation
      WHEN operation = 'DISCONNECT' THEN '3002/2/' || operation
      WHEN operation = 'READ' THEN '6005/1/READ'
      WHEN operation IN ('WRITE', 'ALTER', 'RENAME') THEN '6005/2/' || operation
      WHEN operation = 'CREATE' THEN '6005/6/CREATE'
      WHEN operation = 'DROP' THEN '6005/7/DROP'
      WHEN regexp_matches(said, '(?i)^CREATE\s+(?:OR\s+REPLACE\s+)?(USER|ROLE)\b') THEN '3001/1/CREATE ' || upper(regexp_extract(said, '(?i)\b(USER|ROLE)\b', 1))
      WHEN regexp_matches(said, '(?i)^DROP\s+(USER|ROLE)\b') THEN '3001/6/DROP ' || upper(regexp_extract(said, '(?i)\b(USER|ROLE)\b', 1))
      WHEN regexp_matches(said, '(?is)^ALTER\s+USER\b.*\b(IDENTIFIED|PASSWORD)\b') THEN '3001/3/ALTER USER PASSWORD'
      WHEN regexp_matches(said, '(?is)^SET\s+PASSWORD\b') THEN '3001/3/SET PASSWORD'
      WHEN regexp_matches(said, '(?is)^ALTER\s+USER\b.*\bACCOUNT\s+UNLOCK\b') THEN '3001/2/ALTER USER'
      WHEN regexp_matches(said, '(?is)^ALTER\s+USER\b.*\bACCOUNT\s+LOCK\b') THEN '3001/9/ALTER USER'
      WHEN regexp_matches(said, '(?i)^(ALTER|RENAME)\s+USER\b') THEN '3001/99/' || upper(regexp_extract(said, '(?i)^(\w+)', 1)) || ' USER'
      WHEN regexp_matches(said, '(?is)^GRANT\b.*\bON\b') THEN '3005/1/GRANT'
      WHEN regexp_matches(said, '(?is)^REVOKE\b.*\bON\b') THEN '3005/2/REVOKE'
      WHEN regexp_matches(said, '(?i)^GRANT\b') THEN '3006/3/GRANT'
      WHEN regexp_matches(said, '(?i)^REVOKE\b') THEN '3006/4/REVOKE'
      WHEN regexp_matches(said, '(?i)^INSTALL\s+(PLUGIN|SONAME)\b') THEN '3004/1/INSTALL PLUGIN/plugin'
      WHEN regexp_matches(said, '(?i)^UNINSTALL\s+(PLUGIN|SONAME)\b') THEN '3004/4/UNINSTALL PLUGIN/plugin'
      WHEN regexp_matches(said, '(?is)^(CREATE|ALTER)\b.*\bEVENT\b.*\bON\s+SCHEDULE\b') THEN CASE WHEN regexp_matches(said, '(?i)^CREATE') THEN '3004/1/CREATE EVENT/schedule' ELSE '3004/3/ALTER EVENT/schedule' END
      ELSE '6005/' || CASE verb
        WHEN 'SELECT' THEN '4' WHEN 'WITH' THEN '4' WHEN 'TABLE' THEN '4' WHEN 'SHOW' THEN '1' WHEN 'DESCRIBE' THEN '1' WHEN 'INSERT' THEN '5' WHEN 'LOAD' THEN '5'
        WHEN 'UPDATE' THEN '2' WHEN 'REPLACE' THEN '2' WHEN 'ALTER' THEN '2' WHEN 'DELETE' THEN '7' WHEN 'DROP' THEN '7' WHEN 'TRUNCATE' THEN '7' WHEN 'CREATE' THEN '6'
        ELSE '99' END || '/' || CASE
        WHEN verb IN ('SELECT', 'WITH', 'TABLE', 'VALUES') AND regexp_matches(said, '(?i)\bINTO\s+(OUTFILE|DUMPFILE)\b') THEN 'SELECT INTO ' || upper(regexp_extract(said, '(?i)\bINTO\s+(OUTFILE|DUMPFILE)\b', 1))
        WHEN regexp_matches(said, '(?is)^CREATE\b[^(]*\bFUNCTION\b.*\bSONAME\b') THEN 'CREATE FUNCTION SONAME'
        WHEN verb IN ('CREATE', 'ALTER', 'DROP') AND kind <> '' THEN verb || ' ' || kind
        WHEN verb = 'SET' AND variable <> '' THEN 'SET GLOBAL ' || variable
        WHEN about <> '' THEN about
        ELSE coalesce(nullif(verb, ''), operation) END
    END AS code
  FROM (
    SELECT
      *,
      operation IN ('READ', 'WRITE', 'CREATE', 'ALTER', 'RENAME', 'DROP') AS is_table,
      upper(regexp_extract(said, '^(\w+)', 1)) AS verb,
      -- The kind of object that a statement makes, changes or drops: the first such word ("CREATE OR REPLACE DEFINER=…
      -- TRIGGER").
      replace(upper(regexp_extract(said, '(?is)^\w+\s+(?:.*?\s)??(DATABASE|SCHEMA|TABLE|VIEW|TRIGGER|FUNCTION|PROCEDURE|PACKAGE|SERVER|SEQUENCE|INDEX|EVENT|ROLE|LOGFILE|TABLESPACE|PREPARE)\b', 1)), 'SCHEMA', 'DATABASE') AS kind,
      lower(coalesce(
        nullif(regexp_extract(said, '(?i)^SET\s+GLOBAL\s+`?(\w+)', 1), ''),
        regexp_extract(said, '(?i)^SET\s+@@GLOBAL\.`?(\w+)', 1))) AS variable,
      -- Statements that two words identify.
      upper(regexp_replace(regexp_extract(said, '(?i)^(LOAD\s+(?:DATA|XML|INDEX)|CHANGE\s+MASTER|CHANGE\s+REPLICATION|(?:START|STOP|RESET)\s+(?:ALL\s+)?(?:SLAVES?|REPLICAS?|MASTER)|PURGE\s+(?:BINARY|MASTER)|BACKUP\s+(?:STAGE|LOCK|UNLOCK)|SHOW\s+GRANTS|SET\s+(?:ROLE|DEFAULT\s+ROLE)|START\s+TRANSACTION|FLUSH\s+PRIVILEGES)\b', 1), '\s+', ' ', 'g')) AS about
    FROM (
      SELECT
        *,
        CASE WHEN "object" LIKE '''%' THEN regexp_replace(
          replace(replace(regexp_replace("object", '^''|''$', '', 'g'), '\''', ''''), '\n', ' '),
          '(?is)^\s*(?:/\*.*?\*/\s*)*(?:SET\s+STATEMENT\s+.*?\s+FOR\s+)?', '') END AS said
      FROM native
    )
  )
)
