-- relation seen_places, public table
-- Places that hold copies, by observation, one row for each copy. The holder is empty for a place of the organisation itself.
-- key: none
-- given by: keyroll.inventory.parts
-- column location VARCHAR: the place
-- column kind VARCHAR: the kind of place
-- column source VARCHAR: one instance of a provider: jira@prod
-- column endpoint VARCHAR: the endpoint that was read
-- column observed_at TIMESTAMPTZ: time of the source's read
-- column holder VARCHAR: the third party that holds it; empty for the organisation
-- column place VARCHAR: the place, for people
-- column owner VARCHAR: the accountable person or team
-- column since TIMESTAMPTZ: start, as reported by the place
-- column identifier VARCHAR: an identifier: provider@source:kind:value
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
-- column event_id VARCHAR: the id of the record, the vendor's where it has one

-- relation place_listings, private table
-- The same rows without the single observations.
-- key: none
-- keyed by: identifier
-- given by: keyroll.inventory.parts
-- column location VARCHAR
-- column kind VARCHAR
-- column source VARCHAR
-- column endpoint VARCHAR
-- column holder VARCHAR
-- column owner VARCHAR
-- column since TIMESTAMPTZ
-- column identifier VARCHAR
-- column first_seen TIMESTAMPTZ
-- column last_seen TIMESTAMPTZ
-- column proof STRUCT(observed_at TIMESTAMPTZ, raw VARCHAR, record BIGINT)

-- relation written, private table
-- People's registrations, by observation.
-- key: none
-- given by: keyroll.inventory.parts
-- column registration VARCHAR
-- column source VARCHAR
-- column endpoint VARCHAR
-- column observed_at TIMESTAMPTZ
-- column holder VARCHAR
-- column system VARCHAR
-- column names VARCHAR
-- column owner VARCHAR
-- column note VARCHAR
-- column ended_on TIMESTAMPTZ
-- column row_number BIGINT
-- column raw VARCHAR
-- column record BIGINT
-- column event_id VARCHAR

-- relation scanned_values, private table
-- The provider and kind of found values, as far as their form shows it.
-- key: none
-- keyed by: identifier
-- given by: keyroll.inventory.parts
-- column identifier VARCHAR
-- column provider VARCHAR
-- column kind VARCHAR
-- column first_seen TIMESTAMPTZ

-- relation claims, public view
-- Each identifier with every credential that it may belong to.
-- key: identifier, id
-- needs: identifiers, shared
-- column identifier VARCHAR: an identifier: provider@source:kind:value
-- column id VARCHAR: a credential that it may name
SELECT identifier, id FROM identifiers UNION ALL FROM shared

-- relation locations, public view
-- Each observation of a copy of a credential in a place. If several credentials claim the identifier of a copy, each of them
-- may be the held one.
-- key: none
-- needs: claims, seen_places
-- column location VARCHAR: the place
-- column kind VARCHAR: the kind of place
-- column source VARCHAR: one instance of a provider: jira@prod
-- column endpoint VARCHAR: the endpoint that was read
-- column observed_at TIMESTAMPTZ: time of the source's read
-- column holder VARCHAR: the third party that holds it; empty for the organisation
-- column place VARCHAR: the place, for people
-- column owner VARCHAR: the accountable person or team
-- column since TIMESTAMPTZ: start, as reported by the place
-- column identifier VARCHAR: an identifier: provider@source:kind:value
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
-- column event_id VARCHAR: the id of the record, the vendor's where it has one
SELECT seen_places.* EXCLUDE (raw, record, event_id), coalesce(claims.id, seen_places.identifier) AS id, raw, record,
    event_id
FROM seen_places
LEFT JOIN claims ON claims.identifier = seen_places.identifier

