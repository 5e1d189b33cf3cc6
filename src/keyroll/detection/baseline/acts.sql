-- type source_name, private
-- Names in the acts, as an enum, which keeps the rows narrow.
-- needs: logs_begin
SELECT DISTINCT source FROM logs_begin ORDER BY 1

-- type log_name, private
-- Names in the acts, as an enum, which keeps the rows narrow.
-- needs: logs_begin
SELECT DISTINCT log FROM logs_begin ORDER BY 1

-- type subject_name, private
-- Names in the acts, as an enum, which keeps the rows narrow.
-- needs: actor_identities, sightings
SELECT subject FROM actor_identities WHERE subject IS NOT NULL
UNION SELECT own FROM actor_identities WHERE own IS NOT NULL
UNION SELECT refused_as FROM sightings WHERE refused_as IS NOT NULL ORDER BY 1

-- type net_name, private
-- Names in the acts, as an enum, which keeps the rows narrow.
-- needs: addresses
SELECT DISTINCT net FROM addresses ORDER BY 1

-- relation recorded, private table
-- Events with their subject, network and client: those of machines, those from networks that were new then, and changes
-- of accounts, groups, privileges and code. The identity of a subject is valid for the whole log; novelty depends on
-- earlier events.
-- key: act
-- needs: about, act_of, action_of, actor_identities, addresses, administers, client_of, events, log_name, logs_begin,
-- needs: net_name, source_name, subject_name, table_of, topic_of
-- column act BIGINT
-- column happened_at TIMESTAMPTZ
-- column source source_name
-- column log log_name
-- column subject subject_name
-- column own subject_name
-- column machine BOOLEAN
-- column class_uid USMALLINT
-- column activity_id UTINYINT
-- column status_id UTINYINT
-- column administers BOOLEAN
-- column resource_type VARCHAR
-- column operation VARCHAR
-- column resource_uid VARCHAR
-- column container VARCHAR
-- column region VARCHAR
-- column action VARCHAR
-- column topic VARCHAR
-- column about_itself BOOLEAN
-- column query VARCHAR
-- column target VARCHAR
-- column target_group VARCHAR
-- column session BIGINT
-- column net net_name
-- column network_first_at TIMESTAMPTZ
-- column client VARCHAR
-- column history FLOAT in days
-- column fresh BOOLEAN
SELECT act_of(e.source, e.log, e.event_id) AS act, happened_at, e.source::source_name AS source, e.log::log_name AS log,
       coalesce(n.subject, target)::subject_name AS subject,
       coalesce(n.own, target)::subject_name AS own,
       n.machine, class_uid::USMALLINT AS class_uid,
       activity_id::UTINYINT AS activity_id, status_id::UTINYINT AS status_id,
       coalesce(administers(class_uid, activity_id, resource_type), false) AS administers,
       CASE WHEN class_uid = 6005 AND table_of(query) IS NOT NULL THEN 'table' ELSE resource_type END AS resource_type,
       CASE WHEN class_uid <> 6001 OR status_id = 2 THEN operation END AS operation,
       CASE WHEN class_uid = 6005 AND table_of(query) IS NOT NULL
            THEN concat_ws('.', resource_group, table_of(query))
            WHEN class_uid <> 6003 OR activity_id <> 2 OR status_id = 2
            THEN coalesce(resource_uid, resource_group) END AS resource_uid,
       CASE WHEN class_uid IN (6001, 6005) THEN resource_group END AS container,
       region,
       CASE WHEN class_uid = 6001 THEN action_of(activity_id, resource_type)
            WHEN class_uid IN (6003, 6005) THEN operation END AS action,
       CASE WHEN class_uid IN (6001, 6005)
            THEN topic_of(about(query, resource_name, resource_uid, resource_group)) END AS topic,
       coalesce(class_uid = 6001 AND resource_type IS DISTINCT FROM 'user'
                AND length(split_part(e.actor, ':', 3)) >= 6
                AND contains(about(query, resource_name, resource_uid, resource_group),
                             lower(split_part(e.actor, ':', 3))), false) AS about_itself,
       query, target, target_group,
       CASE WHEN session_uid IS NOT NULL THEN (hash(e.source, session_uid) >> 1)::BIGINT END AS session,
       p.net::net_name AS net, p.first_at AS network_first_at,
       client_of(user_agent) AS client,
       (epoch(e.happened_at - b.begins) / 86400)::FLOAT AS history,
       coalesce(history >= 14 AND p.net IS NOT NULL AND (p.first_at IS NULL
                OR happened_at <= p.first_at + INTERVAL 3 DAYS), false) AS fresh
