-- relation declared_networks, private table
-- The networks that the register declares, in the form of network_of.
-- key: net
-- needs: segments
-- made by: keyroll.detection.baseline.contacts:declared_networks
-- column net VARCHAR

-- relation own_networks, private table
-- The organisation's own networks, and the time from which each counts as one: declared networks, and networks from which
-- at least two of its people and machines were accepted.
-- key: net
-- needs: declared_networks, subject_networks
-- column net VARCHAR
-- column since TIMESTAMPTZ
-- column declared BOOLEAN
WITH used AS (
    SELECT net, first_at AS since FROM subject_networks WHERE net IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY net ORDER BY first_at, subject) = 2)
SELECT net, min(since) AS since, bool_or(declared) AS declared
FROM (
    SELECT net, '-infinity'::TIMESTAMPTZ AS since, true AS declared FROM declared_networks
    UNION ALL
    SELECT net, since, false FROM used)
GROUP BY net

-- relation contacts, public view
-- Connections between hosts and destinations, from logs of network connections.
-- key: act
-- needs: act_of, events, logs_begin, network_of, own_networks
-- made by: keyroll.detection.baseline.contacts:contacts
-- column act BIGINT: the event, as a hash
-- column happened_at TIMESTAMPTZ: time of the event, by the vendor's clock
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column host VARCHAR: the host: source:host:address
-- column src_ip VARCHAR: the client's address
-- column destination VARCHAR: the name of the destination, else its address
-- column bytes_in BIGINT in bytes: bytes sent by the client
-- column device_uid VARCHAR: the device
-- column outward BOOLEAN: it leaves the organisation

-- relation devices, public view
-- Devices by their permanent id, with each address.
-- key: subject, src_ip
-- needs: contacts
-- column subject VARCHAR: the device: source:device:id
-- column source VARCHAR: one instance of a provider: jira@prod
-- column src_ip VARCHAR: the client's address
-- column happened_at TIMESTAMPTZ: time of the event, by the vendor's clock
-- column act BIGINT: the event, as a hash
SELECT source || ':device:' || device_uid AS subject, source, src_ip, min(happened_at) AS happened_at,
    arg_min(act, (happened_at, act)) AS act
FROM contacts
WHERE device_uid IS NOT NULL
GROUP BY source, device_uid, src_ip
