-- relation sought_identifiers, private table
-- The identifiers whose ends a story needs.
-- key: id
-- given by: keyroll.detection.stories.ends
-- column id VARCHAR

-- relation known_ends, private view
-- When accounts, credentials and code ended (true) or were alive (false), by logs, listings and accepted use.
-- key: none
-- needs: acts, changes, identifiers, sought_identifiers, states
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
SELECT own::VARCHAR, max(happened_at), false FROM acts
WHERE status_id = 1 AND own::VARCHAR IN (FROM sought_identifiers) GROUP BY own

-- relation known_relation_ends, private view
-- When memberships of groups and grants of privileges ended (true) or were alive (false).
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