FROM events e
JOIN actor_identities n ON n.credential IS NOT DISTINCT FROM e.credential AND n.actor IS NOT DISTINCT FROM e.actor
JOIN logs_begin b ON b.source = e.source AND b.log = e.log
LEFT JOIN addresses p ON p.src_ip = e.src_ip
WHERE NOT implausible AND coalesce(n.subject, target) IS NOT NULL
  AND (n.machine OR fresh OR class_uid IN (3001, 3004, 3005, 3006))

-- relation acts, public view
-- Events of machines.
-- key: act
-- needs: recorded
-- column act BIGINT: the event, as a hash
-- column happened_at TIMESTAMPTZ: time of the event, by the vendor's clock
-- column source source_name: one instance of a provider: jira@prod
-- column log log_name: the log
-- column subject subject_name: the credential by its id, else the acting account; a rotated one continues the first of its lineage
-- column own subject_name: the credential itself by its id, else the acting account
-- column machine BOOLEAN: the actor is a machine
-- column class_uid USMALLINT: the class of OCSF
-- column activity_id UTINYINT: the activity within the class
-- column status_id UTINYINT: 1 for success, 2 for failure
-- column administers BOOLEAN: it creates or changes an account, a group, a privilege or code that runs
-- column resource_type VARCHAR: the type of the resource
-- column operation VARCHAR: the operation, in the vendor's words
-- column resource_uid VARCHAR: the id of the resource; of a statement in a database its first table
-- column container VARCHAR: the project, space or vault
-- column region VARCHAR: the region of the cloud
-- column action VARCHAR: the action, in words
-- column topic VARCHAR: the topic of the text: 'access', 'incident' or NULL
-- column about_itself BOOLEAN: the query or the resource names the acting account
-- column query VARCHAR: the search terms
-- column target VARCHAR: the identifier of the object of the action
-- column target_group VARCHAR: the changed group
-- column session BIGINT: the session, by a hash
-- column net net_name: the network
-- column network_first_at TIMESTAMPTZ: first accepted use by anybody from this network
-- column client VARCHAR: the client program, by its user agent
-- column history FLOAT in days: days of log before the act
SELECT * EXCLUDE (fresh) FROM recorded WHERE machine

-- relation visits, public view
-- Events from networks that were new to the organisation.
-- key: act
-- needs: recorded
-- column act BIGINT: the event, as a hash
-- column happened_at TIMESTAMPTZ: time of the event, by the vendor's clock
-- column source source_name: one instance of a provider: jira@prod
-- column log log_name: the log
-- column subject subject_name: the credential by its id, else the acting account; a rotated one continues the first of its lineage
-- column own subject_name: the credential itself by its id, else the acting account
-- column machine BOOLEAN: the actor is a machine
-- column class_uid USMALLINT: the class of OCSF
-- column activity_id UTINYINT: the activity within the class
-- column status_id UTINYINT: 1 for success, 2 for failure
-- column administers BOOLEAN: it creates or changes an account, a group, a privilege or code that runs
-- column resource_type VARCHAR: the type of the resource
-- column operation VARCHAR: the operation, in the vendor's words
-- column resource_uid VARCHAR: the id of the resource; of a statement in a database its first table
-- column container VARCHAR: the project, space or vault
-- column region VARCHAR: the region of the cloud
-- column action VARCHAR: the action, in words
-- column topic VARCHAR: the topic of the text: 'access', 'incident' or NULL
-- column about_itself BOOLEAN: the query or the resource names the acting account
-- column query VARCHAR: the search terms
-- column target VARCHAR: the identifier of the object of the action
-- column target_group VARCHAR: the changed group
-- column session BIGINT: the session, by a hash
-- column net net_name: the network
-- column network_first_at TIMESTAMPTZ: first accepted use by anybody from this network
-- column client VARCHAR: the client program, by its user agent
-- column history FLOAT in days: days of log before the act
SELECT * EXCLUDE (fresh) FROM recorded WHERE fresh

