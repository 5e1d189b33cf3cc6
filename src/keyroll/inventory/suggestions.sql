-- relation hints, private table
-- Weak identifiers of credentials and of values that were found somewhere.
-- key: subject, hint
-- given by: keyroll.inventory.parts
-- column subject VARCHAR
-- column hint VARCHAR
-- column last_seen TIMESTAMPTZ

-- relation alike, private table
-- Values that several credentials share: a weak identifier, an account's name, a name.
-- key: none
-- needs: hints, kinds, whole_credential_facts, whole_identifiers
-- column id VARCHAR
-- column source VARCHAR
-- column mark VARCHAR
-- column because VARCHAR
-- column many BIGINT
WITH marks AS (
    SELECT DISTINCT identifiers.id, split_part(identifiers.id, ':', 1) AS source, hint AS mark,
        'same ' || replace(split_part(hint, ':', 2), '_', ' ') || ' ' || regexp_replace(hint, '^[^:]*:[^:]*:', '')
        AS because
    FROM hints
    JOIN whole_identifiers identifiers ON identifier = subject
    UNION ALL
    SELECT id, source, 'account:' || lower(regexp_replace(id, '^[^:]*:[^:]*:', '')),
        'same account name ' || lower(regexp_replace(id, '^[^:]*:[^:]*:', ''))
    FROM whole_credential_facts
    JOIN kinds USING (provider, kind)
    WHERE account
    UNION ALL
    SELECT id, source, 'name:' || lower(name), 'same name ' || lower(name)
    FROM whole_credential_facts
    WHERE lower(name) <> lower(regexp_replace(id, '^[^:]*:[^:]*:', '')) AND name <> '')
SELECT *, count(*) OVER (PARTITION BY mark) AS many
FROM marks
SEMI JOIN (SELECT mark FROM marks GROUP BY mark HAVING count(*) > 1) USING (mark)

-- relation suggestions, public table
-- Pairs of credentials, a before b, that share a weak identifier: for a person to decide. Two that one issuer lists at
-- the same time are different. A value that more than five share makes no pair: one row has the shared value as a and
-- no b.
-- key: a, b
-- needs: alike, whole_credential_facts
-- column a VARCHAR: the first of two credentials
-- column b VARCHAR: the second one
-- column because VARCHAR: the shared value
WITH pairs AS (
    SELECT x.id AS a, y.id AS b, x.because || CASE WHEN x.source <> y.source THEN ' in ' || least(x.source, y.source)
        || ' and ' || greatest(x.source, y.source) ELSE '' END AS because
    FROM alike x
    JOIN alike y USING (mark)
    WHERE x.id < y.id AND x.many <= 5 AND NOT (x.source = y.source
        AND x.id IN (SELECT id FROM whole_credential_facts WHERE NOT inferred)
        AND y.id IN (SELECT id FROM whole_credential_facts WHERE NOT inferred)))
SELECT a, b, string_agg(DISTINCT because, '; ' ORDER BY because) AS because
FROM pairs
GROUP BY a, b
UNION ALL
SELECT mark, NULL, any_value(because) || ': ' || many || ' share it, so it suggests nothing'
FROM alike
WHERE many > 5
GROUP BY mark, many
