-- relation saved_hunts, private table
-- The saved hunts that come with keyroll.
-- key: name
-- given by: keyroll.report.lists.hunts
-- column name VARCHAR
-- column title VARCHAR
-- column question VARCHAR
-- column sql VARCHAR

-- relation masked, private table
-- Files in which values were masked, by kind: their number, the stored form, and the hash of the masked copy.
-- key: file, kind
-- given by: keyroll.report.lists.masked
-- column file VARCHAR
-- column kind VARCHAR
-- column values BIGINT
-- column kept VARCHAR
-- column sha256 VARCHAR
-- column copy_sha256 VARCHAR
-- column seen_at TIMESTAMPTZ

-- relation quarantine, private table
-- Input that could not be read, with place and reason.
-- key: none
-- given by: keyroll.report.lists.quarantine
-- column source VARCHAR
-- column log_or_endpoint VARCHAR
-- column file VARCHAR
-- column place BIGINT
-- column reason VARCHAR
-- column raw VARCHAR
-- column first_seen_at TIMESTAMPTZ

-- relation unlistable, private table
-- The kinds of each known source that cannot be listed, with the reason.
-- key: source, kind
-- made by: keyroll.report.lists.sources:unlistable
-- needs: reads, log_windows
-- column source VARCHAR
-- column kind VARCHAR
-- column because VARCHAR

-- relation source_states, private view
-- Listings with their last complete read, logs with their window, and kinds that cannot be listed. If the last read was
-- partial, the facts are stale since the last complete one.
-- key: none
-- needs: log_windows, reads, unlistable
-- column source VARCHAR
-- column kind VARCHAR
-- column what VARCHAR
-- column complete BOOLEAN
-- column until TIMESTAMPTZ
-- column last_tried TIMESTAMPTZ
-- column stale_since TIMESTAMPTZ
-- column note VARCHAR
WITH tried AS (
    SELECT *, max(observed_at) OVER (PARTITION BY source, endpoint) AS latest FROM reads
), listings AS (
    SELECT source, endpoint, bool_or(complete AND observed_at = latest) AS whole,
        max(observed_at) FILTER (complete) AS until, max(observed_at) AS last_tried,
        arg_max(because, observed_at) AS why
    FROM tried
    GROUP BY source, endpoint
)
SELECT source, 'survey' AS kind, endpoint AS what, whole AS complete, until, last_tried,
    CASE WHEN NOT whole THEN until END AS stale_since,
    CASE WHEN whole THEN 'complete'
         ELSE CASE WHEN until IS NULL THEN 'never complete: ' ELSE 'stale since then: ' END || why END AS note
FROM listings
UNION ALL
SELECT source, 'log', log, NULL, ends, ends, NULL, 'log: ' || events || ' records over ' || days || ' days'
FROM log_windows
UNION ALL
SELECT source, 'unlistable', kind, NULL, NULL, NULL, NULL, 'unlistable: ' || because
FROM unlistable

-- relation never_issued, private view
-- Credentials that are used but were never issued: on no list of an issuer that lists the kind, or an identifier of a
-- kind that no provider declares.
-- key: none
-- needs: credentials, identifiers, principals, states, used
-- column id VARCHAR
-- column name VARCHAR
-- column source VARCHAR
-- column because VARCHAR
-- column last_seen TIMESTAMPTZ
SELECT id, name, source, state_because AS because, last_used AS last_seen
FROM credentials
WHERE inferred AND starts_with(state_because, 'in use')
UNION ALL
SELECT u.identifier, regexp_replace(u.identifier, '^[^:]*:[^:]*:', ''), min(u.source),
    sum(u.uses) || ' uses in ' || min(u.log) || '; no list and no provider knows it', max(u.last_used)
FROM used u
LEFT JOIN identifiers h USING (identifier)
WHERE u.uses > 0
    AND coalesce(h.id, u.identifier) NOT IN (SELECT id FROM credentials)
    AND coalesce(h.id, u.identifier) NOT IN (SELECT id FROM states)
    AND NOT EXISTS (
        SELECT 1 FROM principals p
        WHERE p.principal IN (h.id, u.identifier, u.actor) AND p.kind = 'human')
