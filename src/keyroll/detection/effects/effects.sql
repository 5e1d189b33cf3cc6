-- macro says_refused(event), private
-- Whether the name of an event says that the act did not happen. Some logs record a denied request as a success: the
-- request was handled (Entra's "Add member to role request denied", GitLab's "deploy_token_creation_failed").
regexp_matches(lower(event), 'denied|declin|fail(ed|ure)|reject|refus|cancel')

-- relation covered_logs, private table
-- The logs whose provider has a catalogue of event types, whether the service is part of a type's name, and which actors
-- are the vendor's own.
-- key: log
-- made by: keyroll.detection.effects.types:load_covered_logs
-- column log VARCHAR
-- column by_service BOOLEAN
-- column platform VARCHAR

-- relation seen_operations, private table
-- The operations in these logs, with the service if it is part of the event type's name.
-- key: log, service, operation
-- needs: covered_logs, events
-- column log VARCHAR
-- column service VARCHAR
-- column operation VARCHAR
-- column uses BIGINT
-- column first_at TIMESTAMPTZ
SELECT log, CASE WHEN by_service THEN coalesce(resource_group, '') ELSE '' END AS service, operation,
       count(*) AS uses, min(happened_at) AS first_at
FROM events JOIN covered_logs USING (log)
WHERE operation IS NOT NULL AND NOT implausible
GROUP BY ALL

-- relation event_types, private table
-- The effect of each event type: by its vendor's catalogue, else by the words in its name (known is false then).
-- key: log, service, operation
-- needs: seen_operations
-- made by: keyroll.detection.effects.types:load_event_types
-- column log VARCHAR
-- column service VARCHAR
-- column operation VARCHAR
-- column event VARCHAR
-- column effect VARCHAR
-- column object VARCHAR
-- column if_refused BOOLEAN
-- column prior VARCHAR
-- column known BOOLEAN

-- relation event_effects, private table
-- Events with an effect other than reading or ordinary work, with the subject and the network. A refused or failed event
-- is an attempt.
-- key: source, log, event_id
-- needs: covered_logs, event_types, events, identifiers, network_of, says_refused
-- column source VARCHAR
-- column log VARCHAR
-- column event_id VARCHAR
-- column happened_at TIMESTAMPTZ
-- column raw VARCHAR
-- column record BIGINT
-- column event VARCHAR
-- column effect VARCHAR
-- column object VARCHAR
-- column prior VARCHAR
-- column refused BOOLEAN
-- column subject VARCHAR
-- column net VARCHAR
-- column aim VARCHAR
-- column target VARCHAR
-- column class_uid INTEGER
-- column activity_id INTEGER
SELECT e.source, e.log, e.event_id, e.happened_at, e.raw, e.record, t.event, t.effect, t.object,
       -- An actor that changes its own password or key in a session, without a key that others could hold, renews it.
       CASE WHEN t.effect = 'creates_credential' AND t.prior = 'medium' AND e.credential IS NULL
                 AND coalesce(e.target = e.actor OR e.resource_uid = e.actor_name OR e.resource_name = e.actor_name, false)
            THEN 'low' ELSE t.prior END AS prior,
       coalesce(e.status_id = 2, false) OR says_refused(t.event) AS refused,
       coalesce(c.id, a.id, e.credential, e.actor, e.target, e.source) AS subject,
       coalesce(network_of(e.src_ip), '') AS net,
       coalesce(e.target, e.resource_uid, e.resource_name, '') AS aim, e.target, e.class_uid, e.activity_id
FROM events e
JOIN covered_logs l ON l.log = e.log
JOIN event_types t ON t.log = e.log AND t.operation = e.operation
     AND t.service = CASE WHEN l.by_service THEN coalesce(e.resource_group, '') ELSE '' END
LEFT JOIN identifiers c ON c.identifier = e.credential
LEFT JOIN identifiers a ON a.identifier = e.actor
WHERE NOT e.implausible
  AND (t.if_refused AND e.status_id = 2 AND coalesce(e.http_status IN (401, 403), true)
       OR t.prior <> '' AND e.status_id IS DISTINCT FROM 2)
  AND coalesce(NOT regexp_matches(coalesce(e.actor, e.actor_name), l.platform), true)

