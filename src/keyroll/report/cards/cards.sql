-- relation card_others, private table
-- Stories of the last hunt and incidents, by their names on cards.
-- key: kind, id
-- given by: keyroll.report.cards.naming
-- column kind VARCHAR
-- column id VARCHAR
-- column name VARCHAR

-- relation card_people, private view
-- People and owners by each word for them; a person is identified by the mail address, else by the principal.
-- key: none
-- needs: owners, principals
-- column id VARCHAR
-- column name VARCHAR
-- column said VARCHAR
-- column rank INTEGER
WITH people AS (
    SELECT coalesce(nullif(lower(email), ''), principal) AS id, name, principal
    FROM principals
    WHERE kind = 'human'
)
SELECT id, name, unnest([id, principal]) AS said, 0 AS rank
FROM people
UNION ALL
SELECT id, name, unnest([name, regexp_replace(principal, '^[^:]*:[^:]*:', '')]), 1
FROM people
UNION ALL
SELECT owner, owner, owner, 0
FROM owners

-- relation card_names, private view
-- Every subject of a card, by each word for it: rank 0 for an id, 1 for a name.
-- key: none
-- needs: card_others, card_people, credentials, identifiers, log_windows, principals, reads, registrations,
-- needs: vendor_holdings
-- column kind VARCHAR
-- column id VARCHAR
-- column name VARCHAR
-- column said VARCHAR
-- column rank INTEGER
SELECT 'credential' AS kind, id, name, id AS said, 0 AS rank
FROM credentials
UNION ALL
SELECT 'credential', id, name, name, 1
FROM credentials
UNION ALL
SELECT 'credential', i.id, c.name, i.identifier, 0
FROM identifiers i
JOIN credentials c USING (id)
UNION ALL
SELECT 'credential', i.id, c.name, regexp_replace(i.identifier, '^[^:]*:[^:]*:', ''), 1
FROM identifiers i
JOIN credentials c USING (id)
UNION ALL
SELECT 'person', id, name, said, rank
FROM card_people
UNION ALL
SELECT 'principal', principal, name, unnest([principal, regexp_replace(principal, '^[^:]*:[^:]*:', ''), name]),
    unnest([0, 1, 1])
FROM principals
WHERE kind <> 'human' AND principal NOT IN (SELECT id FROM credentials)
UNION ALL
SELECT 'vendor', vendor, vendor, vendor, 1
FROM (SELECT vendor FROM vendor_holdings UNION SELECT holder FROM registrations)
WHERE vendor <> ''
UNION ALL
SELECT 'source', source, source, unnest([source, split_part(source, '@', 1)]), unnest([0, 1])
FROM (SELECT source FROM reads UNION SELECT source FROM log_windows)
UNION ALL
SELECT kind, id, name, unnest([id, name]), unnest([0, 1])
FROM card_others
