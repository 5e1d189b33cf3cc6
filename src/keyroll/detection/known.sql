-- relation contacts, public view
-- Who speaks to whom, from the logs of networks.
-- key: act
-- needs: events, logs_begin, act_of
-- made by: keyroll.detection.contacts:contacts
-- column act BIGINT: the event, by a hash; it is known by its address once it is evidence
-- column happened_at TIMESTAMPTZ: when it happened, by the vendor's clock
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column host VARCHAR: the host: source:host:address
-- column src_ip VARCHAR: the address from which it came
-- column destination VARCHAR: the name that was reached, else the address
-- column bytes_in BIGINT in bytes: bytes sent by the client
-- column device_uid VARCHAR: the device
-- column outward BOOLEAN: it leads out of the organisation

-- relation devices, public view
-- A device by what stays when its address changes, and each address that it had.
-- key: subject, src_ip
-- needs: contacts
-- column subject VARCHAR: the device: source:device:id
-- column source VARCHAR: one instance of a provider: jira@prod
-- column src_ip VARCHAR: the address from which it came
-- column happened_at TIMESTAMPTZ: when it happened, by the vendor's clock
-- column act BIGINT: the event, by a hash; it is known by its address once it is evidence
SELECT source || ':device:' || device_uid AS subject, source, src_ip, min(happened_at) AS happened_at,
    arg_min(act, (happened_at, act)) AS act
FROM contacts
WHERE device_uid IS NOT NULL
GROUP BY source, device_uid, src_ip

-- relation dead_identifiers, private table
-- What incidents proved dead, by identifier.
-- key: none
-- given by: keyroll.detection.known
-- column identifier VARCHAR
-- column incident VARCHAR
-- column grade VARCHAR
-- column keeps_its_name BOOLEAN
-- column known_at TIMESTAMPTZ
-- column until TIMESTAMPTZ

-- relation exposed_identifiers, private table
-- What is exposed by incidents, by identifier.
-- key: none
-- given by: keyroll.detection.known
-- column identifier VARCHAR
-- column incident VARCHAR
-- column exposed_at TIMESTAMPTZ
-- column known_at TIMESTAMPTZ

-- relation dead, public table
-- Credentials that are proven dead, from when that was known until another verdict was.
-- key: none
-- needs: dead_identifiers, identifiers
-- column subject VARCHAR: whom or what the row is about, by its identifier
-- column identifier VARCHAR: an identifier: provider@source:kind:value
-- column incident VARCHAR: the incident
-- column grade VARCHAR: the grade of the verdict: A, B or C
-- column keeps_its_name BOOLEAN: the identifier outlives the value, so that an accepted use may be the new value's
-- column known_at TIMESTAMPTZ: from when that was known here
-- column until TIMESTAMPTZ: until when another verdict followed
SELECT coalesce(h.id, n.identifier) AS subject, n.* FROM dead_identifiers n LEFT JOIN identifiers h ON h.identifier = n.identifier

-- relation exposed, public table
-- Credentials that an incident exposed; known_at is when the incident was opened.
-- key: none
-- needs: exposed_identifiers, identifiers
-- column subject VARCHAR: whom or what the row is about, by its identifier
-- column identifier VARCHAR: an identifier: provider@source:kind:value
-- column incident VARCHAR: the incident
-- column exposed_at TIMESTAMPTZ: from when it was exposed
-- column known_at TIMESTAMPTZ: from when that was known here
SELECT coalesce(h.id, n.identifier) AS subject, n.* FROM exposed_identifiers n LEFT JOIN identifiers h ON h.identifier = n.identifier

-- relation segments, public table
-- Which network is of which segment, as the register says.
-- key: network, segment
-- given by: keyroll.detection.known
-- column network VARCHAR: the network
-- column segment VARCHAR: the segment
-- column known_at TIMESTAMPTZ: from when that was known here

-- relation sought, private table
-- Hosts that are looked for, by name or address.
-- key: id
-- given by: keyroll.detection.hosts
-- column id VARCHAR

-- relation inventory, private table
-- Servers by each of their names, from when they were seen there.
-- key: none
-- needs: observations
-- column address VARCHAR
-- column name VARCHAR
-- column runs VARCHAR
-- column known_from TIMESTAMPTZ
SELECT facts->>'address' AS address, lower(facts->>'name') AS name, facts->>'runs' AS runs,
       min(observed_at) AS known_from
FROM observations WHERE entity = 'host' GROUP BY ALL
