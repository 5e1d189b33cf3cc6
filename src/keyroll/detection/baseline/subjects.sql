-- macro act_of(source, log, event_id), private
-- The hash that identifies an event until it is evidence.
(hash(source, log, event_id) >> 1)::BIGINT

-- macro about(query, resource_name, resource_uid, resource_group), private
-- The text of an event: the search terms and the names of the resource.
lower(concat_ws(' ', query, resource_name, resource_uid, resource_group))

-- macro topic_of(text), private
-- The topic of a text: 'access' (credentials and access), 'incident' (security incidents), or NULL. The terms are
-- common English ones, taken from no incident. An organisation with another language adds its own here.
CASE WHEN regexp_matches(text, 'incident|breach|intrusion|intruder|compromis|forensic|phishing|malware|ransom'
            || '|vulnerabilit|pen-?test'
            || '|\bsecurity\b|\b(soc|siem|edr|csirt|secops|infosec)\b|\bcve-|\bleak(s|ed)?\b|exfiltrat') THEN 'incident'
    WHEN regexp_matches(text, 'passwor[dt]|passwd|passphrase|credential|secret'
            || '|(api|access|private|ssh)[ _-]?(key|token)|'
            || '\btokens?\b|\bvpn\b|remote[ _-]?access|bastion|jump[ _-]?(host|box|server)|single[ _-]?sign|\b(sso|'
            || 'mfa|2fa|totp|ssh|rdp)\b|second[ _-]?factor|log-?in\b|firewall|\bvaults?\b|keytab|kubeconfig|'
            || 'service[ _-]?accounts?|\badmin(istrator)?s?\b') THEN 'access' END

-- macro table_of(query), private
-- The first table or database that an SQL statement names, in lower case, or NULL.
nullif(lower(regexp_extract(query,
    '(?i)\b(?:FROM|JOIN|INTO|UPDATE|COPY|TABLE|DATABASE)\s+(?:IF\s+EXISTS\s+|ONLY\s+)?("?[a-z_][\w$."]*)', 1)), '')

-- macro administers(class_uid, activity_id, resource_type), private
-- Changes of accounts, groups and privileges, and changes of other resources that run code or call it.
-- needs: code_resources
class_uid IN (3001, 3005, 3006)
OR (class_uid = 3004 AND activity_id IN (1, 3) AND resource_type IN (FROM code_resources))

-- macro action_of(activity_id, resource_type), private
-- The action, in words. Searches, exports and administration have behaviours of their own.
CASE WHEN activity_id NOT IN (5, 7) THEN CASE activity_id WHEN 1 THEN 'making of ' WHEN 2 THEN 'look at '
     WHEN 3 THEN 'change of ' WHEN 4 THEN 'removal of ' ELSE 'act on ' END
     || coalesce(resource_type, 'something') END

-- relation personal_kinds, private table
-- Kinds of identifiers that people have too: an entry of a directory, a user of a database.
-- key: kind
-- made by: keyroll.detection.baseline.learn:personal_kinds
-- column kind VARCHAR

-- relation replacements, private view
-- Replaced credentials: the only credential of a kind, name and holder in a complete listing is another one than in the
-- listing before.
-- key: none
-- needs: reads, states
-- column id VARCHAR
-- column before VARCHAR
-- column observed_at TIMESTAMPTZ
WITH labelled AS (
    SELECT DISTINCT source, endpoint, kind, name, principal, observed_at, id
    FROM states JOIN reads USING (source, endpoint, observed_at)
    WHERE complete AND coalesce(name, principal) IS NOT NULL AND kind <> 'account'
      AND state NOT IN ('suspended', 'deactivated', 'destroyed')),
single AS (
    SELECT source, endpoint, kind, name, principal, observed_at, min(id) AS id FROM labelled
    GROUP BY source, endpoint, kind, name, principal, observed_at HAVING count(*) = 1)
SELECT id, lag(id) OVER (PARTITION BY source, endpoint, kind, name, principal ORDER BY observed_at) AS before,
       observed_at
FROM single QUALIFY id <> before

