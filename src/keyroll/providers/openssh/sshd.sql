-- sshd's messages in OCSF's terms. "code" is class/activity/outcome/operation; "said" is the message without its level.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CAST(split_part(code, '/', 3) AS INTEGER) AS status_id,
  split_part(code, '/', 4) AS operation,
  CASE WHEN NOT unknown THEN source || ':account:' || who || '@' || host END AS actor,
  CASE WHEN NOT unknown THEN who END AS actor_name,
  CASE
    WHEN serial <> '0' THEN 'openssh@*:certificate:' || authority || '/' || serial
    WHEN serial = '0' THEN 'ssh@*:public_key:' || fingerprint
    ELSE 'openssh@*:public_key:' || fingerprint
  END AS credential,
  host || '/' || "process" AS session_uid,
  'host' AS resource_type,
  host AS resource_uid,
  host AS resource_name,
  host AS resource_group,
  CASE WHEN split_part(code, '/', 1) = '3002' THEN source || ':account:' || who || '@' || host END AS target,
  address AS src_ip
FROM (
  SELECT
    *,
    nullif(coalesce(
      nullif(regexp_extract(said, '^(?:Accepted|Failed|Postponed) \S+ for (?:invalid user )?(.*?) from \S+ port [0-9]+(?: ssh2(?:: [A-Z0-9-]+ SHA256:[A-Za-z0-9+/]{43}(?: ID .* \(serial [0-9]+\) CA [A-Z0-9-]+ SHA256:[A-Za-z0-9+/]{43})?| \[preauth\])?)?$', 1), ''),
      nullif(regexp_extract(said, '^Invalid user (.*) from \S+(?: port [0-9]+)?$', 1), ''),
      nullif(regexp_extract(said, '^(?:Disconnected from|Connection (?:closed|reset) by) (?:invalid |authenticating )?user (.*) \S+ port [0-9]+(?: \[preauth\])?$', 1), ''),
      nullif(regexp_extract(said, '^Starting session: .* for (.*) from \S+ port [0-9]+ id [0-9]+$', 1), ''),
      nullif(regexp_extract(said, '^pam_unix\(sshd:session\): session (?:opened|closed) for user (.*?)(?:\(uid=[0-9]+\))?(?: by .*)?$', 1), ''),
      nullif(regexp_extract(said, '^pam_unix\(sshd:auth\): authentication failure;.* user=(.*)$', 1), ''),
      nullif(regexp_extract(said, '^maximum authentication attempts exceeded for (?:invalid user )?(.*) from \S+ port [0-9]+ ssh2(?: \[preauth\])?$', 1), ''),
      nullif(regexp_extract(said, '^(?:\S+:[0-9]+: )?Authentication tried for (.*) with correct key but not from a permitted host', 1), ''),
      nullif(regexp_extract(said, '^User (.*) from \S+ not allowed because', 1), '')), '') AS who,
    regexp_matches(said, '^Invalid user |^(?:Accepted|Failed|Postponed) \S+ for invalid user |^(?:Disconnected from|Connection (?:closed|reset) by) invalid user |^maximum authentication attempts exceeded for invalid user ') AS unknown,
    nullif(coalesce(
      nullif(regexp_extract(said, '^(?:Accepted|Failed|Postponed) \S+ for .*? from (\S+) port [0-9]+(?: ssh2(?:: [A-Z0-9-]+ SHA256:[A-Za-z0-9+/]{43}(?: ID .* \(serial [0-9]+\) CA [A-Z0-9-]+ SHA256:[A-Za-z0-9+/]{43})?| \[preauth\])?)?$', 1), ''),
      nullif(regexp_extract(said, '^Connection from (\S+) port [0-9]+', 1), ''),
      nullif(regexp_extract(said, ' \(host=.*, ip=([^,\s]+), required=.*\)\.?$', 1), ''),
      nullif(regexp_extract(said, '^pam_unix\(sshd:auth\): authentication failure;.* rhost=(\S+)', 1), ''),
      nullif(regexp_extract(said, '^User .* from (\S+) not allowed because', 1), ''),
      nullif(regexp_extract(said, '^(?:banner exchange: Connection|Received disconnect|Starting session: .*|Invalid user .*|maximum authentication attempts exceeded for .*) from (\S+) port [0-9]+', 1), ''),
      nullif(regexp_extract(said, '^(?:Disconnected from|Connection (?:closed|reset) by) (?:.* )?(\S+) port [0-9]+(?: \[preauth\])?$', 1), ''),
      nullif(regexp_extract(said, '^Invalid user .* from (\S+)$', 1), '')), '') AS address,
    nullif(coalesce(
      nullif(regexp_extract(said, '^(?:Accepted|Failed) \S+ for .* ssh2: [A-Z0-9-]+ (SHA256:[A-Za-z0-9+/]{43})(?: ID .* \(serial [0-9]+\) CA [A-Z0-9-]+ SHA256:[A-Za-z0-9+/]{43})?$', 1), ''),
      nullif(regexp_extract(said, '^Authentication key [A-Z0-9-]+ (SHA256:[A-Za-z0-9+/]{43}) revoked', 1), '')), '') AS fingerprint,
    nullif(regexp_extract(said, '^(?:Accepted|Failed) \S+ for .* \(serial ([0-9]+)\) CA [A-Z0-9-]+ SHA256:[A-Za-z0-9+/]{43}$', 1), '') AS serial,
    nullif(regexp_extract(said, '^(?:Accepted|Failed) \S+ for .* \(serial [0-9]+\) CA [A-Z0-9-]+ (SHA256:[A-Za-z0-9+/]{43})$', 1), '') AS authority,
    CASE
      WHEN regexp_matches(said, '^Accepted (key|certificate) ') THEN '6003/99/0/' || regexp_extract(said, '^Accepted \w+', 0)
      WHEN said LIKE 'Accepted % for % from %' THEN '3002/1/1/' || regexp_extract(said, '^Accepted \S+', 0)
      WHEN said LIKE 'Failed % for % from %' THEN '3002/1/2/' || regexp_extract(said, '^Failed \S+', 0)
      WHEN said LIKE 'Invalid user %' THEN '3002/1/2/Invalid user'
      WHEN said LIKE 'maximum authentication attempts exceeded for %' THEN '3002/1/2/maximum authentication attempts exceeded'
      WHEN said LIKE 'pam_unix(sshd:auth): authentication failure;%' THEN '3002/1/2/authentication failure'
      WHEN regexp_matches(said, '^User .* from \S+ not allowed because') THEN '3002/1/2/User not allowed'
      WHEN said LIKE '%Authentication tried for % with correct key but not from a permitted host%' THEN '3002/99/2/Correct key from no permitted host'
      WHEN regexp_matches(said, '^Authentication key \S+ \S+ revoked') THEN '3002/99/2/Revoked key'
      WHEN said LIKE 'Certificate invalid: %' THEN '3002/99/2/Certificate invalid'
      WHEN regexp_matches(said, '^Disconnected from user ') THEN '3002/2/1/Disconnected'
      WHEN said LIKE 'pam_unix(sshd:session): session opened %' THEN '3002/99/1/session opened'
      WHEN said LIKE 'pam_unix(sshd:session): session closed %' THEN '3002/99/1/session closed'
      WHEN said LIKE 'Starting session: %' THEN '6003/1/1/' || regexp_extract(said, '^Starting session: \w+', 0)
      ELSE '6003/99/0/' || coalesce(nullif(regexp_extract(said, '^[A-Z][a-z]+(?: [a-z]+)?', 0), ''), 'sshd')
    END AS code
  FROM (SELECT *, regexp_replace(message, '^(?:error|fatal|debug[1-3]|info|verbose): ', '') AS said FROM native)
)
