-- relation made_of, private view
-- The code and versions of the lake's tables that the published inventory was derived from.
-- key: digest
-- given by: keyroll.inventory.tables
-- column digest VARCHAR

-- relation made_of_now, private table
-- The current code and versions of the lake's tables, as inputs of the inventory.
-- key: digest
-- given by: keyroll.inventory.tables
-- column digest VARCHAR

-- relation adding, private table
-- New rows of a part. It has the columns of the part.
-- key: none
-- given by: keyroll.inventory.parts

-- relation kept, private view
-- A part in the lake. It has the columns of the part.
-- key: none
-- given by: keyroll.inventory.parts

-- relation arrivals, private view
-- New rows of a table of the lake since the last synchronisation. It has the columns of the table, too.
-- key: none
-- given by: keyroll.inventory.parts, keyroll.inventory.tables
-- column source VARCHAR
-- column subject VARCHAR

-- relation arrived_sources, private table
-- The sources with new records.
-- key: none
-- given by: keyroll.inventory.tables
-- column source VARCHAR

-- relation arrived, private table
-- The subjects of new observations.
-- key: none
-- given by: keyroll.inventory.tables
-- column subject VARCHAR

-- relation other_mails, private table
-- Mail addresses of people who joined a directory, left it, or are known from a different time.
-- key: none
-- given by: keyroll.inventory.touched
-- column email VARCHAR

-- relation touched_principals, private table
-- Principals with new facts from a source.
-- key: principal
-- given by: keyroll.inventory.touched
-- column principal VARCHAR

-- relation touched, private table
-- The hash of every key that a synchronisation touches.
-- key: key
-- given by: keyroll.inventory.touched
-- column key UBIGINT

-- relation touched_later, private table
-- The hash of every key that only the derivation itself shows to be touched.
-- key: none
-- given by: keyroll.inventory.touched
-- column key UBIGINT

-- relation touch_links, private table
-- Pairs of hashes of keys that are touched together.
-- key: none
-- given by: keyroll.inventory.touched
-- column x UBIGINT
-- column y UBIGINT

-- relation published, private view
-- The facts of the previous synchronisation. Only the columns that are read are declared.
-- key: id
-- given by: keyroll.inventory.tables
-- column id VARCHAR

-- relation aliases, private table
-- The aliases of credentials in the ledger.
-- key: old
-- given by: keyroll.inventory.tables
-- column old VARCHAR
-- column new VARCHAR

-- relation merged, private table
-- Credentials that were published under another id before.
-- key: old
-- needs: identifiers, published
-- column old VARCHAR
-- column new VARCHAR
SELECT old.id AS old, identifiers.id AS new
FROM published old
JOIN identifiers ON identifiers.identifier = old.id
WHERE identifiers.id <> old.id

-- relation merge_causes, private table
-- Why each of them is one credential with another: a listing that names both ids, else a chain of identifiers.
-- key: old
-- needs: given_names, merged
-- column old VARCHAR
-- column new VARCHAR
-- column cause VARCHAR
WITH naming AS (
    SELECT merged.old, merged.new,
        min(x.source || ' ' || x.endpoint || ' of ' || greatest(x.first_seen, y.first_seen)::DATE) AS listing
    FROM merged
    JOIN given_names x ON x.b = merged.old
    JOIN given_names y ON y.b = merged.new AND y.a = x.a AND y.source = x.source AND y.endpoint = x.endpoint
    GROUP BY merged.old, merged.new
)
SELECT old, new, coalesce(naming.listing || ' names both', 'strong identifiers of both are shared') AS cause
FROM merged
LEFT JOIN naming USING (old, new)

-- relation ended_aliases, private table
-- Aliases that no longer hold, and why. The id by which an alias went on may itself have gone on by another one.
-- key: old
-- needs: aliases, mistaken, passed, whole_identifiers
-- column old VARCHAR
-- column new VARCHAR
-- column cause VARCHAR
SELECT old, new, coalesce(
    (SELECT min(m.source || ' ' || m.endpoint || ' of ' || m.corrected::DATE)
     FROM mistaken m WHERE (m.a, m.b) IN ((old, new), (new, old))) || ' names them apart',
    (SELECT min(p.b || ' was given to another one after ' || p.until::DATE)
     FROM passed p WHERE p.b IN (old, new) OR p.a IN (old, new)),
    'what lists say joins them no longer'
) AS cause
FROM aliases
LEFT JOIN whole_identifiers before ON before.identifier = old
LEFT JOIN whole_identifiers now ON now.identifier = new
WHERE before.id IS DISTINCT FROM coalesce(now.id, new)