GROUP BY u.identifier

-- relation copies_without_issuer, private view
-- Copies in some place that are on no list of an issuer.
-- key: none
-- needs: credentials, locations, states
-- column id VARCHAR
-- column name VARCHAR
-- column source VARCHAR
-- column because VARCHAR
-- column last_seen TIMESTAMPTZ
SELECT id, name, source, state_because AS because, last_observed AS last_seen
FROM credentials
WHERE known_from = ['copies']
UNION ALL
SELECT l.id, min(coalesce(l.place, l.location)), min(l.source),
    'in ' || count(DISTINCT l.location) || ' places; nobody issues it', max(l.observed_at)
FROM locations l
WHERE l.id NOT IN (SELECT id FROM credentials) AND l.id NOT IN (SELECT id FROM states)
GROUP BY l.id

-- relation shadow, private view
-- Contradictions with the inventory, with the reason.
-- key: none
-- needs: copies_without_issuer, credentials, never_issued, posture, registrations
-- column what VARCHAR
-- column id VARCHAR
-- column name VARCHAR
-- column source VARCHAR
-- column because VARCHAR
-- column last_seen TIMESTAMPTZ
SELECT 'used but never issued' AS what, id, name, source, because, last_seen FROM never_issued
UNION ALL
SELECT 'held but not in the inventory', id, name, source, because, last_seen FROM copies_without_issuer
UNION ALL
SELECT 'written down but not in the inventory', registration, min(names), min(source),
    'the register gives it to ' || coalesce(nullif(min(holder), ''), 'nobody') || ' in '
        || coalesce(nullif(min(system), ''), 'no system'),
    max(observed_at)
FROM registrations
GROUP BY registration
HAVING count(id) = 0
UNION ALL
SELECT CASE nhi WHEN 'NHI9' THEN 'reused by several workloads' ELSE 'used by a person' END, p.subject, p.name,
    p.source, p.because, c.last_used
FROM posture p
LEFT JOIN credentials c ON c.id = p.subject
WHERE answer = 'yes' AND (check_id = 'several_workloads' OR nhi = 'NHI10')
UNION ALL
SELECT 'ambiguous', id, name, source, 'several ids of its issuer share a strong identifier', last_observed
FROM credentials
WHERE ambiguous

-- relation held_places, private view
-- Places that keep a copy of a credential. A scanned one is gone once a later complete scan no longer shows it.
-- key: none
-- needs: credentials, locations, reads
-- column holder VARCHAR
-- column kind VARCHAR
-- column place VARCHAR
-- column id VARCHAR
-- column name VARCHAR
-- column identifier VARCHAR
-- column since TIMESTAMPTZ
-- column first_observed TIMESTAMPTZ
-- column last_observed TIMESTAMPTZ
-- column gone_since TIMESTAMPTZ
-- column source VARCHAR
-- column location VARCHAR
WITH held_now AS (
    SELECT holder, kind, arg_max(place, (observed_at, place)) AS place, id, identifier, min(since) AS since,
        min(observed_at) AS first_observed, max(observed_at) AS last_observed, source, endpoint, location
    FROM locations
    GROUP BY holder, kind, id, identifier, source, endpoint, location
)
SELECT holder, kind, place, id, name, identifier, since, first_observed, last_observed,
    CASE WHEN endpoint = 'copies' THEN (
        SELECT min(reads.observed_at)
        FROM reads
        WHERE reads.complete AND reads.source = held_now.source AND reads.endpoint = held_now.endpoint
            AND reads.observed_at > held_now.last_observed) END AS gone_since,
    source, location
FROM held_now
LEFT JOIN (SELECT id, name FROM credentials) USING (id)

-- macro from_to(known, possible, what), private
-- The number of nodes reached by known steps, and the most that may be reached.
known || CASE WHEN possible > known THEN ' to ' || possible ELSE '' END || what

