-- relation incident_identifiers, private table
-- The identifiers under which the ledger keeps what it knows of an incident.
-- key: identifier
-- given by: keyroll.response.grounds
-- column identifier VARCHAR

-- relation campaign_credentials, private table
-- The credentials of a campaign.
-- key: id
-- given by: keyroll.response.grounds
-- column id VARCHAR

-- relation compromised, private table
-- What an intruder used: the subjects of the story that the incident was opened from, by any of their identifiers.
-- key: identifier
-- given by: keyroll.response.containment
-- column identifier VARCHAR

-- relation evidence_addresses, private table
-- The raw records on which the judgements of credentials rest that are alive again.
-- key: none
-- given by: keyroll.response.watch
-- column id VARCHAR
-- column raw VARCHAR
-- column record BIGINT
