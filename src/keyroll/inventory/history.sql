-- relation seen_credentials, public table
-- Each observation of a credential in a listing.
-- key: source, endpoint, subject, observed_at, event_id
-- given by: keyroll.inventory.parts
-- column subject VARCHAR: the subject, by its identifier
-- column source VARCHAR: one instance of a provider: jira@prod
-- column endpoint VARCHAR: the endpoint that was read
-- column observed_at TIMESTAMPTZ: time of the source's read
-- column kind VARCHAR: the kind, in keyroll's words
-- column state VARCHAR: active, suspended, deactivated, destroyed or another state of NIST SP 800-57; NULL if no listing says it
-- column name VARCHAR: its name
-- column vendor_kind VARCHAR: the kind, in the vendor's words
-- column created TIMESTAMPTZ: time of creation
-- column changed TIMESTAMPTZ: time of the last change of its value, by its issuer
-- column expires TIMESTAMPTZ: time of its end
-- column last_used TIMESTAMPTZ: time of the last use
-- column generation BIGINT: the number of its value
-- column old_value_until TIMESTAMPTZ: time until which the previous value is also accepted
-- column owner VARCHAR: the accountable person or team
-- column principal VARCHAR: its principal
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
-- column event_id VARCHAR: the id of the record, the vendor's where it has one

-- relation credential_listings, private table
-- The last record of each listing on each credential, with first time, last time and number of observations.
-- key: subject, source, endpoint, kind
-- keyed by: subject
-- given by: keyroll.inventory.parts
-- column subject VARCHAR
-- column source VARCHAR
-- column endpoint VARCHAR
-- column kind VARCHAR
-- column first_seen TIMESTAMPTZ
-- column last_seen TIMESTAMPTZ
-- column sights BIGINT
-- column made TIMESTAMPTZ
-- column last_used TIMESTAMPTZ
-- column latest STRUCT(event_id VARCHAR, state VARCHAR, "name" VARCHAR, created TIMESTAMPTZ, changed TIMESTAMPTZ, expires TIMESTAMPTZ, generation BIGINT, "owner" VARCHAR, principal VARCHAR)

-- relation tried_reads, private table
-- Reads of endpoints, as often as they were attempted.
-- key: none
-- given by: keyroll.inventory.parts
-- column source VARCHAR
-- column endpoint VARCHAR
-- column observed_at TIMESTAMPTZ
-- column whole BOOLEAN
-- column because VARCHAR
-- column raw VARCHAR
-- column event_id VARCHAR

-- relation log_acts, public table
-- Actions on a credential, from logs.
-- key: source, log, event_id
-- keyed by: target
-- given by: keyroll.inventory.parts
-- column target VARCHAR: the identifier of the object of the action
-- column happened_at TIMESTAMPTZ: time of the event, by the vendor's clock
-- column act VARCHAR: created, enabled, value_changed, disabled or deleted
-- column by VARCHAR: the actor
-- column by_credential VARCHAR: the credential in use
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column event_id VARCHAR: the id of the record, the vendor's where it has one
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file

-- relation reads, public table
-- One row for each read of an endpoint. A complete read replaces a partial one with the same time: an object missing in
-- it did not exist.
-- key: source, endpoint, observed_at
-- needs: tried_reads
-- column source VARCHAR: one instance of a provider: jira@prod
-- column endpoint VARCHAR: the endpoint that was read
-- column observed_at TIMESTAMPTZ: time of the source's read
-- column complete BOOLEAN: the read came to its end
-- column because VARCHAR: reason of the partial read
-- column raw VARCHAR: the SHA-256 of its file
-- column event_id VARCHAR: the id of the record, the vendor's where it has one
SELECT source, endpoint, observed_at, bool_or(whole) AS complete, CASE
    WHEN NOT bool_or(whole) THEN arg_max(because, event_id) END AS because, arg_max(raw, (whole, event_id)) AS raw,
    arg_max(event_id, (whole, event_id)) AS event_id
FROM tried_reads
GROUP BY source, endpoint, observed_at

-- relation states, public view
-- Each observation of a credential in a listing, by the credential's id.
-- key: none
-- needs: identifiers, seen_credentials
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column source VARCHAR: one instance of a provider: jira@prod
-- column endpoint VARCHAR: the endpoint that was read
-- column observed_at TIMESTAMPTZ: time of the source's read
-- column kind VARCHAR: the kind, in keyroll's words
-- column state VARCHAR: active, suspended, deactivated, destroyed or another state of NIST SP 800-57; NULL if no listing says it
-- column name VARCHAR: its name
-- column vendor_kind VARCHAR: the kind, in the vendor's words
-- column created TIMESTAMPTZ: time of creation
-- column changed TIMESTAMPTZ: time of the last change of its value, by its issuer
-- column expires TIMESTAMPTZ: time of its end
-- column last_used TIMESTAMPTZ: time of the last use
-- column generation BIGINT: the number of its value
-- column old_value_until TIMESTAMPTZ: time until which the previous value is also accepted
-- column owner VARCHAR: the accountable person or team
-- column principal VARCHAR: its principal
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
-- column event_id VARCHAR: the id of the record, the vendor's where it has one
-- column ambiguous BOOLEAN: its identifiers are shared with another credential
SELECT identifiers.id, seen_credentials.* EXCLUDE (subject), identifiers.ambiguous
FROM seen_credentials
JOIN identifiers ON identifiers.identifier = seen_credentials.subject

-- relation lifecycle, public view
-- Actions on each credential, from logs: created, enabled, value changed, disabled, deleted.
-- key: source, log, event_id
-- needs: identifiers, log_acts
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column happened_at TIMESTAMPTZ: time of the event, by the vendor's clock
-- column act VARCHAR: created, enabled, value_changed, disabled or deleted
-- column by VARCHAR: the actor
-- column by_credential VARCHAR: the credential in use
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column event_id VARCHAR: the id of the record, the vendor's where it has one
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
SELECT coalesce(identifiers.id, target) AS id, log_acts.* EXCLUDE (target)
FROM log_acts
LEFT JOIN identifiers ON identifiers.identifier = target
