-- variable now_time TIMESTAMPTZ, private
-- The time that decides which credentials have expired.
-- given by: keyroll.inventory.changes.changes

-- relation complete_reads, private view
-- The complete reads of endpoints, with the record that shows it.
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

-- relation change_words, private view
-- The names of changes of presence: in the first complete list, in a later one, gone from one, back again.
-- key: sort
-- column sort VARCHAR
-- column baseline VARCHAR
-- column new VARCHAR
-- column gone VARCHAR
-- column again VARCHAR
FROM (VALUES
    ('credential', 'seen first', 'seen first', 'gone', 'seen again'),
    ('copy', 'copy seen first', 'copy appeared', 'copy gone', 'copy appeared again'),
    ('privilege', 'privilege seen first', 'privilege granted', 'privilege removed', 'privilege granted again')
) AS said(sort, baseline, new, gone, again)

-- relation change_sights, private table
-- Every observation of an object that may appear and disappear. list is the endpoint whose complete read shows absence.
-- key: none
-- needs: kinds, locations, observed, states
-- column sort VARCHAR
-- column key VARCHAR
-- column id VARCHAR
-- column source VARCHAR
-- column part VARCHAR
-- column list VARCHAR
-- column observed_at TIMESTAMPTZ
-- column happened_at TIMESTAMPTZ
-- column detail VARCHAR
-- column raw VARCHAR
-- column record BIGINT
-- column event_id VARCHAR
SELECT 'credential' AS sort, s.id AS key, s.id, source, endpoint AS part, coalesce(l.listed_by, '') AS list, observed_at,
    created AS happened_at, NULL::VARCHAR AS detail, raw, record, event_id
FROM states s
LEFT JOIN kinds l ON l.provider = split_part(s.source, '@', 1) AND l.kind = s.kind
UNION ALL
SELECT 'copy', location || ' ' || id, id, source, endpoint, endpoint, observed_at, since,
    concat_ws(', ', nullif(holder, ''), kind, nullif(place, '')), raw, record, event_id
FROM locations
UNION ALL
SELECT 'privilege', concat_ws(' ', subject, facts->>'privilege', facts->>'resource'), subject, source, endpoint,
    endpoint, observed_at, NULL, concat_ws(' on ', facts->>'privilege', facts->>'resource'), raw, record, event_id
FROM observed
WHERE entity = 'grant'

-- relation change_steps, private table
-- Each observation with the previous and the next one, and the nearest complete list on either side that lacked the object,
-- if no other observation is between.
-- key: none
-- needs: change_sights, complete_reads
-- column sort VARCHAR
-- column key VARCHAR
-- column id VARCHAR
-- column source VARCHAR
-- column part VARCHAR
-- column list VARCHAR
-- column observed_at TIMESTAMPTZ
-- column happened_at TIMESTAMPTZ
-- column detail VARCHAR
-- column raw VARCHAR
-- column record BIGINT
-- column event_id VARCHAR
-- column before TIMESTAMPTZ
-- column after TIMESTAMPTZ
-- column list_before TIMESTAMPTZ
-- column list_after TIMESTAMPTZ
-- column gone_raw VARCHAR
-- column gone_record BIGINT
-- column gone_event VARCHAR
WITH sights_once AS (
    SELECT *
    FROM change_sights
    QUALIFY row_number() OVER (PARTITION BY sort, key, observed_at ORDER BY part = list DESC, event_id) = 1
), steps AS (
    SELECT *, lag(observed_at) OVER w AS before, lead(observed_at) OVER w AS after
    FROM sights_once
    WINDOW w AS (PARTITION BY sort, key ORDER BY observed_at)
)
SELECT steps.*, earlier.observed_at AS list_before, later.observed_at AS list_after, later.raw AS gone_raw,
    later.record AS gone_record, later.event_id AS gone_event
FROM steps
ASOF LEFT JOIN complete_reads earlier ON earlier.source = steps.source AND earlier.endpoint = steps.list
    AND earlier.observed_at < steps.observed_at
ASOF LEFT JOIN complete_reads later ON later.source = steps.source AND later.endpoint = steps.list
    AND later.observed_at > steps.observed_at

-- relation comings_and_goings, private table
-- Changes of presence, by complete lists.
-- key: none
-- needs: change_steps, change_words
-- column shown_at TIMESTAMPTZ
-- column what VARCHAR
-- column id VARCHAR
-- column source VARCHAR
-- column was VARCHAR
-- column became VARCHAR
-- column happened_at TIMESTAMPTZ
-- column not_before TIMESTAMPTZ
-- column observed_at TIMESTAMPTZ
-- column changed_by VARCHAR
-- column part VARCHAR
-- column is_log BOOLEAN
-- column raw VARCHAR
-- column record BIGINT
-- column event_id VARCHAR
SELECT observed_at AS shown_at,
    CASE WHEN before IS NOT NULL THEN again WHEN list_before IS NULL THEN baseline ELSE new END AS what, id, source,
    NULL::VARCHAR AS was, detail AS became, happened_at, list_before AS not_before, observed_at,
    NULL::VARCHAR AS changed_by, part, false AS is_log, raw, record, event_id
