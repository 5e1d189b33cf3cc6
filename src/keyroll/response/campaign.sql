-- relation incident_identifiers, private table
-- The identifiers in the ledger's rows of an incident.
-- key: identifier
-- given by: keyroll.response.grounds
-- column identifier VARCHAR

-- relation campaign_credentials, private table
-- The credentials of a campaign.
-- key: id
-- given by: keyroll.response.grounds
-- column id VARCHAR

-- relation compromised, private table
-- The subjects of the story from which the incident was opened, by any of their identifiers.
-- key: identifier
-- given by: keyroll.response.containment
-- column identifier VARCHAR

-- relation evidence_addresses, private table
-- The raw records behind the judgements of credentials that are alive again.
-- key: none
-- given by: keyroll.response.watch
-- column id VARCHAR
-- column raw VARCHAR
-- column record BIGINT
