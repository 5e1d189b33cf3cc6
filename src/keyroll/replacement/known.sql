-- relation replaceable, private view
-- Credentials with their lifetime, and whether each may be usable.
-- key: id
-- needs: credentials, lifetimes
-- column id VARCHAR
-- column name VARCHAR
-- column provider VARCHAR
-- column source VARCHAR
-- column kind VARCHAR
-- column kind_title VARCHAR
-- column owner VARCHAR
-- column short_lived VARCHAR
-- column short_lived_because VARCHAR
-- column live BOOLEAN
SELECT id, c.name, c.provider, c.source, c.kind, c.kind_title, c.owner, l.short_lived, l.short_lived_because, c.live
FROM credentials c
JOIN lifetimes l USING (id)

-- relation replaced_credentials, private table
-- The credentials of a plan.
-- key: id
-- given by: keyroll.replacement.known
-- column id VARCHAR

-- relation places_of_replaced, private table
-- The places of the organisation in which a copy of a credential of the plan was seen.
-- key: none
-- needs: locations, replaced_credentials
-- column id VARCHAR
-- column kind VARCHAR
-- column provider VARCHAR
-- column place VARCHAR
SELECT id, kind, split_part(source, '@', 1) AS provider, coalesce(min(nullif(place, '')), location) AS place
FROM locations
SEMI JOIN replaced_credentials USING (id)
WHERE coalesce(holder, '') = ''
GROUP BY id, kind, source, location

-- relation users_of_replaced, private table
-- The three consumers, without another actor, that used a credential of the plan last.
-- key: none
-- needs: own_consumers, replaced_credentials
-- column id VARCHAR
-- column network VARCHAR
-- column client VARCHAR
-- column last_used TIMESTAMPTZ
SELECT id, network, client, last_used
FROM (
    SELECT id, network, client, max(last_used) AS last_used
    FROM own_consumers
    SEMI JOIN replaced_credentials USING (id)
    WHERE uses > 0
    GROUP BY id, network, client)
QUALIFY row_number() OVER (PARTITION BY id ORDER BY last_used DESC) <= 3

-- relation attempts_of_keyroll, private table
-- The times of keyroll's attempts with a credential of a replacement, plus some seconds: a log record of such a time
-- may be keyroll's own.
-- key: none
-- given by: keyroll.replacement.used
-- column begins TIMESTAMPTZ
-- column ends TIMESTAMPTZ