-- relation changes, public view
-- Changes of accounts, groups, privileges and code, by machines and people.
-- key: act
-- needs: recorded
-- column act BIGINT: the event, as a hash
-- column happened_at TIMESTAMPTZ: time of the event, by the vendor's clock
-- column source source_name: one instance of a provider: jira@prod
-- column log log_name: the log
-- column subject subject_name: the credential by its id, else the acting account; a rotated one continues the first of its lineage
-- column own subject_name: the credential itself by its id, else the acting account
-- column machine BOOLEAN: the actor is a machine
-- column class_uid USMALLINT: the class of OCSF
-- column activity_id UTINYINT: the activity within the class
-- column status_id UTINYINT: 1 for success, 2 for failure
-- column administers BOOLEAN: it creates or changes an account, a group, a privilege or code that runs
-- column resource_type VARCHAR: the type of the resource
-- column operation VARCHAR: the operation, in the vendor's words
-- column resource_uid VARCHAR: the id of the resource; of a statement in a database its first table
-- column container VARCHAR: the project, space or vault
-- column region VARCHAR: the region of the cloud
-- column action VARCHAR: the action, in words
-- column topic VARCHAR: the topic of the text: 'access', 'incident' or NULL
-- column about_itself BOOLEAN: the query or the resource names the acting account
-- column query VARCHAR: the search terms
-- column target VARCHAR: the identifier of the object of the action
-- column target_group VARCHAR: the changed group
-- column session BIGINT: the session, by a hash
-- column net net_name: the network
-- column network_first_at TIMESTAMPTZ: first accepted use by anybody from this network
-- column client VARCHAR: the client program, by its user agent
-- column history FLOAT in days: days of log before the act
SELECT * EXCLUDE (fresh) FROM recorded WHERE class_uid IN (3001, 3004, 3005, 3006)

-- relation read_objects, public view
-- Reads and downloads of objects and secrets by machines, each with its object. The acts are narrower: reads of an API
-- have no object.
-- key: act
-- needs: act_of, actor_identities, events, logs_begin, network_of
-- column act BIGINT: the event, as a hash
-- column happened_at TIMESTAMPTZ: time of the event, by the vendor's clock
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column subject VARCHAR: the credential by its id, else the acting account; a rotated one continues the first of its lineage
-- column status_id UTINYINT: 1 for success, 2 for failure
-- column resource_type VARCHAR: the type of the resource
-- column resource_uid VARCHAR: the id of the resource
-- column net VARCHAR: the network
-- column history FLOAT in days: days of log before the act
SELECT act_of(e.source, e.log, e.event_id) AS act, happened_at, e.source, e.log, n.subject,
       status_id::UTINYINT AS status_id, resource_type, resource_uid, network_of(src_ip) AS net,
       (epoch(e.happened_at - b.begins) / 86400)::FLOAT AS history
FROM events e
JOIN actor_identities n ON n.credential IS NOT DISTINCT FROM e.credential AND n.actor IS NOT DISTINCT FROM e.actor
JOIN logs_begin b ON b.source = e.source AND b.log = e.log
WHERE n.machine AND NOT implausible AND n.subject IS NOT NULL
  AND ((class_uid = 6003 AND activity_id = 2) OR (class_uid = 6001 AND activity_id IN (2, 7))
       OR (class_uid = 6005 AND activity_id IN (1, 8)))

