-- relation said_answers, private table
-- People's answers, by observation.
-- key: none
-- given by: keyroll.inventory.parts
-- column subject VARCHAR
-- column question VARCHAR
-- column said VARCHAR
-- column person VARCHAR
-- column note VARCHAR
-- column said_on VARCHAR
-- column observed_at TIMESTAMPTZ
-- column source VARCHAR
-- column endpoint VARCHAR
-- column raw VARCHAR
-- column record BIGINT
-- column event_id VARCHAR

-- relation answers, public table
-- People's latest answers, one row for each credential and question. The question is real (yes or no) or audit (the
-- place of the find). If no credential has the identifier that the person wrote, it is the id.
-- key: id, question
-- needs: said_answers, whole_identifiers
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column question VARCHAR: real or audit
-- column said VARCHAR: the answer
-- column person VARCHAR: person with the answer
-- column note VARCHAR: people's note
-- column said_on VARCHAR: time, as stated by the person
-- column observed_at TIMESTAMPTZ: time of the source's read
-- column source VARCHAR: one instance of a provider: jira@prod
-- column endpoint VARCHAR: the endpoint that was read
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
SELECT coalesce(identifiers.id, subject) AS id, s.* EXCLUDE (subject, event_id)
FROM said_answers s
LEFT JOIN whole_identifiers identifiers ON identifiers.identifier = subject
QUALIFY row_number() OVER (PARTITION BY coalesce(identifiers.id, subject), question ORDER BY observed_at DESC,
    said_on DESC NULLS LAST, event_id) = 1

-- relation surveyed_scopes, private table
-- Sources and kinds of which the latest read of the endpoint that lists them was complete.
-- key: source, kind
-- needs: kinds, reads
-- column source VARCHAR
-- column kind VARCHAR
SELECT r.source, k.kind
FROM (SELECT source, endpoint, arg_max(complete, observed_at) AS complete FROM reads GROUP BY source, endpoint) r
JOIN kinds k ON k.provider = split_part(r.source, '@', 1) AND k.listed_by = r.endpoint
WHERE r.complete

-- relation only_sources, private table
-- Providers with only one known source: a name that is unique over all sources belongs to that source.
-- key: provider
-- needs: log_windows, reads
-- column provider VARCHAR
-- column source VARCHAR
SELECT split_part(source, '@', 1) AS provider, min(source) AS source
FROM (SELECT source FROM reads UNION SELECT source FROM log_windows)
GROUP BY ALL
HAVING count(*) = 1

-- relation list_records, public table
-- One row for each credential on a list or in an audit. A credential that is ended by its issuer is included only if
-- its scope is surveyed and another list still shows it.
-- key: id
-- needs: answers, kinds, only_sources, surveyed_scopes, whole_copies, whole_credential_facts
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column name VARCHAR: its name
-- column provider VARCHAR: the provider
-- column source VARCHAR: one instance of a provider: jira@prod
-- column kind VARCHAR: the kind, in keyroll's words
-- column begins TIMESTAMPTZ: the earliest sign of it
-- column surveyed BOOLEAN: the latest read of the endpoint that lists its scope was complete
-- column has_logs BOOLEAN: a log shows the use of its scope
-- column issuer BOOLEAN: the issuer lists it
-- column logs BOOLEAN: its use is in a log
-- column copies BOOLEAN: a copy of it is held
-- column register BOOLEAN: the register names it
-- column ended BOOLEAN: ended, by its issuer
-- column real VARCHAR: a person states that it is alive and the organisation's own
-- column place VARCHAR: place of the audit
-- column owner VARCHAR: the accountable person or team
-- column owner_left BOOLEAN: the owner has left; NULL if no read source shows it
-- column privileges BIGINT: grants of its principal
SELECT *
FROM (
    WITH known AS (
        SELECT id, name, provider, source, kind, least(created, first_used, held.since) AS begins,
            coalesce(state IN ('suspended', 'deactivated', 'destroyed'), false) AS ended,
            log_begins IS NOT NULL AS logged, known_from, owner, owner_left, privileges
        FROM whole_credential_facts
        LEFT JOIN whole_copies held USING (id)
        UNION ALL
        SELECT a.id, a.id, k.provider, split_part(a.id, ':', 1), k.kind, NULL, false, false, [], NULL, false, 0
        FROM answers a
        JOIN kinds k ON k.provider = split_part(a.id, '@', 1) AND split_part(a.id, ':', 2) IN (k.identifier_kind, k.kind)
        WHERE question = 'audit' AND a.id NOT IN (SELECT id FROM whole_credential_facts)
        QUALIFY row_number() OVER (PARTITION BY a.id ORDER BY k.kind) = 1
    ), placed AS (
        SELECT known.* REPLACE (CASE WHEN ends_with(known.source, '@*') THEN coalesce(only_sources.source,
            known.source) ELSE known.source END AS source)
        FROM known
        LEFT JOIN only_sources USING (provider))
    SELECT p.id, p.name, p.provider, p.source, p.kind, p.begins, s.kind IS NOT NULL AS surveyed,
        bool_or(p.logged) OVER (PARTITION BY p.source, p.kind) AS has_logs,
        list_contains(p.known_from, 'issuer') AND NOT p.ended AS "issuer", list_contains(p.known_from,
        'logs') AS "logs", list_contains(p.known_from, 'copies') AS "copies", list_contains(p.known_from,
        'register') AS "register", p.ended, real.said AS real, audit.said AS place, p.owner, p.owner_left,
        p.privileges
    FROM placed p
    LEFT JOIN surveyed_scopes s ON s.source = p.source AND s.kind = p.kind
    LEFT JOIN answers real ON real.id = p.id AND real.question = 'real'
    LEFT JOIN answers audit ON audit.id = p.id AND audit.question = 'audit')
WHERE NOT ended OR (surveyed AND (logs OR copies OR register))
