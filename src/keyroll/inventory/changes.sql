-- variable now_time TIMESTAMPTZ, private
-- The moment that decides what has expired.
-- given by: keyroll.inventory.changes.changes

-- relation complete_reads, private view
-- The complete reads of endpoints, with the record that says so.
-- key: source, endpoint, observed_at
-- needs: observed, reads
-- column source VARCHAR
-- column endpoint VARCHAR
-- column observed_at TIMESTAMPTZ
-- column raw VARCHAR
-- column record BIGINT
-- column event_id VARCHAR
SELECT r.source, r.endpoint, r.observed_at, o.raw, o.record, r.event_id
FROM reads r
JOIN observed o ON o.event_id = r.event_id
WHERE r.complete

-- relation recorded_changes, private table
-- What changed in the inventory, without what has expired since. A sync keeps it.
-- key: none
-- needs: complete_reads, states, locations, kinds, registrations, observed, lifecycle, credentials, principals, identifiers,
-- needs: events
-- made by: keyroll.inventory.changes:recorded_changes
-- column shown_at TIMESTAMPTZ
-- column what VARCHAR
-- column id VARCHAR
-- column name VARCHAR
-- column source VARCHAR
-- column was VARCHAR
-- column became VARCHAR
-- column detail VARCHAR
-- column happened_at TIMESTAMPTZ
-- column not_before TIMESTAMPTZ
-- column observed_at TIMESTAMPTZ
-- column changed_by VARCHAR
-- column principal VARCHAR
-- column part VARCHAR
-- column is_log BOOLEAN
-- column raw VARCHAR
-- column record BIGINT
-- column event_id VARCHAR

-- relation inventory_changes, public table
-- What changed in the inventory, each change with its time and the observation that shows it. A listing shows a change
-- late: it lies between not_before and shown_at. A log gives the moment itself. What both show stands twice.
-- key: none
-- needs: recorded_changes, states, credentials, principals, now_time
-- made by: keyroll.inventory.changes:inventory_changes
-- column shown_at TIMESTAMPTZ: when the change was seen
-- column what VARCHAR: what changed
-- column id VARCHAR: the credential, or the principal of a privilege
-- column name VARCHAR: its name
-- column source VARCHAR: one instance of a provider: jira@prod
-- column was VARCHAR: the value before
-- column became VARCHAR: the value after
-- column detail VARCHAR: both values
-- column happened_at TIMESTAMPTZ: the vendor's time, where it says so
-- column not_before TIMESTAMPTZ: the last sight before the change
-- column observed_at TIMESTAMPTZ: when the source was read
-- column changed_by VARCHAR: who did it
-- column principal VARCHAR: the principal whose it is
-- column part VARCHAR: the endpoint or the log
-- column is_log BOOLEAN: a log shows it
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
-- column event_id VARCHAR: the id of the record, the vendor's where it has one
