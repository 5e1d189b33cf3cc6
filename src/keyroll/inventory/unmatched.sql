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

-- relation register_rows, public table
-- Rows of the register's places, hosts and policies, and the reads of its files.
-- key: none
-- given by: keyroll.inventory.parts
-- column source VARCHAR: one instance of a provider: jira@prod
-- column endpoint VARCHAR: the endpoint that was read
-- column observed_at TIMESTAMPTZ: time of the source's read
-- column entity VARCHAR: location, host, policy or read
-- column kind VARCHAR: the kind of place
-- column row_number BIGINT: the row in its file; the header is row 1
-- column place VARCHAR: the place, the server, or the provider of the policy
-- column named VARCHAR: what the row names: an identifier, a source, a kind
-- column since TIMESTAMPTZ: start, as reported by the place
-- column whole BOOLEAN: of a read: it came to its end
-- column because VARCHAR: of a read: why it did not
-- column refused VARCHAR: of a read: the refused rows, as JSON: row, what was looked for, why it was not found, the fix
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file

-- relation named_rows, private view
-- Rows of places, hosts and policies since the last complete read of their file that name nothing known.
-- key: none
-- needs: claims, credentials, kinds, register_rows, systems_read
-- column source VARCHAR
-- column endpoint VARCHAR
-- column row_number BIGINT
-- column entity VARCHAR
-- column place VARCHAR
-- column named VARCHAR
-- column provider VARCHAR
-- column since TIMESTAMPTZ
-- column observed_at TIMESTAMPTZ
-- column raw VARCHAR
-- column record BIGINT
WITH read AS (
    SELECT source, endpoint, max(observed_at) AS at FROM register_rows WHERE entity = 'read' AND whole GROUP BY ALL
), standing AS (
    SELECT DISTINCT r.source, r.endpoint, r.row_number, r.entity, r.place, r.named, CASE r.entity
        WHEN 'policy' THEN r.place ELSE split_part(r.named, '@', 1) END AS provider, r.since, r.observed_at, r.raw,
        r.record
    FROM register_rows r
    LEFT JOIN read ON read.source = r.source AND read.endpoint = r.endpoint
    WHERE r.entity <> 'read' AND coalesce(r.observed_at >= read.at, true)
    QUALIFY r.observed_at = max(r.observed_at) OVER (PARTITION BY r.source, r.endpoint, r.place, r.named)
)
SELECT *
FROM standing
WHERE CASE entity
    WHEN 'location' THEN named NOT IN (SELECT identifier FROM claims)
    WHEN 'host' THEN named <> '' AND lower(named) NOT IN (SELECT lower(source) FROM systems_read)
    ELSE (place, named) NOT IN (SELECT (provider, kind) FROM kinds)
        AND (place, named) NOT IN (SELECT (provider, kind) FROM credentials) END

-- relation unmatched_others, private view
-- Rows of places, hosts and policies that name nothing known, with what they may mean.
-- key: none
-- needs: credentials, kinds, named_rows, systems_read
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
WITH asked AS (
    -- Each is compared with every candidate: thousands of rows would take minutes.
    SELECT DISTINCT entity, provider, named FROM named_rows ORDER BY ALL LIMIT 200
), known AS (
    SELECT 'location' AS entity, provider, id AS name, id AS shown FROM credentials
    UNION ALL SELECT 'host', split_part(source, '@', 1), source, source FROM systems_read
    UNION ALL SELECT 'policy', provider, kind, provider || ' ' || kind FROM kinds
), near AS (
    SELECT s.entity, s.provider, s.named, list(DISTINCT k.shown ORDER BY k.shown)[1:3] AS candidates
    FROM asked s
    JOIN known k ON k.entity = s.entity AND k.provider = s.provider
        AND jaro_winkler_similarity(lower(k.name), lower(s.named)) >= CASE s.entity WHEN 'host' THEN 0 ELSE 0.95 END
    GROUP BY ALL
)
SELECT endpoint || '.csv' AS file, row_number,
    CASE entity WHEN 'policy' THEN named || ' in ' || place ELSE named END AS looked_for,
    CASE entity WHEN 'location' THEN 'no known credential has this identifier, at ' || place
        WHEN 'host' THEN 'no list or log of the source that runs on ' || place || ' was read yet'
        ELSE 'no provider has this kind of credential' END
        || CASE WHEN len(candidates) > 0 THEN ': ' || array_to_string(candidates, ', ') ELSE '' END AS because,
    CASE entity WHEN 'location' THEN 'read its system (keyroll sync), or write the identifier as keyroll list credentials '
        || 'names it'
        WHEN 'host' THEN 'read that system (keyroll sync), or write the source as keyroll list sources names it'
        ELSE 'write provider and kind as the columns of keyroll list credentials name them' END AS fix,
    coalesce(candidates, []::VARCHAR[]) AS candidates, '' AS holder,
    CASE entity WHEN 'location' THEN '' ELSE provider END AS system, source, since, observed_at, raw, record
FROM named_rows
LEFT JOIN near USING (entity, provider, named)

-- relation refused_rows, private view
-- Rows that the last read of each file of the register refused, and files that it could not read.
-- key: none
-- needs: register_rows
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
WITH last AS (
    SELECT * FROM register_rows
    WHERE entity = 'read'
    QUALIFY row_number() OVER (PARTITION BY source, endpoint ORDER BY observed_at DESC, whole DESC, raw) = 1
), refused AS (
    SELECT * EXCLUDE (row_number, refused), unnest(CASE WHEN refused IS NULL THEN [NULL::JSON]
        ELSE from_json(refused, '["JSON"]') END) AS one
    FROM last
    WHERE refused IS NOT NULL OR NOT whole
)
SELECT endpoint || '.csv' AS file, (one->>0)::BIGINT AS row_number,
    CASE WHEN one->>2 IS NULL THEN 'the row' ELSE one->>1 END AS looked_for,
    CASE WHEN one IS NULL THEN because ELSE coalesce(one->>2, one->>1) END AS because,
    coalesce(one->>3, 'correct it, then sync') AS fix, []::VARCHAR[] AS candidates,
    -- Whom an unread row of the vendors names is not known.
    CASE WHEN endpoint = 'vendors' AND NOT whole THEN NULL ELSE '' END AS holder, '' AS system, source,
    NULL::TIMESTAMPTZ AS since, observed_at, raw, record
FROM refused

-- relation unmatched_rows, public view
-- Rows of the register's files that name nothing known, several credentials, or cannot be read. They say nothing about any credential
-- until they are corrected, or what they name is read.
-- key: none
-- needs: refused_rows, unmatched_others, unmatched_registrations
-- column file VARCHAR: the file of the register
-- column row_number BIGINT: the row in its file; the header is row 1
-- column looked_for VARCHAR: what was looked for
-- column because VARCHAR: why it was not found, with candidates
-- column fix VARCHAR: what to change
-- column candidates VARCHAR[]: credentials that it may mean
-- column holder VARCHAR: the third party of the row; NULL where it could not be read
-- column system VARCHAR: the system in the register's words
-- column source VARCHAR: one instance of a provider: jira@prod
-- column since TIMESTAMPTZ: since when the place holds it
-- column observed_at TIMESTAMPTZ: time of the source's read
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
FROM unmatched_registrations UNION ALL BY NAME FROM unmatched_others UNION ALL BY NAME FROM refused_rows