-- relation rotated, public table
-- Rotated credentials. Each continues the subject of the first credential of its lineage. The time at which the listing
-- was read does not matter.
-- key: own
-- needs: replacements
-- made by: keyroll.detection.baseline.rotations:load_rotated
-- column own VARCHAR: the credential itself by its id, else the acting account
-- column continues VARCHAR: the subject that it continues

-- relation sightings, private table
-- The use of each address by each credential and actor in each log, with its first and last time. People are included.
-- refused_as is the account that a refusal names.
-- key: none
-- needs: events
-- column source VARCHAR
-- column log VARCHAR
-- column credential VARCHAR
-- column actor VARCHAR
-- column refused_as VARCHAR
-- column src_ip VARCHAR
-- column first_at TIMESTAMPTZ
-- column last_at TIMESTAMPTZ
-- column accepted_at TIMESTAMPTZ
SELECT source, log, credential, actor,
       CASE WHEN credential IS NULL AND actor IS NULL THEN target END AS refused_as, src_ip,
       min(happened_at) AS first_at, max(happened_at) AS last_at,
       min(happened_at) FILTER (status_id = 1) AS accepted_at
FROM events WHERE NOT implausible GROUP BY ALL

-- relation logs_begin, public table
-- The first and the last record of each log.
-- key: source, log
-- needs: sightings
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column begins TIMESTAMPTZ: the time of the first record
-- column ends TIMESTAMPTZ: the time of the last record
SELECT source, log, min(first_at) AS begins, max(last_at) AS ends FROM sightings GROUP BY ALL

-- relation actor_subjects, public table
-- The subject of each pair of credential and actor. Tokens and keys belong to machines by nature, and so do
-- applications and service accounts that a log names as actors, and an account that a listing marks as a token's. An
-- account belongs to a machine if the directory has no such person. A credential of a kind that people have too belongs
-- to a machine unless a person has it.
-- key: credential, actor
-- needs: identifiers, kind_of, machine_kind, personal_kinds, sightings, states
-- column credential VARCHAR: the identifier of the credential in use
-- column actor VARCHAR: the acting account
-- column subject VARCHAR: the subject, by its identifier
-- column by_nature BOOLEAN: it belongs to a machine by its kind
-- column personal BOOLEAN: people have identifiers of this kind too
SELECT credential, actor, coalesce(c.id, a.id, credential, actor) AS subject,
       t.id IS NOT NULL OR (credential IS NOT NULL
       AND split_part(coalesce(c.id, credential), ':', 2) <> 'account')
       OR (credential IS NULL AND coalesce(machine_kind(actor), false)) AS by_nature,
       coalesce(kind_of(coalesce(c.id, credential)) IN (FROM personal_kinds), false) AS personal
FROM (SELECT DISTINCT credential, actor FROM sightings) s
LEFT JOIN identifiers c ON c.identifier = credential LEFT JOIN identifiers a ON a.identifier = actor
LEFT JOIN (SELECT DISTINCT id FROM states WHERE kind <> 'account') t ON t.id = coalesce(c.id, a.id)

-- relation declared_kinds, private table
-- The kind of a principal (machine or human) by the latest listing of a source or a directory, else by a directory that
-- lists a person with its mail address. The kind holds for the whole log.
-- key: subject
-- needs: principal_kinds, principals_in_use
-- column subject VARCHAR
-- column machine BOOLEAN
-- column human BOOLEAN
WITH listed AS (
    SELECT principal, arg_max(kind, known_from) AS kind FROM principal_kinds WHERE kind <> 'unknown'
    GROUP BY principal)
SELECT principal AS subject, kind = 'nonhuman' AS machine, kind = 'human' AS human FROM listed
UNION ALL
SELECT DISTINCT principal, false, true FROM principals_in_use ANTI JOIN listed USING (principal) WHERE kind = 'human'