-- relation held, public table
-- Holders of copies. A place of the organisation that a later complete scan no longer shows is gone; a copy at a third
-- party stays there.
-- key: none
-- needs: claims, reads, place_listings
-- column location VARCHAR: the place
-- column kind VARCHAR: the kind of place
-- column source VARCHAR: one instance of a provider: jira@prod
-- column endpoint VARCHAR: the endpoint that was read
-- column holder VARCHAR: the third party that holds it; empty for the organisation
-- column owner VARCHAR: the accountable person or team
-- column since TIMESTAMPTZ: start, as reported by the place
-- column identifier VARCHAR: an identifier: provider@source:kind:value
-- column first_seen TIMESTAMPTZ: time of the first observation there
-- column last_seen TIMESTAMPTZ: time of the last observation
-- column proof STRUCT(observed_at TIMESTAMPTZ, raw VARCHAR, record BIGINT): the observation with the evidence
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column there BOOLEAN: it still exists
SELECT t.*, coalesce(claims.id, t.identifier) AS id, t.holder <> '' OR coalesce(r.latest <= t.last_seen, true) AS there
FROM place_listings t
LEFT JOIN claims ON claims.identifier = t.identifier
LEFT JOIN (
    SELECT source, endpoint, max(observed_at) AS latest FROM reads WHERE complete GROUP BY ALL
) r ON r.source = t.source AND r.endpoint = t.endpoint

-- macro names_of(id, name), public
-- What the register may call a credential: its name, its native id, its identifier.
list_distinct([lower(name), lower(regexp_replace(id, '^[^:]*:[^:]*:', '')), lower(id)])

-- macro provider_in(system), public
-- The provider of a system of the register: jira of jira@prod.
lower(split_part(system, '@', 1))

-- macro is_of(system, source), public
-- Whether a system of the register covers a source: a provider covers each of its sources.
split_part(system, '@', 2) IN ('', '*') OR lower(system) = lower(source) OR ends_with(source, '@*')

-- relation matched, private table
-- Registrations whose words match exactly one credential: its name, native id or identifier. The system is a provider,
-- or one source of it (redis@cache).
-- key: registration
-- needs: is_of, names_of, provider_in, whole_sights, written
-- column registration VARCHAR
-- column id VARCHAR
WITH called AS (
    SELECT id, provider, source, unnest(names_of(id, name)) AS name FROM whole_sights
), found AS (
    SELECT DISTINCT registration, called.id
    FROM written
    JOIN called ON called.provider = provider_in(system) AND called.name = lower(names)
    WHERE is_of(system, called.source))
SELECT registration, id
FROM found
QUALIFY count(*) OVER (PARTITION BY registration) = 1

-- relation registrations, public table
-- People's registrations, by observation, with the credential if the words match exactly one.
-- key: none
-- needs: matched, written
-- column registration VARCHAR: the row of the register
-- column source VARCHAR: one instance of a provider: jira@prod
-- column endpoint VARCHAR: the endpoint that was read
-- column observed_at TIMESTAMPTZ: time of the source's read
-- column holder VARCHAR: the third party that holds it; empty for the organisation
-- column system VARCHAR: the provider, in the register's words
-- column names VARCHAR: the name in the register
-- column owner VARCHAR: the accountable person or team
-- column note VARCHAR: people's note
-- column ended_on TIMESTAMPTZ: end of the contract
-- column row_number BIGINT: the row in its file; the header is row 1
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
-- column event_id VARCHAR: the id of the record, the vendor's where it has one
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
SELECT written.*, matched.id FROM written LEFT JOIN matched USING (registration)

-- relation registered, private table
-- People's notes on each credential. Several vendors may be registered for one, and each of them counts.
-- key: id
-- needs: registrations
-- column id VARCHAR
-- column holder VARCHAR
-- column note VARCHAR
SELECT id, string_agg(DISTINCT holder, ', ' ORDER BY holder) AS holder,
    string_agg(DISTINCT note, '; ' ORDER BY note) AS note
FROM (
    SELECT registration, id, nullif(holder, '') AS holder, nullif(arg_max(note, (observed_at, note)), '') AS note
    FROM registrations
    WHERE id IS NOT NULL
    GROUP BY registration, id, holder)
GROUP BY id

-- relation vendor_held, private table
-- Holdings of third parties, from places.
-- key: vendor, id, via
-- keyed by: id
-- needs: held
-- column vendor VARCHAR
-- column id VARCHAR
-- column via VARCHAR
-- column first_observed TIMESTAMPTZ
-- column last_observed TIMESTAMPTZ
-- column ended_on TIMESTAMPTZ
SELECT holder AS vendor, id, kind AS via, min(coalesce(since, first_seen)) AS first_observed,
    max(last_seen) AS last_observed, NULL::TIMESTAMPTZ AS ended_on