-- macro reach_words(protected, protected_possible, reached, reached_possible, unread), private
-- The numbers of nodes that a subject reaches. Without numbers it was not computed; unread permissions make it unknown.
-- needs: from_to
coalesce(from_to(protected, protected_possible, ' protected, ')
    || from_to(reached, reached_possible, CASE reached_possible WHEN 1 THEN ' credential' ELSE ' credentials' END),
    'not computed')
    || CASE WHEN unread IS NOT NULL AND protected IS NOT NULL THEN ' known' ELSE '' END

-- relation reach_in_words, private view
-- The reach of each subject, with the counts in words.
-- key: node
-- needs: reach_of, reach_words
-- column node VARCHAR
-- column reaches_protected BIGINT
-- column reaches_protected_possible BIGINT
-- column reaches_credentials BIGINT
-- column reaches_credentials_possible BIGINT
-- column reaches_because VARCHAR
-- column reaches VARCHAR
SELECT node, protected AS reaches_protected, protected_possible AS reaches_protected_possible,
    credentials AS reaches_credentials, credentials_possible AS reaches_credentials_possible,
    because AS reaches_because,
    reach_words(protected, protected_possible, credentials, credentials_possible, because) AS reaches
FROM reach_of

-- relation third_parties, private view
-- Third parties, their holdings and reach, and the holdings that are alive after off-boarding.
-- key: vendor
-- needs: reach_in_words, vendor_holdings
-- column vendor VARCHAR
-- column holds BIGINT
-- column alive BIGINT
-- column privileges HUGEINT
-- column kinds VARCHAR
-- column last_used TIMESTAMPTZ
-- column off_boarded VARCHAR
-- column off_boarded_because VARCHAR
-- column active_after_off_boarding BIGINT
-- column known_from VARCHAR
-- column reaches_protected BIGINT
-- column reaches_protected_possible BIGINT
-- column reaches_credentials BIGINT
-- column reaches_credentials_possible BIGINT
-- column reaches_because VARCHAR
-- column reaches VARCHAR
SELECT held.*, r.* EXCLUDE (node, reaches), coalesce(r.reaches, 'not computed') AS reaches
FROM (SELECT vendor, count(DISTINCT id) AS holds, count(DISTINCT id) FILTER (alive <> 'no') AS alive,
    sum(privileges) FILTER (alive <> 'no') AS privileges, string_agg(DISTINCT kind, ', ' ORDER BY kind) AS kinds,
    max(last_used) AS last_used,
    CASE WHEN bool_or(off_boarded = 'yes') THEN 'yes' WHEN bool_or(off_boarded = 'no') THEN 'no'
         ELSE 'unknown' END AS off_boarded,
    min(off_boarded_because) AS off_boarded_because,
    count(DISTINCT id) FILTER (off_boarded = 'yes' AND alive <> 'no') AS active_after_off_boarding,
    string_agg(DISTINCT via, ', ' ORDER BY via) AS known_from
FROM (SELECT DISTINCT ON (vendor, id, via) * FROM vendor_holdings)
GROUP BY vendor) held
LEFT JOIN reach_in_words r ON r.node = 'third_party:' || held.vendor

-- relation unlisted, private view
-- Records that their issuer does not list although its list was read to the end. ask is the order of a random sample.
-- key: id
-- needs: answers, list_records
-- column ask BIGINT
-- column id VARCHAR
-- column name VARCHAR
-- column source VARCHAR
-- column kind VARCHAR
-- column seen_in VARCHAR
-- column begins TIMESTAMPTZ
-- column real VARCHAR
-- column person VARCHAR
-- column note VARCHAR
-- column said_on VARCHAR
SELECT row_number() OVER (ORDER BY md5(r.id)) AS ask, r.id, r.name, r.source, r.kind,
    concat_ws(
        ', ', CASE WHEN logs THEN 'logs' END, CASE WHEN copies THEN 'copies' END,
        CASE WHEN register THEN 'register' END
    ) AS seen_in,
    r.begins, r.real, a.person, a.note, a.said_on
FROM list_records r
LEFT JOIN answers a ON a.id = r.id AND a.question = 'real'
WHERE surveyed AND NOT issuer AND NOT ended AND (logs OR copies OR register)

