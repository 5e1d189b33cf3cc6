-- relation sought_identifiers, private table
-- The identifiers whose ends a story needs.
-- key: id
-- given by: keyroll.detection.stories.ends
-- column id VARCHAR

-- relation known_ends, private view
-- The times at which accounts, credentials, code and other started or opened objects ended (true) or were alive
-- (false), by logs, listings and accepted use.
-- key: none
-- needs: acts, changes, events, identifiers, lasting_effects, sought_identifiers, states
-- column id VARCHAR
-- column happened_at TIMESTAMPTZ
-- column ended BOOLEAN
SELECT coalesce(h.id, target) AS id, happened_at, activity_id IN (5, 6) AS ended
FROM changes LEFT JOIN identifiers h ON h.identifier = target
WHERE class_uid = 3001 AND activity_id IN (1, 2, 5, 6) AND status_id = 1
  AND coalesce(h.id, target) IN (FROM sought_identifiers)
UNION ALL
SELECT source || ':' || resource_type || ':' || resource_uid AS id, happened_at, activity_id = 4
FROM changes
WHERE class_uid = 3004 AND activity_id IN (1, 4) AND status_id = 1 AND id IN (FROM sought_identifiers)
UNION ALL
SELECT id, observed_at, state IN ('suspended', 'deactivated', 'destroyed') FROM states
WHERE id IN (FROM sought_identifiers)
UNION ALL
SELECT l.identifier, e.happened_at, true
FROM events e JOIN (SELECT DISTINCT source, aim, identifier FROM lasting_effects
                    WHERE aim <> '' AND identifier IN (FROM sought_identifiers)) l
  ON l.source = e.source AND l.aim = coalesce(e.target, e.resource_uid, e.resource_name)
WHERE e.status_id = 1 AND e.class_uid = 6003 AND e.activity_id = 4 AND NOT e.implausible
UNION ALL
SELECT own::VARCHAR, max(happened_at), false FROM acts
WHERE status_id = 1 AND own::VARCHAR IN (FROM sought_identifiers) GROUP BY own

-- relation known_relation_ends, private view
-- The times at which memberships of groups and grants of privileges ended (true) or were alive (false).
-- key: none
-- needs: changes, identifiers, sought_identifiers
-- column id VARCHAR
-- column relation VARCHAR
-- column happened_at TIMESTAMPTZ
-- column ended BOOLEAN
SELECT coalesce(h.id, target) AS id, coalesce(target_group, '') AS relation, happened_at,
       (class_uid = 3006 AND activity_id = 4) OR (class_uid = 3005 AND activity_id = 2) AS ended
FROM changes LEFT JOIN identifiers h ON h.identifier = target
WHERE ((class_uid = 3006 AND activity_id IN (3, 4)) OR (class_uid = 3005 AND activity_id IN (1, 2)))
  AND status_id = 1 AND coalesce(h.id, target) IN (FROM sought_identifiers)

-- relation known_settings, private view
-- The times at which the password of an account was reset, and the actor.
-- key: none
-- needs: changes, identifiers, sought_identifiers
-- column id VARCHAR
-- column happened_at TIMESTAMPTZ
-- column setter VARCHAR
SELECT coalesce(h.id, target) AS id, happened_at, own::VARCHAR AS setter
FROM changes LEFT JOIN identifiers h ON h.identifier = target
WHERE class_uid = 3001 AND activity_id IN (3, 4) AND status_id = 1
  AND coalesce(h.id, target) IN (FROM sought_identifiers)
