-- relation creations, private view
-- Everything that machines created, granted, installed or ran, each once. A log often has two records of one event, at
-- most a minute apart, and one of them lacks the name of the object. That record counts only if no other has the name.
-- key: maker, identifier, kind, detail
-- needs: acts, identifiers, lasting_effects, says_refused
-- column maker VARCHAR
-- column identifier VARCHAR
-- column kind VARCHAR
-- column detail VARCHAR
-- column happened_at TIMESTAMPTZ
WITH created AS (
    SELECT own AS subject, source, happened_at,
           CASE class_uid WHEN 3001 THEN 'ACCOUNT' WHEN 3006 THEN 'MEMBER' WHEN 3005 THEN 'GRANT' ELSE 'CODE' END
           AS kind,
           CASE class_uid WHEN 3004 THEN source || ':' || resource_type || ':' || resource_uid
                ELSE coalesce(h.id, target) END AS named,
           coalesce(CASE class_uid WHEN 3004 THEN resource_type ELSE target_group END, '') AS detail
    FROM acts LEFT JOIN identifiers h ON h.identifier = target
    WHERE status_id = 1 AND coalesce(NOT says_refused(operation), true) AND administers AND ((class_uid IN (3001, 3005) AND activity_id = 1)
          OR (class_uid = 3006 AND activity_id = 3) OR class_uid = 3004))
SELECT subject::VARCHAR AS maker,
       coalesce(named, source || ':' || lower(kind) || ':not named in the log') AS identifier, kind, detail,
       min(happened_at) AS happened_at
FROM created m
WHERE named IS NOT NULL OR NOT EXISTS (
    SELECT 1 FROM created n
    WHERE n.subject = m.subject AND n.source = m.source AND n.kind = m.kind AND n.named IS NOT NULL
      AND n.detail = m.detail
      AND n.happened_at BETWEEN m.happened_at - INTERVAL 1 MINUTE AND m.happened_at + INTERVAL 1 MINUTE)
GROUP BY maker, identifier, kind, detail
UNION ALL
SELECT maker, identifier, kind, detail, min(happened_at) FROM lasting_effects GROUP BY ALL

-- relation lasting_effects, private view
-- Acts with an effect that outlives the credential in use, by any actor: credentials set for others, privileges, weaker
-- sign-in, access opened to outside, code that was started or set up. Acts on accounts, groups, grants and scripts are
-- excluded: ``creations`` has those of machines from their acts.
-- key: none
-- needs: event_effects, identifiers
-- column maker VARCHAR
-- column identifier VARCHAR
-- column source VARCHAR
-- column aim VARCHAR
-- column kind VARCHAR
-- column detail VARCHAR
-- column happened_at TIMESTAMPTZ
SELECT e.subject AS maker,
       coalesce(h.id, e.target, e.source || ':' || coalesce(nullif(e.object, ''), 'resource') || ':'
                || coalesce(nullif(e.aim, ''), 'not named in the log')) AS identifier,
       e.source, e.aim,
       CASE e.effect WHEN 'creates_credential' THEN 'CREDENTIAL' WHEN 'grants_privilege' THEN 'PRIVILEGE'
            WHEN 'weakens_authentication' THEN 'SIGN_IN' WHEN 'runs_code' THEN 'STARTED' WHEN 'persists' THEN 'STARTED'
            ELSE 'OPENED' END AS kind,
       e.event AS detail, e.happened_at
FROM event_effects e LEFT JOIN identifiers h ON h.identifier = e.target
WHERE NOT e.refused
  AND e.effect IN ('creates_credential', 'grants_privilege', 'weakens_authentication', 'exposes_publicly',
                   'shares_outside', 'runs_code', 'persists')
  -- An actor that renews its own credential grants nothing to another.
  AND coalesce(h.id, e.target, '') <> e.subject
  AND NOT (e.class_uid IN (3001, 3005) AND e.activity_id = 1 OR e.class_uid = 3006 AND e.activity_id = 3
           OR e.class_uid = 3004)
