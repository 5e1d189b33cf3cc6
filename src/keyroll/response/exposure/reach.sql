-- relation exposure_state, private table
-- The credentials exposed so far: the first time, and whether the exposure is certain.
-- key: id
-- given by: keyroll.response.exposure.closure
-- column id VARCHAR
-- column since TIMESTAMPTZ
-- column sure BOOLEAN

-- relation exposed_so_far, private table
-- The credentials exposed so far, with name and principal. Some vendors give a credential no name but its id: then
-- its principal says more.
-- key: id
-- needs: credentials, exposure_state
-- column id VARCHAR
-- column name VARCHAR
-- column since TIMESTAMPTZ
-- column sure BOOLEAN
-- column principal VARCHAR
SELECT e.id,
    coalesce(
        CASE WHEN NOT ends_with(e.id, ':' || c.name) THEN nullif(c.name, '') END, nullif(c.principal_name, ''), e.id
    ) AS name,
    e.since, e.sure, c.principal
FROM exposure_state e
LEFT JOIN credentials c USING (id)

-- relation readers, private table
-- The kinds of secret locations that each privilege reads, by the providers' declarations.
-- key: none
-- made by: keyroll.response.exposure.ground:readers
-- column system VARCHAR
-- column privilege VARCHAR
-- column places VARCHAR[]
-- column taken VARCHAR
-- column enough BOOLEAN

-- relation passes, private table
-- Groups, policies and roles whose grants a subject also has.
-- key: subject, other
-- needs: grants
-- column subject VARCHAR
-- column other VARCHAR
WITH held AS (
    SELECT DISTINCT principal FROM grants
), named AS (
    SELECT principal AS subject, source || ':' || resource AS other FROM grants WHERE privilege = 'member'
    UNION
    SELECT principal, source || ':policy:' || privilege FROM grants
    UNION
    SELECT principal, source || ':role:' || privilege FROM grants
)
SELECT subject, other
FROM named
SEMI JOIN held ON held.principal = named.other
WHERE subject <> other

-- relation readable, private table
-- The subjects whose grants each exposed credential has: itself, else its principal, and groups and policies.
-- key: reader, subject
-- needs: exposed_so_far, grants, identifiers, passes
-- column reader VARCHAR
-- column subject VARCHAR
WITH RECURSIVE own AS (
    -- A credential with grants of its own is narrower than its principal.
    SELECT DISTINCT e.id AS reader, h.identifier AS subject
    FROM exposed_so_far e
    JOIN (SELECT identifier, id FROM identifiers UNION SELECT id, id FROM exposed_so_far) h USING (id)
    JOIN grants g ON g.principal = h.identifier
), through AS (
    FROM own
    UNION
    SELECT e.id, e.principal
    FROM exposed_so_far e
    WHERE e.principal IS NOT NULL AND e.id NOT IN (SELECT reader FROM own)
    UNION
    SELECT t.reader, p.other FROM through t JOIN passes p ON p.subject = t.subject
)
FROM through