FROM change_steps
JOIN change_words USING (sort)
WHERE before IS NULL OR list_before > before
UNION ALL
SELECT list_after, gone, id, source, detail, NULL, NULL, observed_at, list_after, NULL, list, false, gone_raw,
    gone_record, gone_event
FROM change_steps
JOIN change_words USING (sort)
WHERE list_after < coalesce(after, 'infinity'::TIMESTAMPTZ)

-- relation field_values, private table
-- The fields of each credential from listings and the register. listing marks the kind's own list.
-- key: none
-- needs: kinds, registrations, states
-- column id VARCHAR
-- column source VARCHAR
-- column endpoint VARCHAR
-- column observed_at TIMESTAMPTZ
-- column raw VARCHAR
-- column record BIGINT
-- column event_id VARCHAR
-- column vendor_time TIMESTAMPTZ
-- column listing BOOLEAN
-- column field VARCHAR
-- column value VARCHAR
WITH shown_values AS (
    SELECT s.id, s.source, endpoint, observed_at, raw, record, event_id, changed AS vendor_time,
        coalesce(endpoint = l.listed_by, false) AS listing, s.state, nullif(s.owner, '') AS owner, s.principal,
        nullif(s.name, '') AS name, strftime(s.expires, '%Y-%m-%dT%H:%M:%SZ') AS expires,
        strftime(s.changed, '%Y-%m-%dT%H:%M:%SZ') AS changed, s.generation::VARCHAR AS generation
    FROM states s
    LEFT JOIN kinds l ON l.provider = split_part(s.source, '@', 1) AND l.kind = s.kind
)
SELECT *
FROM (
    UNPIVOT shown_values ON state, owner, principal, name, expires, changed, generation INTO NAME field VALUE value
)
UNION ALL BY NAME
SELECT id, source, endpoint, observed_at, raw, record, event_id, NULL::TIMESTAMPTZ AS vendor_time, false AS listing,
    'registered owner' AS field, owner AS value
FROM registrations
WHERE id IS NOT NULL AND owner <> ''

-- relation field_changes, private table
-- Fields with a changed value. Of two observations with the same time the kind's own list counts.
-- key: none
-- needs: field_values
-- column shown_at TIMESTAMPTZ
-- column what VARCHAR
-- column id VARCHAR
-- column source VARCHAR
-- column was VARCHAR
-- column became VARCHAR
-- column happened_at TIMESTAMPTZ
-- column not_before TIMESTAMPTZ
-- column observed_at TIMESTAMPTZ
-- column changed_by VARCHAR
-- column part VARCHAR
-- column is_log BOOLEAN
-- column raw VARCHAR
-- column record BIGINT
-- column event_id VARCHAR
WITH values_once AS (
    SELECT *
    FROM field_values
    QUALIFY row_number() OVER (
        PARTITION BY id, field, observed_at ORDER BY listing DESC, value DESC, event_id) = 1
), compared AS (
    SELECT *, lag(value) OVER w AS was, lag(observed_at) OVER w AS not_before
    FROM values_once
    WINDOW w AS (PARTITION BY id, field ORDER BY observed_at)
)
SELECT observed_at AS shown_at,
    CASE field WHEN 'state' THEN 'state changed' WHEN 'principal' THEN 'principal changed' WHEN 'name' THEN 'renamed'
        WHEN 'expires' THEN 'expiry changed' WHEN 'changed' THEN 'value changed'
        WHEN 'generation' THEN 'value changed' ELSE 'owner changed' END AS what,
    id, source, was, value AS became, CASE WHEN field = 'changed' THEN vendor_time END AS happened_at, not_before,
    observed_at, NULL::VARCHAR AS changed_by, endpoint AS part, false AS is_log, raw, record, event_id
FROM compared
WHERE was <> value
QUALIFY row_number() OVER (PARTITION BY id, what, observed_at ORDER BY field) = 1

-- relation expirations, private table
-- Expired credentials, with the last observation that gave the end.
-- key: id
-- needs: credentials, now_time, states
-- column shown_at TIMESTAMPTZ
-- column what VARCHAR
-- column id VARCHAR
-- column source VARCHAR
-- column was VARCHAR
-- column became VARCHAR
-- column happened_at TIMESTAMPTZ
-- column not_before TIMESTAMPTZ
-- column observed_at TIMESTAMPTZ
-- column changed_by VARCHAR
-- column part VARCHAR
-- column is_log BOOLEAN
-- column raw VARCHAR
-- column record BIGINT
-- column event_id VARCHAR
SELECT c.expires AS shown_at, 'expired' AS what, c.id, arg_max(s.source, o) AS source, NULL::VARCHAR AS was,
    NULL::VARCHAR AS became, c.expires AS happened_at, NULL::TIMESTAMPTZ AS not_before,
    max(s.observed_at) AS observed_at, NULL::VARCHAR AS changed_by, arg_max(s.endpoint, o) AS part, false AS is_log,
    arg_max(s.raw, o) AS raw, arg_max(s.record, o) AS record, arg_max(s.event_id, o) AS event_id
