-- relation latest_registrations, private view
-- Rows of the register since its last complete read, each as it was read last.
-- key: none
-- needs: reads, registrations
-- column registration VARCHAR
-- column source VARCHAR
-- column file VARCHAR
-- column row_number BIGINT
-- column holder VARCHAR
-- column system VARCHAR
-- column names VARCHAR
-- column id VARCHAR
-- column observed_at TIMESTAMPTZ
-- column raw VARCHAR
-- column record BIGINT
WITH read AS (SELECT source, endpoint, max(observed_at) AS at FROM reads WHERE complete GROUP BY ALL)
SELECT DISTINCT w.registration, w.source, w.endpoint || '.csv' AS file, w.row_number, coalesce(w.holder, '') AS holder,
    coalesce(w.system, '') AS system, coalesce(w.names, '') AS names, w.id, w.observed_at, w.raw, w.record
FROM registrations w
LEFT JOIN read ON read.source = w.source AND read.endpoint = w.endpoint
WHERE coalesce(w.observed_at >= read.at, true)
QUALIFY w.observed_at = max(w.observed_at) OVER (PARTITION BY w.registration)

-- relation systems_read, private view
-- The sources of which a list or log was read.
-- key: source
-- needs: credentials, log_windows, reads
-- column source VARCHAR
SELECT source FROM reads UNION SELECT source FROM log_windows UNION SELECT source FROM credentials

-- relation register_candidates, private view
-- Credentials that an unmatched row may mean: those that it names, else those of equal name elsewhere, else those of the
-- system with a similar name.
-- key: registration
-- needs: credentials, is_of, latest_registrations, names_of, provider_in
-- column registration VARCHAR
-- column named BIGINT
-- column ids VARCHAR[]
WITH lost AS (
    SELECT DISTINCT registration, system, lower(names) AS names FROM latest_registrations WHERE id IS NULL AND names <> ''
), called AS (
    SELECT id, provider, source, unnest(names_of(id, name)) AS name FROM credentials
), equal AS (
    SELECT DISTINCT l.registration, c.id, c.provider = provider_in(l.system) AND is_of(l.system, c.source) AS here
    FROM lost l
    JOIN called c ON c.name = l.names
), near AS (
    SELECT registration, id
    FROM (
        SELECT l.registration, c.id, max(jaro_winkler_similarity(c.name, l.names)) AS alike
        FROM lost l
        ANTI JOIN equal USING (registration)
        JOIN called c ON c.provider = provider_in(l.system)
        GROUP BY l.registration, c.id)
    WHERE alike >= 0.85
    QUALIFY row_number() OVER (PARTITION BY registration ORDER BY alike DESC, id) <= 3
)
SELECT registration, count(DISTINCT id) FILTER (here) AS named, list_sort(list(DISTINCT id))[1:5] AS ids
FROM (SELECT registration, id, here FROM equal UNION ALL SELECT registration, id, false FROM near)
GROUP BY registration

-- relation unmatched_registrations, private view
-- Registrations that name no known credential, or several.
-- key: none
-- needs: latest_registrations, provider_in, register_candidates, systems_read
-- column file VARCHAR
-- column row_number BIGINT
-- column looked_for VARCHAR
-- column because VARCHAR
-- column fix VARCHAR
-- column candidates VARCHAR[]
-- column holder VARCHAR
-- column system VARCHAR
-- column source VARCHAR
-- column since TIMESTAMPTZ
-- column observed_at TIMESTAMPTZ
-- column raw VARCHAR
-- column record BIGINT
WITH rows_lost AS (
    SELECT l.*, coalesce(c.named, 0) AS named, coalesce(c.ids, []) AS candidates,
        provider_in(l.system) IN (SELECT split_part(source, '@', 1) FROM systems_read) AS provider_read,
        split_part(l.system, '@', 2) IN ('', '*') OR lower(l.system) IN (SELECT lower(source) FROM systems_read) AS read
    FROM latest_registrations l
    LEFT JOIN register_candidates c USING (registration)
    WHERE l.id IS NULL AND l.system <> 'other'
), judged AS (
    SELECT *, CASE WHEN names = '' THEN 'empty' WHEN system = '' THEN 'no system' WHEN named > 1 THEN 'several'
        WHEN NOT provider_read OR NOT read THEN 'unread' ELSE 'nothing' END AS fault
    FROM rows_lost
)
SELECT file, row_number,
    coalesce(nullif(names, ''), 'no credential') || ' in ' || coalesce(nullif(system, ''), 'no system') AS looked_for,
    CASE fault WHEN 'empty' THEN 'the row names no credential' WHEN 'no system' THEN 'the row names no system'
        WHEN 'several' THEN 'it names ' || named || ' credentials'
        WHEN 'unread' THEN 'no list or log of ' || system || ' was read yet'
        ELSE 'no credential of ' || system || ' has this name or id' END
        || CASE WHEN len(candidates) > 0 THEN ': ' || array_to_string(candidates, ', ') ELSE '' END AS because,
    CASE fault WHEN 'empty' THEN 'write its name, its id or its identifier'
        WHEN 'no system' THEN 'write the provider, or the source (redis@cache)'
        WHEN 'several' THEN 'write the source (provider@source) as the system, or the identifier as the credential'
        WHEN 'unread' THEN 'read that system (keyroll sync), or write the system as keyroll list sources names it'
        ELSE 'write the name or identifier as keyroll list credentials names it' END AS fix,
    candidates, holder, system, source, NULL::TIMESTAMPTZ AS since, observed_at, raw, record