-- relation same_principals, public table
-- Accounts and credentials of one person or machine in several systems: a listing, a log or the account's own name has
-- the same mail address, or the identifier, or the principal of the credential, has the same UUID. A name that several
-- subjects of one source have joins none of them. The owner of an account is valid for the whole log.
-- key: subject
-- needs: actor_subjects, principals, principals_in_use, states
-- column subject VARCHAR: an account or a credential other than the leading one
-- column leads VARCHAR: the leading one, the same for all
WITH names AS (
    SELECT principal AS subject, split_part(principal, ':', 1) AS place, lower(email) AS name FROM principals
    WHERE email LIKE '%_@_%'
    UNION
    SELECT subject, split_part(subject, ':', 1), lower(regexp_extract(subject, '^[^:]*:[^:]*:(.*)$', 1))
    FROM actor_subjects WHERE split_part(subject, ':', 3) LIKE '%_@_%._%'
    UNION
    SELECT principal, split_part(principal, ':', 1), lower(name) FROM principals_in_use WHERE name LIKE '%_@_%._%'
    UNION
    SELECT subject, split_part(subject, ':', 1), regexp_extract(subject, '^[^:]*:(.*)$', 1) FROM actor_subjects
    WHERE regexp_matches(subject, ':[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')
    UNION
    SELECT id, split_part(id, ':', 1), regexp_extract(principal, '^[^:]*:(.*)$', 1) FROM states
    WHERE id <> principal AND regexp_matches(principal, ':[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')),
own AS (
    SELECT subject, name FROM names QUALIFY count(*) OVER (PARTITION BY place, name) = 1),
shared AS (
    SELECT subject, name FROM own QUALIFY count(*) OVER (PARTITION BY name) > 1),
each AS (SELECT subject, min(name) AS name FROM shared GROUP BY subject)
SELECT subject, leads FROM (SELECT subject, min(subject) OVER (PARTITION BY name) AS leads FROM each)
WHERE subject <> leads

-- relation actor_days, private table
-- The use of accounts whose kind no listing states, by day and by client program. The log names the account's credential
-- or only the account.
-- key: none
-- needs: actor_subjects, client_of, declared_kinds, events, use_days
-- column subject VARCHAR
-- column day DATE
-- column client VARCHAR
-- column first_used TIMESTAMPTZ
WITH accounts AS (
    SELECT DISTINCT credential, actor, subject FROM actor_subjects ANTI JOIN declared_kinds USING (subject)
    WHERE NOT by_nature),
named AS (
    SELECT actor, happened_at::DATE AS day, user_agent, min(happened_at) AS first_used FROM events
    WHERE credential IS NULL AND actor IS NOT NULL AND status_id = 1 AND user_agent IS NOT NULL AND NOT implausible
    GROUP BY ALL)
SELECT subject, day, client, first_used
FROM (SELECT DISTINCT credential, subject FROM accounts WHERE credential IS NOT NULL)
JOIN use_days ON identifier = credential WHERE uses > 0 AND client IS NOT NULL
UNION ALL
SELECT subject, day, client_of(user_agent), min(first_used)
FROM named JOIN (SELECT actor, subject FROM accounts WHERE credential IS NULL) USING (actor)
WHERE client_of(user_agent) IS NOT NULL GROUP BY ALL

-- relation roles_taken, private table
-- The time at which a service of AWS first assumed each role of AWS, and the time at which a federated person first
-- did. Only a workload's role is assumed by a service.
-- key: role
-- needs: events
-- column role VARCHAR
-- column by_service TIMESTAMPTZ
-- column by_people TIMESTAMPTZ
SELECT regexp_replace(resource_uid, '^arn:[^:]*:iam::(\d+):role/(?:.*/)?([^/]+)$', 'aws@\1:role:\2') AS role,
       min(happened_at) FILTER (split_part(actor, ':', 2) = 'service') AS by_service,
       min(happened_at) FILTER (operation = 'AssumeRoleWithSAML') AS by_people
FROM events
WHERE class_uid = 3002 AND status_id = 1 AND NOT implausible AND starts_with(operation, 'AssumeRole')
  AND regexp_matches(resource_uid, '^arn:[^:]*:iam::\d+:role/')
GROUP BY role

-- relation machines_by_use, public table
-- Accounts whose kind no listing states and whose use shows a machine, with the time from which that was known. An
-- account that people may have is a machine if only programs used it, on at least three days over the length of the
-- warm-up. A day counts when it is over. A workload is a machine if the first use that shows anything is by a program, or
-- if a service assumed its role.
-- key: subject
-- needs: actor_days, by_hand_client, either_client, roles_taken, workload_kind
-- column subject VARCHAR: the subject, by its identifier
-- column known_from TIMESTAMPTZ: the time from which that was known
WITH days AS (
    SELECT subject, day, min(first_used) AS first_used, bool_or(by_hand_client(client)) AS by_hand,
           bool_or(NOT by_hand_client(client) AND NOT either_client(client)) AS by_program
    FROM actor_days WHERE NOT workload_kind(subject) GROUP BY subject, day),