-- relation effect_days, private table
-- One row for each subject, type of event, prior, network and day, with the events. Renewals of an own password or key
-- have another prior than the same act for others.
-- key: subject, source, log, event, prior, refused, net, day
-- needs: event_effects
-- column subject VARCHAR
-- column source VARCHAR
-- column log VARCHAR
-- column event VARCHAR
-- column effect VARCHAR
-- column object VARCHAR
-- column prior VARCHAR
-- column refused BOOLEAN
-- column net VARCHAR
-- column day DATE
-- column first_at TIMESTAMPTZ
-- column aim VARCHAR
-- column n BIGINT
-- column event_ids VARCHAR[]
SELECT subject, source, log, event, any_value(effect) AS effect, any_value(object) AS object,
       prior, refused, net, happened_at::DATE AS day, min(happened_at) AS first_at,
       arg_min(aim, (happened_at, event_id)) AS aim, count(*) AS n,
       list(event_id ORDER BY happened_at, event_id)[1:200] AS event_ids
FROM event_effects
GROUP BY subject, source, log, event, prior, refused, net, happened_at::DATE

-- relation effect_firsts, private table
-- Each such row with its history: earlier days with the same type (in all and from this network), refused attempts at the
-- same effect, the number of networks from which the subject did it before, and of other subjects that did so before.
-- key: subject, source, log, event, prior, refused, net, day
-- needs: effect_days
-- column subject VARCHAR
-- column source VARCHAR
-- column log VARCHAR
-- column event VARCHAR
-- column effect VARCHAR
-- column object VARCHAR
-- column prior VARCHAR
-- column refused BOOLEAN
-- column net VARCHAR
-- column day DATE
-- column first_at TIMESTAMPTZ
-- column aim VARCHAR
-- column n BIGINT
-- column event_ids VARCHAR[]
-- column days_before BIGINT
-- column here_before BIGINT
-- column effect_before BIGINT
-- column others_before BIGINT
-- column networks_before BIGINT
WITH firsts AS (
    SELECT subject, source, log, event, prior, refused, min(first_at) AS began FROM effect_days
    GROUP BY subject, source, log, event, prior, refused),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY source, log, event, prior, refused ORDER BY began, subject) - 1 AS others_before
    FROM firsts),
roaming AS (
    SELECT subject, source, log, event, prior, refused, net,
           row_number() OVER (PARTITION BY subject, source, log, event, prior, refused ORDER BY min(first_at), net) - 1
           AS networks_before
    FROM effect_days GROUP BY subject, source, log, event, prior, refused, net)
SELECT d.*,
       count(*) OVER (PARTITION BY d.subject, d.source, d.log, d.event, d.prior, d.refused ORDER BY d.day
                      RANGE BETWEEN INTERVAL 28 DAYS PRECEDING AND INTERVAL 1 DAY PRECEDING) AS days_before,
       count(*) OVER (PARTITION BY d.subject, d.source, d.log, d.event, d.prior, d.refused, d.net ORDER BY d.day
                      RANGE BETWEEN INTERVAL 28 DAYS PRECEDING AND INTERVAL 1 DAY PRECEDING) AS here_before,
       count(*) OVER (PARTITION BY d.subject, d.source, d.effect, d.refused ORDER BY d.first_at, d.event, d.net
                      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS effect_before,
       r.others_before, w.networks_before
FROM effect_days d
JOIN ranked r ON r.subject = d.subject AND r.source = d.source AND r.log = d.log AND r.event = d.event
     AND r.prior = d.prior AND r.refused = d.refused
JOIN roaming w ON w.subject = d.subject AND w.source = d.source AND w.log = d.log AND w.event = d.event
     AND w.prior = d.prior AND w.refused = d.refused AND w.net = d.net

-- relation wanted_effects, private table
-- Events whose addresses are read for findings.
-- key: source, log, event_id
-- given by: keyroll.detection.effects.find
-- column source VARCHAR
-- column log VARCHAR
-- column event_id VARCHAR