FROM judged

-- relation unmatched_others, private view
-- Rows of places, hosts and policies that name nothing known.
-- key: none
-- needs: claims, credentials, declared_hosts, kinds, locations, policies, reads, systems_read
-- column file VARCHAR
-- column row_number BIGINT
-- column looked_for VARCHAR
-- column because VARCHAR
-- column fix VARCHAR
-- column candidates VARCHAR[]
-- column holder VARCHAR
-- column system VARCHAR
-- column source VARCHAR
-- column since TIMESTAMPTZ
-- column observed_at TIMESTAMPTZ
-- column raw VARCHAR
-- column record BIGINT
WITH read AS (
    SELECT source, max(observed_at) AS at FROM reads WHERE complete AND endpoint = 'places' GROUP BY source
), places AS (
    SELECT DISTINCT l.source, l.place, l.identifier, l.since, l.observed_at, l.raw, l.record
    FROM locations l
    LEFT JOIN read ON read.source = l.source
    WHERE endpoint = 'places' AND identifier NOT IN (SELECT identifier FROM claims)
        AND coalesce(l.observed_at >= read.at, true)
)
SELECT 'places.csv' AS file, NULL::BIGINT AS row_number, identifier AS looked_for,
    'no known credential has this identifier, at ' || place AS because,
    'read its system (keyroll sync), or write the identifier as keyroll list credentials names it' AS fix,
    []::VARCHAR[] AS candidates, '' AS holder, '' AS system, source, since, observed_at, raw, record
FROM places
UNION ALL BY NAME
SELECT file, runs AS looked_for, 'no list or log of the source that runs on ' || name || ' was read yet' AS because,
    'read that system (keyroll sync), or write the source as keyroll list sources names it' AS fix,
    []::VARCHAR[] AS candidates, '' AS holder, runs AS system, '' AS source, observed_at
FROM (SELECT *, 'hosts.csv' AS file FROM declared_hosts)
WHERE runs <> '' AND lower(runs) NOT IN (SELECT lower(source) FROM systems_read)
UNION ALL BY NAME
SELECT 'policies.csv' AS file, p.kind || ' in ' || p.provider AS looked_for,
    'no provider has this kind of credential' AS because,
    'write provider and kind as the columns of keyroll list credentials name them' AS fix,
    []::VARCHAR[] AS candidates, '' AS holder, p.provider AS system, p.source, p.observed_at, p.raw, p.record
FROM policies p
WHERE NOT EXISTS (SELECT 1 FROM kinds k WHERE k.provider = p.provider AND k.kind = p.kind)
    AND NOT EXISTS (SELECT 1 FROM credentials c WHERE c.provider = p.provider AND c.kind = p.kind)

-- relation unmatched_rows, public view
-- Rows of the register's files that name nothing known, or several credentials. They say nothing about any credential
-- until they are corrected, or what they name is read.
-- key: none
-- needs: unmatched_others, unmatched_registrations
-- column file VARCHAR: the file of the register
-- column row_number BIGINT: the row in its file; the header is row 1
-- column looked_for VARCHAR: what was looked for
-- column because VARCHAR: why it was not found, with candidates
-- column fix VARCHAR: what to change
-- column candidates VARCHAR[]: credentials that it may mean
-- column holder VARCHAR: the third party of the row
-- column system VARCHAR: the system in the register's words
-- column source VARCHAR: one instance of a provider: jira@prod
-- column since TIMESTAMPTZ: since when the place holds it
-- column observed_at TIMESTAMPTZ: time of the source's read
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
FROM unmatched_registrations UNION ALL BY NAME FROM unmatched_others
