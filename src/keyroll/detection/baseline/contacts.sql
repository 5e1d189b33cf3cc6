-- relation contacts, public view
-- Connections between hosts and destinations, from logs of network connections.
-- key: act
-- needs: events, logs_begin, act_of
-- made by: keyroll.detection.baseline.contacts:contacts
-- column act BIGINT: the event, as a hash
-- column happened_at TIMESTAMPTZ: when it happened, by the vendor's clock
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column host VARCHAR: the host: source:host:address
-- column src_ip VARCHAR: the address from which it came
-- column destination VARCHAR: the name of the destination, else its address
-- column bytes_in BIGINT in bytes: bytes sent by the client
-- column device_uid VARCHAR: the device
-- column outward BOOLEAN: it leaves the organisation

-- relation devices, public view
-- Devices by the id that stays when the address changes, with each address.
-- key: subject, src_ip
-- needs: contacts
-- column subject VARCHAR: the device: source:device:id
-- column source VARCHAR: one instance of a provider: jira@prod
-- column src_ip VARCHAR: the address from which it came
-- column happened_at TIMESTAMPTZ: when it happened, by the vendor's clock
-- column act BIGINT: the event, as a hash
SELECT source || ':device:' || device_uid AS subject, source, src_ip, min(happened_at) AS happened_at,
    arg_min(act, (happened_at, act)) AS act
FROM contacts
WHERE device_uid IS NOT NULL
GROUP BY source, device_uid, src_ip