used AS (
    SELECT subject, first_used, bool_or(by_hand) OVER earlier AS by_hand,
           count(CASE WHEN by_program THEN 1 END) OVER earlier AS days, min(first_used) OVER earlier AS since
    FROM days
    WINDOW earlier AS (PARTITION BY subject ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
shown AS (
    SELECT subject, min(first_used) FILTER (by_hand_client(client)) AS by_hand,
           min(first_used) FILTER (NOT by_hand_client(client)) AS by_program
    FROM actor_days WHERE workload_kind(subject) AND NOT either_client(client) GROUP BY subject),
workloads AS (
    SELECT coalesce(subject, role) AS subject, least(by_program, by_service) AS by_program,
           least(by_hand, by_people) AS by_hand
    FROM shown FULL JOIN roles_taken ON role = subject)
SELECT subject, min(first_used) AS known_from FROM used
WHERE NOT by_hand AND days >= 3 AND first_used - since >= INTERVAL 14 DAYS GROUP BY subject
UNION ALL
SELECT subject, by_program FROM workloads WHERE coalesce(by_program < by_hand, by_program IS NOT NULL)

-- relation actor_identities, public table
-- The subject of each pair of credential and actor, and whether it belongs to a machine. Every listing counts, whenever
-- it was read. If no listing states the kind of an account, its use decides, also for the time before that use.
-- key: credential, actor
-- needs: actor_subjects, declared_kinds, machines_by_use, rotated
-- column credential VARCHAR: the identifier of the credential in use
-- column actor VARCHAR: the acting account
-- column subject VARCHAR: the subject, by its identifier
-- column own VARCHAR: the credential itself by its id, else the acting account
-- column machine BOOLEAN: the actor is a machine
SELECT credential, actor, coalesce(continues, s.subject) AS subject, s.subject AS own,
       (by_nature AND NOT (personal AND coalesce(human, false)))
       OR ((personal OR NOT by_nature) AND (coalesce(machine, false) OR u.subject IS NOT NULL)) AS machine
FROM actor_subjects s
LEFT JOIN declared_kinds d ON d.subject = s.subject
LEFT JOIN machines_by_use u ON u.subject = s.subject
LEFT JOIN rotated ON own = s.subject

-- relation addresses, private table
-- The network of each address, and when use was first accepted from it. Refused use does not make a network known.
-- key: src_ip
-- needs: network_of, sightings
-- column src_ip VARCHAR
-- column net VARCHAR
-- column first_at TIMESTAMPTZ
SELECT src_ip, net, min(min(accepted_at)) OVER (PARTITION BY net) AS first_at
FROM (SELECT src_ip,
network_of(src_ip) AS net,
             CASE WHEN coalesce(credential, actor) IS NOT NULL THEN accepted_at END AS accepted_at
      FROM sightings WHERE src_ip IS NOT NULL)
GROUP BY src_ip, net

-- relation subject_networks, public table
-- The time at which each subject (machine or person) was first accepted from each network. The use of a rotated credential
-- counts for itself and for the subject that it continues.
-- key: subject, net
-- needs: actor_subjects, addresses, rotated, sightings
-- column subject VARCHAR: the subject, by its identifier
-- column net VARCHAR: the network
-- column first_at TIMESTAMPTZ: the time of the first accepted use
WITH used AS (
    SELECT subject, net, min(accepted_at) AS first_at
    FROM sightings s JOIN addresses USING (src_ip)
    JOIN actor_subjects p
    ON p.credential IS NOT DISTINCT FROM s.credential AND p.actor IS NOT DISTINCT FROM s.actor
    WHERE accepted_at IS NOT NULL AND subject IS NOT NULL GROUP BY subject, net)
SELECT subject, net, min(first_at) AS first_at FROM (
    FROM used UNION ALL SELECT continues, net, first_at FROM used JOIN rotated ON own = subject)
GROUP BY subject, net
