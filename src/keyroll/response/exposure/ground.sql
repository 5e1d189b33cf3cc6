-- variable window_begins TIMESTAMPTZ, private
-- When the window of the incident begins.
-- given by: keyroll.response.exposure.ground

-- variable window_ends TIMESTAMPTZ, private
-- When the window of the incident ends.
-- given by: keyroll.response.exposure.ground

-- relation placed_copies, private table
-- Each observation of a copy with the system and the container of its location. made_at is when the credential was
-- made, if it came into the inventory only after the window. The system is that of the place's name, or the one that a
-- scan is named after (scan@jira.cases).
-- key: none
-- needs: credentials, lifecycle, locations, window_begins, window_ends
-- column location VARCHAR
-- column kind VARCHAR
-- column source VARCHAR
-- column endpoint VARCHAR
-- column observed_at TIMESTAMPTZ
-- column holder VARCHAR
-- column place VARCHAR
-- column owner VARCHAR
-- column since TIMESTAMPTZ
-- column identifier VARCHAR
-- column id VARCHAR
-- column raw VARCHAR
-- column record BIGINT
-- column event_id VARCHAR
-- column issuer VARCHAR
-- column native VARCHAR
-- column made_at TIMESTAMPTZ
-- column system VARCHAR
-- column container VARCHAR
-- column first_seen TIMESTAMPTZ
-- column last_before TIMESTAMPTZ
WITH made AS (
    -- A credential that was in the inventory before the window's end was not made after it.
    SELECT c.id,
        CASE WHEN any_value(c.first_observed) > getvariable('window_ends')
             THEN least(any_value(c.created), min(l.happened_at)) END AS made_at
    FROM credentials c
    LEFT JOIN lifecycle l ON l.id = c.id AND l.source = c.source AND l.act = 'created'
    GROUP BY c.id
), named AS (
    SELECT *, split_part(location, ':', 1) AS issuer, array_to_string(split(location, ':')[3:], ':') AS native
    FROM locations
)
SELECT named.*, made_at,
    CASE WHEN starts_with(location, 'scan@') THEN split_part(substr(issuer, 6), '.', 1)
         ELSE split_part(location, '@', 1) END AS system,
    CASE WHEN starts_with(location, 'scan@') THEN array_to_string(split(substr(issuer, 6), '.')[2:], '.')
         ELSE native END AS container,
    min(observed_at) OVER (PARTITION BY location, id) AS first_seen,
    max(observed_at) FILTER (observed_at <= getvariable('window_begins')) OVER (PARTITION BY location) AS last_before
FROM named
LEFT JOIN made USING (id)

-- relation was_there, private table
-- The copies in each location in the window: the last observation before it, and each within it. A copy seen only after
-- the window counts, with three exceptions: the location's own time is later, a complete read in between did not show
-- it there, or the credential was made later.
-- key: none
-- needs: placed_copies, reads, window_begins, window_ends
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
SELECT id, location, kind, place, holder, issuer, native, system, container,
    min(coalesce(since, observed_at)) AS since, min(first_seen) AS first_seen
FROM placed_copies c
WHERE coalesce(since <= getvariable('window_ends'), true) AND (
    (observed_at = last_before AND (
        -- A copy at a third party stays there; for our own locations a complete read shows which copies are gone.
        holder <> '' OR NOT EXISTS (
            SELECT 1 FROM reads
            WHERE reads.source = c.source AND reads.endpoint = c.endpoint AND complete
                AND reads.observed_at > c.observed_at AND reads.observed_at <= getvariable('window_begins'))))
    OR observed_at BETWEEN getvariable('window_begins') AND getvariable('window_ends')
    OR (kind = 'support_case_file' AND coalesce(since, observed_at) <= getvariable('window_ends'))
    OR (first_seen > getvariable('window_ends') AND observed_at = first_seen
        AND coalesce(made_at <= getvariable('window_ends'), true)
        AND NOT EXISTS (
            SELECT 1 FROM reads
            WHERE reads.source = c.source AND reads.endpoint = c.endpoint AND complete
                AND reads.observed_at >= getvariable('window_ends') AND reads.observed_at < c.first_seen)))