-- relation accounts_of_people, private table
-- Accounts that people may have: those that are no machine's, and those that are one by their use alone.
-- key: subject
-- needs: actor_identities, machines_by_use, workload_kind
-- column subject VARCHAR
SELECT subject FROM actor_identities WHERE NOT machine AND subject IS NOT NULL
UNION SELECT subject FROM machines_by_use WHERE NOT workload_kind(subject)

-- relation strange_ranges, private table
-- Ranges that were new to the organisation when they were first used with an account that a person may have, and new to
-- an account that was used for two weeks before.
-- key: subject, range
-- needs: accounts_of_people, range_of, subject_networks
-- column subject VARCHAR
-- column range VARCHAR
-- column first_at TIMESTAMPTZ
WITH used AS (
    SELECT subject, range_of(net) AS range, min(first_at) AS first_at FROM subject_networks WHERE net IS NOT NULL
    GROUP BY ALL),
compared AS (
    SELECT *, min(first_at) OVER (PARTITION BY range) AS known_from,
           min(first_at) OVER (PARTITION BY subject) AS began, min(first_at) OVER () AS first_of_all FROM used)
SELECT subject, range, first_at FROM compared
SEMI JOIN accounts_of_people USING (subject)
WHERE first_at - known_from <= INTERVAL 14 DAYS AND first_at - began >= INTERVAL 14 DAYS
      AND known_from - first_of_all >= INTERVAL 14 DAYS

-- relation account_uses, public table
-- Accepted use of accounts that people may have, if one of their ranges is strange: from there in its first four weeks,
-- or from ranges that the account used for two weeks before it.
-- key: act
-- needs: act_of, actor_identities, addresses, events, range_of, strange_ranges, subject_networks
-- column subject VARCHAR: the subject, by its identifier
-- column happened_at TIMESTAMPTZ: time of the event, by the vendor's clock
-- column act BIGINT: the event, as a hash
-- column net VARCHAR: the network
-- column range VARCHAR: the address range of the network
-- column strange BOOLEAN: it came from a range that was new to the organisation; else from a usual one
WITH usual AS (
    SELECT subject, range_of(net) AS range, min(first_at) AS first_at FROM subject_networks
    SEMI JOIN strange_ranges USING (subject) WHERE net IS NOT NULL GROUP BY ALL),
ranges AS (
    SELECT u.subject, u.range, s.first_at IS NOT NULL AS strange, s.first_at
    FROM usual u JOIN (SELECT subject, min(first_at) AS strange_from FROM strange_ranges GROUP BY subject) f
    USING (subject) LEFT JOIN strange_ranges s ON s.subject = u.subject AND s.range = u.range
    WHERE s.first_at IS NOT NULL OR u.first_at <= f.strange_from - INTERVAL 14 DAYS),
nets AS (SELECT DISTINCT src_ip, net, range_of(net) AS range FROM addresses WHERE net IS NOT NULL)
SELECT n.subject, e.happened_at, act_of(e.source, e.log, e.event_id) AS act, p.net, p.range, r.strange
FROM events e
JOIN actor_identities n ON n.credential IS NOT DISTINCT FROM e.credential AND n.actor IS NOT DISTINCT FROM e.actor
JOIN nets p ON p.src_ip = e.src_ip
JOIN ranges r ON r.subject = n.subject AND r.range = p.range
WHERE e.status_id = 1 AND NOT e.implausible
      AND (NOT r.strange OR e.happened_at <= r.first_at + INTERVAL 28 DAYS)

-- macro agent_of(user_agent), private
-- A client program by its user agent without numbers; NULL if a log has none.
CASE WHEN user_agent NOT IN ('', '-', '(empty)') THEN regexp_replace(lower(user_agent), '[0-9._]+', '', 'g') END