FROM credentials c
JOIN (SELECT *, (observed_at, event_id) AS o FROM states) s ON s.id = c.id AND s.expires = c.expires
WHERE c.expires <= getvariable('now_time') AND c.expires < coalesce(c.gone_since, 'infinity'::TIMESTAMPTZ)
GROUP BY c.id, c.expires

-- relation first_uses, private table
-- A credential on no list is first seen in a log.
-- key: id
-- needs: credentials, events, identifiers
-- column shown_at TIMESTAMPTZ
-- column what VARCHAR
-- column id VARCHAR
-- column source VARCHAR
-- column was VARCHAR
-- column became VARCHAR
-- column happened_at TIMESTAMPTZ
-- column not_before TIMESTAMPTZ
-- column observed_at TIMESTAMPTZ
-- column changed_by VARCHAR
-- column part VARCHAR
-- column is_log BOOLEAN
-- column raw VARCHAR
-- column record BIGINT
-- column event_id VARCHAR
SELECT e.happened_at AS shown_at, 'seen first' AS what, c.id, e.source, NULL::VARCHAR AS was, NULL::VARCHAR AS became,
    e.happened_at, NULL::TIMESTAMPTZ AS not_before, e.happened_at AS observed_at, NULL::VARCHAR AS changed_by,
    e.log AS part, true AS is_log, e.raw, e.record, e.event_id
FROM credentials c
JOIN identifiers h ON h.id = c.id
JOIN events e ON e.credential = h.identifier
WHERE c.inferred AND e.status_id = 1 AND NOT e.implausible
QUALIFY row_number() OVER (PARTITION BY c.id ORDER BY e.happened_at, e.event_id) = 1

-- relation recorded_changes, private table
-- Changes of the inventory, without expirations since. A sync stores them.
-- key: none
-- needs: comings_and_goings, field_changes, first_uses, lifecycle
-- column shown_at TIMESTAMPTZ
-- column what VARCHAR
-- column id VARCHAR
-- column source VARCHAR
-- column was VARCHAR
-- column became VARCHAR
-- column happened_at TIMESTAMPTZ
-- column not_before TIMESTAMPTZ
-- column observed_at TIMESTAMPTZ
-- column changed_by VARCHAR
-- column part VARCHAR
-- column is_log BOOLEAN
-- column raw VARCHAR
-- column record BIGINT
-- column event_id VARCHAR
FROM comings_and_goings
UNION ALL BY NAME
FROM field_changes
UNION ALL BY NAME
FROM first_uses
UNION ALL BY NAME
SELECT happened_at AS shown_at, replace(act, '_', ' ') AS what, id, source, NULL::VARCHAR AS was,
    NULL::VARCHAR AS became, happened_at, NULL::TIMESTAMPTZ AS not_before, happened_at AS observed_at,
    "by" AS changed_by, log AS part, true AS is_log, raw, record, event_id
FROM lifecycle

-- relation inventory_changes, public table
-- Changes of the inventory, each with its time and the observation that shows it. A listing shows a change late: it is
-- between not_before and shown_at. A log gives the exact time. A change in both has two rows.
-- key: none
-- needs: credentials, expirations, principals, recorded_changes
-- column shown_at TIMESTAMPTZ: time at which the change was seen
-- column what VARCHAR: kind of change
-- column id VARCHAR: the credential, or the principal of a privilege
-- column name VARCHAR: its name
-- column source VARCHAR: one instance of a provider: jira@prod
-- column was VARCHAR: the value before
-- column became VARCHAR: the value after
-- column detail VARCHAR: both values
-- column happened_at TIMESTAMPTZ: the vendor's time, if given
-- column not_before TIMESTAMPTZ: the last observation before the change
-- column observed_at TIMESTAMPTZ: time of the source's read
-- column changed_by VARCHAR: the actor
-- column principal VARCHAR: its principal
-- column part VARCHAR: the endpoint or the log
-- column is_log BOOLEAN: it is in a log
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
-- column event_id VARCHAR: the id of the record, the vendor's where it has one
WITH every AS (
    FROM recorded_changes
    UNION ALL BY NAME
    FROM expirations
)
SELECT x.shown_at, x.what, x.id, coalesce(c.name, p.name) AS name, x.source, x.was, x.became,
    concat_ws(' → ', x.was, x.became) AS detail, x.happened_at, x.not_before, x.observed_at, x.changed_by,
    coalesce(c.principal, p.principal) AS principal, x.part, x.is_log, x.raw, x.record, x.event_id
FROM every x
LEFT JOIN credentials c USING (id)
LEFT JOIN principals p ON p.principal = x.id
WHERE c.id IS NOT NULL OR x.id IN (SELECT principal FROM credentials)
