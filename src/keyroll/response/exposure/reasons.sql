-- variable incident_vendor VARCHAR, private
-- The vendor that was breached.
-- given by: keyroll.response.exposure.ground

-- relation acting_identifiers, private table
-- The identifiers of the credentials exposed so far.
-- key: none
-- needs: exposed_so_far, identifiers
-- column id VARCHAR
-- column name VARCHAR
-- column since TIMESTAMPTZ
-- column sure BOOLEAN
-- column principal VARCHAR
-- column identifier VARCHAR
SELECT e.*, h.identifier
FROM exposed_so_far e
JOIN (SELECT identifier, id FROM identifiers UNION SELECT id, id FROM exposed_so_far) h USING (id)

-- relation opened, private table
-- Objects that exposed credentials opened in the window, by each of their names in lower case.
-- key: none
-- needs: acting_identifiers, events, window_begins, window_ends
-- column reader VARCHAR
-- column name VARCHAR
-- column sure BOOLEAN
-- column system VARCHAR
-- column source VARCHAR
-- column opened VARCHAR
-- column happened_at TIMESTAMPTZ
WITH seen AS (
    SELECT coalesce(c.id, a.id) AS reader, coalesce(c.name, a.name) AS name, coalesce(c.sure, a.sure) AS sure,
        split_part(v.source, '@', 1) AS system, v.source, happened_at, resource_uid, resource_name
    FROM events v
    LEFT JOIN acting_identifiers c ON c.identifier = v.credential
    LEFT JOIN acting_identifiers a ON a.identifier = v.actor
    WHERE coalesce(c.id, a.id) IS NOT NULL
        AND happened_at BETWEEN getvariable('window_begins') AND getvariable('window_ends')
        AND status_id = 1 AND NOT implausible AND class_uid >= 6000
), named AS (
    SELECT *, resource_uid AS what FROM seen
    UNION ALL
    SELECT *, resource_name FROM seen
)
SELECT reader, name, sure, system, source, lower(what) AS opened, min(happened_at) AS happened_at
FROM named
WHERE what <> ''
GROUP BY ALL

-- relation opened_copies, private table
-- Copies in a location that an exposed credential opened in the window. A log gives the location's name for people, or
-- its container (a repository, a path in a vault).
-- key: none
-- needs: opened, was_there
-- column id VARCHAR
-- column kind VARCHAR
-- column place VARCHAR
-- column reader VARCHAR
-- column name VARCHAR
-- column sure BOOLEAN
-- column opened_at TIMESTAMPTZ
SELECT w.id, w.kind, w.place, o.reader, o.name, o.sure, min(happened_at) AS opened_at
FROM was_there w
JOIN opened o ON o.system = w.system
    AND (starts_with(w.issuer, 'scan@') OR o.source = w.issuer)
    AND (o.opened IN (lower(w.place), lower(w.native))
        OR (w.container <> '' AND lower(w.container) IN
            (o.opened, array_to_string(split(o.opened, '/')[2:], '/'), split_part(o.opened, '/', -1))))
WHERE w.id <> o.reader
GROUP BY ALL

-- relation titles, private table
-- The titles of providers.
-- key: system
-- made by: keyroll.response.exposure.reasons.pasted:titles
-- column system VARCHAR
-- column title VARCHAR

-- macro plain_letters(words), private
-- A name without case, spaces and signs.
regexp_replace(lower(words), '[^a-z0-9]', '', 'g')

-- relation pasted_copies, private table
-- Copies that a scan found in the vendor's system: the provider whose name or title is the vendor's.
-- key: none
-- needs: incident_vendor, plain_letters, titles, was_there
-- column id VARCHAR
-- column location VARCHAR
-- column kind VARCHAR
-- column place VARCHAR
-- column holder VARCHAR
-- column issuer VARCHAR
-- column native VARCHAR
-- column system VARCHAR
-- column container VARCHAR
-- column since TIMESTAMPTZ
-- column first_seen TIMESTAMPTZ
SELECT was_there.*
FROM was_there
LEFT JOIN titles USING (system)
WHERE starts_with(issuer, 'scan@') AND plain_letters(getvariable('incident_vendor')) <> ''
    AND plain_letters(getvariable('incident_vendor')) IN (plain_letters(system), plain_letters(title))

-- relation same_value, private table
-- Credentials that claim a value of an exposed one: its fingerprint, or the public half of a key.
-- key: none
-- needs: claims, exposed_so_far
-- column id VARCHAR
-- column reader VARCHAR
-- column name VARCHAR
-- column since TIMESTAMPTZ
-- column sure BOOLEAN
SELECT other.id, e.id AS reader, e.name, e.since, e.sure
FROM claims mine
JOIN exposed_so_far e ON e.id = mine.id
JOIN claims other ON other.identifier = mine.identifier AND other.id <> mine.id
-- The id of an unlisted value is its fingerprint: that is the same credential, not another one.
WHERE split_part(mine.identifier, ':', 2) IN ('fingerprint', 'public_key', 'key_fingerprint', 'hashed_token')
    AND other.id <> other.identifier

-- relation incident_subjects, private table
-- The subjects of the story or signal from which the incident was opened.
-- key: identifier
-- given by: keyroll.response.exposure.reasons.used
-- column identifier VARCHAR

-- relation widened, private table
-- The identifiers that people added to the incident.
-- key: none
-- given by: keyroll.response.exposure.reasons.widened
-- column identifier VARCHAR

-- relation vendor_principals, private table
-- The principals of credentials that the vendor holds by the register.
-- key: principal
-- needs: credentials, incident_vendor, registrations
-- column principal VARCHAR
SELECT DISTINCT c.principal
FROM registrations r
JOIN credentials c USING (id)
WHERE r.holder <> '' AND lower(r.holder) = lower(getvariable('incident_vendor'))

-- relation same_principal, private table
-- Other credentials of an exposed principal that were made or got a new value in the window, or are the vendor's. A
-- replacement is not exposed because of the credential that it replaces.
-- key: none
-- needs: credentials, exposed_so_far, replacing, value_changes, vendor_principals, window_begins, window_ends
-- column id VARCHAR
-- column reader VARCHAR
-- column name VARCHAR
-- column principal VARCHAR
-- column made_at TIMESTAMPTZ
-- column since TIMESTAMPTZ
WITH fresh AS (
    SELECT DISTINCT id, happened_at
    FROM value_changes
    WHERE happened_at BETWEEN getvariable('window_begins') AND getvariable('window_ends')
)
SELECT other.id, e.id AS reader, e.name, e.principal, min(fresh.happened_at) AS made_at, max(e.since) AS since
FROM exposed_so_far e
JOIN credentials other ON other.principal = e.principal AND other.id <> e.id
LEFT JOIN fresh ON fresh.id = other.id
LEFT JOIN vendor_principals theirs ON theirs.principal = e.principal
LEFT JOIN (SELECT DISTINCT id FROM replacing) made ON made.id = other.id
WHERE (fresh.id IS NOT NULL AND (made.id IS NULL
        OR fresh.happened_at > coalesce(other.created, fresh.happened_at) + INTERVAL 1 MINUTE))
    OR (theirs.principal IS NOT NULL AND made.id IS NULL AND coalesce(other.created <= getvariable('window_ends'), true)
        AND coalesce(other.gone_since >= getvariable('window_begins'), true))
GROUP BY ALL
