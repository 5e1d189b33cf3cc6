-- relation sought_hosts, private table
-- The hosts of findings, by name or address.
-- key: id
-- given by: keyroll.detection.stories.hosts
-- column id VARCHAR

-- relation listed_hosts, private table
-- Hosts that a source lists, with their name, address and systems.
-- key: none
-- needs: observations
-- column address VARCHAR
-- column name VARCHAR
-- column runs VARCHAR
SELECT DISTINCT facts->>'address' AS address, lower(facts->>'name') AS name, facts->>'runs' AS runs
FROM observations WHERE entity = 'host'

-- relation code_runs, private view
-- Actors that ran or installed code in a source that a listing places on a sought host, whenever it was read.
-- key: none
-- needs: acts, listed_hosts, sought_hosts
-- column subject VARCHAR
-- column address VARCHAR
-- column happened_at TIMESTAMPTZ
SELECT DISTINCT own::VARCHAR AS subject, address, happened_at FROM acts JOIN listed_hosts ON runs = source
WHERE class_uid = 3004 AND administers AND status_id = 1
  AND (address IN (FROM sought_hosts) OR name IN (FROM sought_hosts))

-- relation first_uses_from_hosts, private view
-- The time of the first accepted use of each machine's credential from the address of a sought host.
-- key: subject, address
-- needs: actor_identities, events, listed_hosts, sought_hosts
-- column subject VARCHAR
-- column address VARCHAR
-- column happened_at TIMESTAMPTZ
WITH used AS (
    SELECT credential, actor, src_ip, min(happened_at) AS first_at FROM events
    WHERE status_id = 1 AND NOT implausible AND (credential IS NOT NULL OR actor IS NOT NULL)
      AND src_ip IN (
          SELECT id FROM sought_hosts UNION SELECT address FROM listed_hosts WHERE name IN (FROM sought_hosts))
    GROUP BY ALL)
SELECT i.own AS subject, src_ip AS address, min(first_at) AS happened_at FROM used
JOIN actor_identities i ON i.credential IS NOT DISTINCT FROM used.credential
     AND i.actor IS NOT DISTINCT FROM used.actor
WHERE machine AND i.own IS NOT NULL
GROUP BY i.own, src_ip

-- relation host_listings, private view
-- The listings of each source that ever listed a sought host: the host is listed, or a complete listing lacks it.
-- key: id, source, observed_at
-- needs: observed, sought_hosts
-- column id VARCHAR
-- column source VARCHAR
-- column observed_at TIMESTAMPTZ
-- column lacks BOOLEAN
WITH listed AS (
    SELECT DISTINCT sought_hosts.id, source, observed_at FROM observed
    JOIN sought_hosts ON sought_hosts.id IN (lower(facts->>'name'), facts->>'address') WHERE entity = 'host')
SELECT id, source, observed_at, bool_and(lacks) AS lacks FROM (
    SELECT *, false AS lacks FROM listed
    UNION ALL
    SELECT once.id, source, whole.observed_at, true FROM (SELECT DISTINCT id, source FROM listed) once
    JOIN observed whole USING (source)
    WHERE whole.entity = 'read' AND whole.endpoint = 'hosts' AND (whole.facts->>'complete')::BOOLEAN)
GROUP BY id, source, observed_at

-- relation last_events_of_hosts, private view
-- The time of the last event from each sought host, in any log.
-- key: id
-- needs: events, observed, sought_hosts
-- column id VARCHAR
-- column happened_at TIMESTAMPTZ
SELECT host.id, max(happened_at) AS happened_at FROM events JOIN (
    SELECT id, id AS address FROM sought_hosts
    UNION
    SELECT sought_hosts.id, facts->>'address' FROM observed
    JOIN sought_hosts ON sought_hosts.id = lower(facts->>'name') WHERE entity = 'host') host ON src_ip = address
WHERE NOT implausible GROUP BY host.id