GROUP BY ALL

-- macro own_time(location, since), private
-- The location's own time of a copy, if it is after the window. The time of a ticket is when the ticket was created:
-- its content may have been added until it was seen.
-- needs: window_ends
(since > getvariable('window_ends') AND NOT starts_with(location, 'scan@'))

-- relation came_later, private table
-- Copies that came to a location after the window's end: not before came_from and not after came_by.
-- key: none
-- needs: own_time, placed_copies, was_there, window_ends
-- column id VARCHAR
-- column location VARCHAR
-- column kind VARCHAR
-- column place VARCHAR
-- column issuer VARCHAR
-- column system VARCHAR
-- column container VARCHAR
-- column came_from TIMESTAMPTZ
-- column came_by TIMESTAMPTZ
SELECT DISTINCT c.id, c.location, c.kind, c.place, c.issuer, c.system, c.container,
    CASE WHEN own_time(c.location, c.since) THEN c.since
         ELSE greatest(c.since, made_at, getvariable('window_ends')) END AS came_from,
    CASE WHEN own_time(c.location, c.since) THEN c.since ELSE c.first_seen END AS came_by
FROM placed_copies c
LEFT JOIN was_there w USING (location, id)
WHERE own_time(c.location, c.since) OR (w.id IS NULL AND c.first_seen > getvariable('window_ends'))

-- relation made_with, private table
-- Credentials made in the window, with maker and time; a session counts as a credential. An act with a
-- session is an act with the credential that opened it: the session's own name is a maker, too.
-- key: id, maker
-- needs: events, identifiers, kind_of, kinds, window_begins, window_ends
-- column id VARCHAR
-- column maker VARCHAR
-- column made_at TIMESTAMPTZ
WITH made AS (
    SELECT target, happened_at, unnest(list_filter([
        credential,
        CASE WHEN session_uid IS NOT NULL THEN split_part(target, ':', 1) || ':session_key:' || session_uid END
    ], lambda maker: maker IS NOT NULL)) AS maker
    FROM events
    WHERE happened_at BETWEEN getvariable('window_begins') AND getvariable('window_ends') AND status_id = 1
        AND NOT implausible AND target IS NOT NULL AND ((class_uid = 3001 AND activity_id = 1) OR class_uid = 3002)
        AND kind_of(target) IN (SELECT provider || ':' || identifier_kind FROM kinds)
)
SELECT coalesce(h.id, target) AS id, coalesce(m.id, made.maker) AS maker, min(happened_at) AS made_at
FROM made
LEFT JOIN identifiers h ON h.identifier = target
LEFT JOIN identifiers m ON m.identifier = made.maker
WHERE coalesce(h.id, target) <> coalesce(m.id, made.maker)
GROUP BY ALL

-- relation ended, private table
-- The time by which a credential is known to be dead (ended_at, NULL if alive), and the last time it was surely alive.
-- key: id
-- needs: credentials, lifecycle, states
-- column id VARCHAR
-- column ended_at TIMESTAMPTZ
-- column lived_until TIMESTAMPTZ
WITH stops AS (
    SELECT id, max(happened_at) FILTER (act IN ('deleted', 'disabled')) AS stopped_at FROM lifecycle GROUP BY id
), listed AS (
    SELECT id, max(observed_at) FILTER (state = 'active') AS lived_at,
        min(observed_at) FILTER (state <> 'active') AS ended_at
    FROM states
    GROUP BY id
)
SELECT c.id,
    CASE WHEN c.state IN ('suspended', 'deactivated', 'destroyed')
         THEN coalesce(stops.stopped_at, listed.ended_at, c.gone_since) END AS ended_at,
    greatest(listed.lived_at, c.last_used, stops.stopped_at) AS lived_until
FROM credentials c
LEFT JOIN stops USING (id)
LEFT JOIN listed USING (id)
