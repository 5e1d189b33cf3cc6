-- relation seen_credentials, public table
-- Each sight of a credential in a listing.
-- key: source, endpoint, subject, observed_at, event_id
-- given by: keyroll.inventory.parts
-- column subject VARCHAR: whom or what the row is about, by its identifier
-- column source VARCHAR: one instance of a provider: jira@prod
-- column endpoint VARCHAR: the endpoint that was read
-- column observed_at TIMESTAMPTZ: when the source was read
-- column kind VARCHAR: the kind, by our name
-- column state VARCHAR: active, suspended, deactivated, destroyed or another state of NIST SP 800-57; NULL if no listing says it
-- column name VARCHAR: its name
-- column vendor_kind VARCHAR: the kind, in the vendor's words
-- column created TIMESTAMPTZ: when it was made
-- column changed TIMESTAMPTZ: when its value was changed, by its issuer
-- column expires TIMESTAMPTZ: when it ends
-- column last_used TIMESTAMPTZ: when it was used last
-- column generation BIGINT: the number of its value
-- column old_value_until TIMESTAMPTZ: until when the value before is accepted too
-- column owner VARCHAR: who is accountable for it
-- column principal VARCHAR: the principal whose it is
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
-- column event_id VARCHAR: the id of the record, the vendor's where it has one

-- relation credential_listings, private table
-- The last word of each listing on each credential, and from when to when and how often it listed it.
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
-- What logs say was done to a credential.
-- key: source, log, event_id
-- keyed by: target
-- given by: keyroll.inventory.parts
-- column target VARCHAR: the identifier of what was acted on
-- column happened_at TIMESTAMPTZ: when it happened, by the vendor's clock
-- column act VARCHAR: created, enabled, value_changed, disabled or deleted
-- column by VARCHAR: who did it
-- column by_credential VARCHAR: with which credential it was done
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column event_id VARCHAR: the id of the record, the vendor's where it has one
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file

-- relation reads, public table
-- One row a read of an endpoint. A complete read makes up for a partial one of the same moment: what it does not list
-- was not there.
-- key: source, endpoint, observed_at
-- needs: tried_reads
-- column source VARCHAR: one instance of a provider: jira@prod
-- column endpoint VARCHAR: the endpoint that was read
-- column observed_at TIMESTAMPTZ: when the source was read
-- column complete BOOLEAN: the read came to its end
-- column because VARCHAR: why the read was partial
-- column raw VARCHAR: the SHA-256 of its file
-- column event_id VARCHAR: the id of the record, the vendor's where it has one
SELECT source, endpoint, observed_at, bool_or(whole) AS complete, CASE
    WHEN NOT bool_or(whole) THEN arg_max(because, event_id) END AS because, arg_max(raw, (whole, event_id)) AS raw,
    arg_max(event_id, (whole, event_id)) AS event_id
FROM tried_reads
GROUP BY source, endpoint, observed_at

-- relation states, public view
-- Each sight of a credential in a listing, by the credential's id.
-- key: none
-- needs: identifiers, seen_credentials
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column source VARCHAR: one instance of a provider: jira@prod
-- column endpoint VARCHAR: the endpoint that was read
-- column observed_at TIMESTAMPTZ: when the source was read
-- column kind VARCHAR: the kind, by our name
-- column state VARCHAR: active, suspended, deactivated, destroyed or another state of NIST SP 800-57; NULL if no listing says it
-- column name VARCHAR: its name
-- column vendor_kind VARCHAR: the kind, in the vendor's words
-- column created TIMESTAMPTZ: when it was made
-- column changed TIMESTAMPTZ: when its value was changed, by its issuer
-- column expires TIMESTAMPTZ: when it ends
-- column last_used TIMESTAMPTZ: when it was used last
-- column generation BIGINT: the number of its value
-- column old_value_until TIMESTAMPTZ: until when the value before is accepted too
-- column owner VARCHAR: who is accountable for it
-- column principal VARCHAR: the principal whose it is
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
-- column event_id VARCHAR: the id of the record, the vendor's where it has one
-- column ambiguous BOOLEAN: its identifiers are shared with another credential
SELECT identifiers.id, seen_credentials.* EXCLUDE (subject), identifiers.ambiguous
FROM seen_credentials
JOIN identifiers ON identifiers.identifier = seen_credentials.subject

-- relation lifecycle, public view
-- What logs say was done to each credential: made, enabled, its value changed, disabled, deleted.
-- key: source, log, event_id
-- needs: identifiers, log_acts
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column happened_at TIMESTAMPTZ: when it happened, by the vendor's clock
-- column act VARCHAR: created, enabled, value_changed, disabled or deleted
-- column by VARCHAR: who did it
-- column by_credential VARCHAR: with which credential it was done
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column event_id VARCHAR: the id of the record, the vendor's where it has one
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
SELECT coalesce(identifiers.id, target) AS id, log_acts.* EXCLUDE (target)
FROM log_acts
LEFT JOIN identifiers ON identifiers.identifier = target