-- relation account_agents, public table
-- The first accepted use of each client program by each account with a strange range. A program is its user agent without
-- numbers: people update their browsers, and seldom change the system below them.
-- key: subject, agent
-- needs: act_of, actor_identities, agent_of, events, network_of, range_of, strange_ranges
-- column subject VARCHAR: the subject, by its identifier
-- column agent VARCHAR: the user agent in lower case, without numbers
-- column happened_at TIMESTAMPTZ: the time of its first use
-- column act BIGINT: the event of its first use, as a hash
-- column net VARCHAR: the network of its first use
-- column range VARCHAR: the address range of that network
-- column agent_first_at TIMESTAMPTZ: the first accepted use of this program by anybody
WITH programs AS (
    SELECT agent_of(user_agent) AS agent, min(first_at) AS first_at
    FROM (SELECT user_agent, min(happened_at) AS first_at FROM events WHERE status_id = 1 AND NOT implausible
          GROUP BY user_agent)
    GROUP BY ALL),
firsts AS (
    SELECT n.subject, agent_of(e.user_agent) AS agent, min(e.happened_at) AS happened_at,
           arg_min(act_of(e.source, e.log, e.event_id), (e.happened_at, e.event_id)) AS act,
           arg_min(network_of(e.src_ip), (e.happened_at, e.event_id)) AS net
    FROM events e
    JOIN actor_identities n ON n.credential IS NOT DISTINCT FROM e.credential AND n.actor IS NOT DISTINCT FROM e.actor
    WHERE e.status_id = 1 AND NOT e.implausible AND n.subject IN (SELECT subject FROM strange_ranges)
    GROUP BY ALL)
SELECT f.*, range_of(net) AS range, p.first_at AS agent_first_at FROM firsts f JOIN programs p USING (agent)

-- relation people, public view
-- Principals that are known to be people.
-- key: subject
-- needs: declared_kinds
-- column subject VARCHAR: the subject, by its identifier
SELECT subject FROM declared_kinds WHERE human

-- relation first_known, public table
-- The time from which a credential is known to exist: its creation by its issuer, else the event that created it. If
-- neither is known, it existed before the log, unless a complete listing lacks it before the first listing that has it.
-- key: subject
-- needs: changes, identifiers, reads, states
-- column subject VARCHAR: the subject, by its identifier
-- column known_from TIMESTAMPTZ: the time from which it is known to exist
WITH made AS (
    SELECT subject, min(made_at) AS made_at
    FROM (
        SELECT id AS subject, created AS made_at FROM states WHERE created IS NOT NULL
        UNION ALL
        SELECT coalesce(h.id, c.target), happened_at FROM changes c LEFT JOIN identifiers h ON h.identifier = c.target
        WHERE class_uid = 3001 AND activity_id = 1 AND status_id = 1 AND c.target IS NOT NULL)
    GROUP BY subject),
listed AS (
    SELECT id AS subject, source, endpoint, min(observed_at) AS first_at FROM states GROUP BY ALL),
complete_reads AS (
    SELECT source, endpoint, min(observed_at) AS first_read FROM reads WHERE complete GROUP BY ALL),
first_sights AS (
    SELECT subject, min(first_at) AS first_at, coalesce(bool_or(first_read < first_at), false) AS lacked
    FROM listed LEFT JOIN complete_reads USING (source, endpoint) GROUP BY subject)
SELECT subject, CASE WHEN made_at IS NOT NULL THEN least(made_at, first_at) WHEN lacked THEN first_at
       ELSE '-infinity'::TIMESTAMPTZ END AS known_from
FROM first_sights FULL JOIN made USING (subject)

-- relation log_hours, public table
-- Hours with events of each log, with the first and the last event.
-- key: source, log, hour
-- needs: act_of, events
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column hour TIMESTAMPTZ: the hour
-- column first_at TIMESTAMPTZ: the time of the first event
-- column last_at TIMESTAMPTZ: the time of the last event
-- column first_act BIGINT: the first event
-- column last_act BIGINT: the last event
SELECT source, log, date_trunc('hour', happened_at) AS hour, min(happened_at) AS first_at,
       max(happened_at) AS last_at, arg_min(act_of(e.source, e.log, e.event_id), (happened_at, event_id)) AS first_act,
       arg_max(act_of(e.source, e.log, e.event_id), (happened_at, event_id)) AS last_act
FROM events e WHERE NOT implausible GROUP BY source, log, date_trunc('hour', happened_at)