FROM held
WHERE holder <> ''
GROUP BY holder, id, kind

-- relation vendor_told, private table
-- Holdings of third parties, from places and the register.
-- key: vendor, id, via
-- needs: registrations, whole_vendor_held
-- column vendor VARCHAR
-- column id VARCHAR
-- column via VARCHAR
-- column first_observed TIMESTAMPTZ
-- column last_observed TIMESTAMPTZ
-- column ended_on TIMESTAMPTZ
FROM whole_vendor_held
UNION ALL
SELECT holder, id, 'register', min(observed_at), max(observed_at), arg_max(ended_on, (observed_at, ended_on))
FROM registrations
WHERE holder <> '' AND id IS NOT NULL
GROUP BY holder, id

-- relation vendor_seen, private table
-- Use by third parties, from logs: a client with the vendor's name (a program named after the system that it calls is
-- that system's own tool, whoever runs it), or a network that almost only this vendor's credentials use: at least three
-- of them, and eight of ten.
-- key: vendor, id, via
-- needs: vendor_told, whole_consumers
-- column vendor VARCHAR
-- column id VARCHAR
-- column via VARCHAR
-- column first_observed TIMESTAMPTZ
-- column last_observed TIMESTAMPTZ
WITH named AS (SELECT DISTINCT vendor, regexp_replace(lower(vendor), '[^a-z0-9]', '', 'g') AS plain FROM vendor_told)
SELECT vendor, id, 'client' AS via, min(first_used) AS first_observed, max(last_used) AS last_observed
FROM whole_consumers
JOIN named ON length(plain) >= 4 AND starts_with(regexp_replace(lower(client), '[^a-z0-9]', '', 'g'), plain)
WHERE uses > 0 AND NOT starts_with(plain, split_part(source, '@', 1))
GROUP BY vendor, id
UNION ALL
SELECT vendor, c.id, 'network', min(c.first_used), max(c.last_used)
FROM whole_consumers c
JOIN (
    SELECT network, vendor, count(DISTINCT id) AS theirs, any_value(everything) AS everything
    FROM (
        SELECT network, id, count(DISTINCT id) OVER (PARTITION BY network) AS everything
        FROM whole_consumers
        WHERE uses > 0)
    JOIN vendor_told USING (id)
    GROUP BY network, vendor) USING (network)
WHERE theirs >= 3 AND theirs >= 0.8 * everything AND c.uses > 0
GROUP BY vendor, c.id

-- relation vendor_facts, private table
-- One row for each vendor, credential and kind of evidence for it: the register, the kind of place, the client, or the
-- network.
-- key: vendor, id, via
-- needs: reads, registrations, vendor_seen, vendor_told, whole_powers, whole_rhythm_facts
-- column vendor VARCHAR
-- column id VARCHAR
-- column via VARCHAR
-- column first_observed TIMESTAMPTZ
-- column last_observed TIMESTAMPTZ
-- column ended_on TIMESTAMPTZ
-- column privileges BIGINT
-- column last_used TIMESTAMPTZ
-- column dropped BOOLEAN
SELECT v.*, coalesce(p.privileges, 0) AS privileges, u.last_used,
    r.last_read > v.last_observed AND v.via = 'register' AS dropped
FROM (
    SELECT *
    FROM vendor_told
    UNION ALL BY NAME
    SELECT *, NULL::TIMESTAMPTZ AS ended_on
    FROM vendor_seen s
    WHERE NOT EXISTS (SELECT 1 FROM vendor_told t WHERE t.vendor = s.vendor AND t.id = s.id)) v
LEFT JOIN whole_powers p USING (id)
LEFT JOIN whole_rhythm_facts u USING (id)
LEFT JOIN (
    SELECT max(observed_at) AS last_read
    FROM reads
    WHERE complete AND source IN (SELECT source FROM registrations) AND endpoint = 'vendors') r ON true