-- relation use_ends, private view
-- The first use, the last use and the last refused use of each credential in each log.
-- key: none
-- needs: events, identifiers
-- column id VARCHAR
-- column at TIMESTAMPTZ
-- column what VARCHAR
-- column source VARCHAR
-- column part VARCHAR
-- column is_log BOOLEAN
-- column raw VARCHAR
-- column record BIGINT
WITH uses AS (
    SELECT h.id, e.*
    FROM identifiers h
    JOIN events e ON e.credential = h.identifier
    WHERE NOT implausible AND status_id IN (1, 2)
), marked AS (
    SELECT *, row_number() OVER (w ORDER BY happened_at, event_id) AS first,
        row_number() OVER (w ORDER BY happened_at DESC, event_id DESC) AS last
    FROM uses
    WINDOW w AS (PARTITION BY id, source, log, status_id)
)
SELECT id, happened_at AS at,
    concat_ws(
        ': ', CASE WHEN status_id = 2 THEN 'last refused use' WHEN last = 1 THEN 'last use' ELSE 'first use' END,
        operation
    ) AS what,
    source, log AS part, true AS is_log, raw, record
FROM marked
WHERE last = 1 OR (first = 1 AND status_id = 1)

-- relation credential_observations, private view
-- The evidence of each credential: each observation, absence, copy, registration and act, and the ends of its use.
-- key: none
-- needs: credentials, lifecycle, locations, observed, reads, registrations, states, use_ends
-- column id VARCHAR
-- column at TIMESTAMPTZ
-- column what VARCHAR
-- column source VARCHAR
-- column part VARCHAR
-- column is_log BOOLEAN
-- column raw VARCHAR
-- column record BIGINT
SELECT id, observed_at AS at, 'listed as ' || state AS what, source, endpoint AS part, false AS is_log, raw, record
FROM states
UNION ALL
SELECT c.id, r.observed_at, 'no longer listed', r.source, r.endpoint, false, o.raw, o.record
FROM credentials c
JOIN reads r ON r.observed_at = c.gone_since AND r.source = c.source AND r.complete
JOIN observed o ON o.event_id = r.event_id
WHERE (c.id, r.endpoint) IN (SELECT (id, endpoint) FROM states)
UNION ALL
SELECT id, observed_at, concat_ws(', ', 'copy held', nullif(holder, ''), kind, nullif(place, '')), source, endpoint,
    false, raw, record
FROM locations
UNION ALL
SELECT id, observed_at, concat_ws(', ', 'registered', nullif(holder, ''), nullif(note, '')), source, endpoint, false,
    raw, record
FROM registrations
UNION ALL
SELECT id, happened_at, replace(act, '_', ' ') || coalesce(' by ' || "by", ''), source, log, true, raw, record
FROM lifecycle
UNION ALL
FROM use_ends

-- relation listed, public view
-- The rows of the list in a person's query. It has the columns of the list.
-- key: none
-- given by: keyroll.report.listing.asking

-- relation meant_id, private table
-- The id of the finding, the story or the event that a person gives by its beginning.
-- key: id
-- given by: keyroll.report.listing.narrow
-- column id VARCHAR

-- relation meant, private table
-- The events behind a person's given id.
-- key: source, log, event_id
-- given by: keyroll.report.listing.narrow
-- column source VARCHAR
-- column log VARCHAR
-- column event_id VARCHAR

-- relation found_events, private table
-- The events behind the findings of the last hunt, in full. It has the columns of events.
-- key: none
-- given by: keyroll.report.lists.evidence

-- relation newest_events, private table
-- The newest events, which a sync stores for later lists. It has the columns of events.
-- key: none
-- given by: keyroll.report.listing.recent

-- relation behind, private table
-- The events behind a person's given id, in full. It has the columns of events.
-- key: none
-- given by: keyroll.report.listing.narrow

-- relation pivot_values, private table
-- The values that events must share with those behind a person's given id.
-- key: none
-- given by: keyroll.report.listing.narrow
-- column value VARCHAR