-- relation reach, private table
-- The kinds of locations that each exposed credential reads in a system, and by what. container is the name of
-- a location or its beginning (prefix); NULL for every location of the source.
-- key: none
-- needs: exposed_so_far, grants, passes, readable, readers
-- column reader VARCHAR
-- column name VARCHAR
-- column since TIMESTAMPTZ
-- column source VARCHAR
-- column system VARCHAR
-- column places VARCHAR[]
-- column what VARCHAR
-- column container VARCHAR
-- column prefix BOOLEAN
-- column sure BOOLEAN
WITH grants_read AS (
    SELECT t.reader, t.subject, g.source, g.privilege, g.resource, r.places, r.enough,
        CASE WHEN r.taken <> '' THEN regexp_extract(g.resource, r.taken, 1) END AS container, r.system
    FROM readable t
    JOIN grants g ON g.principal = t.subject
    LEFT JOIN readers r ON r.system = split_part(g.source, '@', 1) AND r.privilege <> ''
        AND regexp_full_match(g.privilege, r.privilege, 'i')
), unbounded AS (
    -- The name of a policy is not evidence; every server has a policy called default, which reaches no secret of others.
    SELECT reader
    FROM grants_read
    WHERE places IS NULL AND ends_with(resource, ':policy') AND privilege <> 'default'
        AND (subject, source || ':policy:' || privilege) NOT IN (SELECT (subject, other) FROM passes)
    UNION
    SELECT id
    FROM exposed_so_far
    WHERE id NOT IN (SELECT reader FROM grants_read WHERE places IS NOT NULL OR ends_with(resource, ':policy'))
), granted AS (
    SELECT reader, source, system, places, enough, container, privilege || ' on ' || resource AS what
    FROM grants_read
    WHERE places IS NOT NULL
    UNION ALL
    SELECT reader, split_part(reader, ':', 1), r.system, r.places, false, NULL, 'how far it reaches is not known'
    FROM unbounded
    JOIN readers r ON r.privilege = '' AND r.system = split_part(reader, '@', 1)
)
SELECT DISTINCT reader, e.name, e.since, granted.source, system, places, what, rtrim(container, '*') AS container,
    right(container, 1) IN ('*', '/') AS prefix, enough AND e.sure AS sure
FROM granted
JOIN exposed_so_far e ON e.id = reader
WHERE container IS NULL OR container <> ''

-- macro covers(reader_source, places, reader_container, prefix, issuer, place_kind, place_container), private
-- Whether a row of reach covers a location of its system: its kind is read, and the grant covers its name.
((starts_with(issuer, 'scan@') OR reader_source = issuer OR ends_with(reader_source, '@*'))
AND list_contains(places, place_kind)
AND (reader_container IS NULL OR lower(place_container) = lower(reader_container)
    OR starts_with(lower(place_container), lower(reader_container) || CASE WHEN prefix THEN '' ELSE '/' END)))

-- relation readable_copies, private table
-- Copies in reach of an exposed credential in the window. sure: the grant certainly covers the location.
-- key: none
-- needs: covers, reach, was_there
-- column id VARCHAR
-- column kind VARCHAR
-- column place VARCHAR
-- column since TIMESTAMPTZ
-- column reader VARCHAR
-- column name VARCHAR
-- column reader_since TIMESTAMPTZ
-- column what VARCHAR
-- column sure BOOLEAN
SELECT w.id, w.kind, w.place, w.since, r.reader, r.name, r.since AS reader_since,
    arg_max(r.what, (r.sure, r.what)) AS what, bool_or(r.sure) AS sure
FROM was_there w
JOIN reach r ON r.system = w.system
    AND covers(r.source, r.places, r.container, r.prefix, w.issuer, w.kind, w.container)
WHERE w.id <> r.reader
GROUP BY ALL

-- relation written_copies, private table
-- Copies written after the window to a location in reach of a credential not known to be dead. sure: the reader
-- was still alive and its grant covers the location.
-- key: none
-- needs: came_later, covers, ended, reach
-- column id VARCHAR
-- column kind VARCHAR
-- column place VARCHAR
-- column came_from TIMESTAMPTZ
-- column came_by TIMESTAMPTZ
-- column reader VARCHAR
-- column name VARCHAR
-- column sure BOOLEAN
SELECT w.id, w.kind, w.place, w.came_from, w.came_by, r.reader, r.name,
    bool_or(r.sure AND coalesce(d.lived_until >= w.came_by, false)) AS sure
FROM came_later w
JOIN reach r ON r.system = w.system
    AND covers(r.source, r.places, r.container, r.prefix, w.issuer, w.kind, w.container)
LEFT JOIN ended d ON d.id = r.reader
WHERE w.id <> r.reader AND coalesce(d.ended_at > w.came_from, true)
GROUP BY ALL
