-- relation sought_hosts, private table
-- The hosts of findings, by name or address.
-- key: id
-- given by: keyroll.detection.stories.hosts
-- column id VARCHAR

-- relation listed_hosts, private table
-- Hosts that a source lists, with their name, address and what runs on them, since when.
-- key: none
-- needs: observations
-- column address VARCHAR
-- column name VARCHAR
-- column runs VARCHAR
-- column known_from TIMESTAMPTZ
SELECT facts->>'address' AS address, lower(facts->>'name') AS name, facts->>'runs' AS runs,
       min(observed_at) AS known_from
FROM observations WHERE entity = 'host' GROUP BY ALL
