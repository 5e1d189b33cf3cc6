-- relation made_to_replace, private table
-- The new credential of an approved rotation, and the one that it replaces.
-- key: id
-- given by: keyroll.response.exposure.ground
-- column id VARCHAR
-- column replaced VARCHAR

-- relation makers, private table
-- Makers of credentials since the window began, for a principal that had a credential of the kind before. known: that
-- the maker, or the credential that it acted with, was used or made before the window.
-- key: none
-- needs: credentials, identifiers, lifecycle, use_days, window_begins
-- column id VARCHAR
-- column replaced VARCHAR
-- column made_at TIMESTAMPTZ
-- column maker VARCHAR
-- column maker_credential VARCHAR
-- column known BOOLEAN
WITH made AS (
    SELECT l.id, l.happened_at AS made_at, coalesce(a.id, l.by) AS maker,
        coalesce(h.id, l.by_credential) AS maker_credential, l.by, l.by_credential
    FROM lifecycle l
    LEFT JOIN identifiers a ON a.identifier = l.by
    LEFT JOIN identifiers h ON h.identifier = l.by_credential
    WHERE l.act = 'created' AND l.happened_at >= getvariable('window_begins')
), earlier AS (
    SELECT actor AS who FROM use_days WHERE actor IS NOT NULL AND first_used < getvariable('window_begins')
    UNION
    SELECT identifier FROM use_days WHERE first_used < getvariable('window_begins')
    UNION
    SELECT id FROM credentials WHERE created < getvariable('window_begins')
)
SELECT made.id, min(o.id) AS replaced, made.made_at, made.maker, made.maker_credential,
    bool_or(e.who IS NOT NULL) AS known
FROM made
JOIN credentials n ON n.id = made.id
JOIN credentials o ON o.principal = n.principal AND o.kind = n.kind AND o.source = n.source AND o.id <> n.id
    AND o.created < made.made_at
LEFT JOIN earlier e ON e.who IN (made.by, made.by_credential, made.maker_credential)
GROUP BY ALL

-- relation replacing, private table
-- Credentials that were made to replace another one: by an approved rotation, or by somebody who was known before the
-- window and is not exposed. With more exposed makers there are fewer.
-- key: none
-- needs: credentials, exposed_so_far, made_to_replace, makers
-- column id VARCHAR
-- column replaced VARCHAR
SELECT id, replaced FROM made_to_replace
UNION
SELECT m.id, any_value(m.replaced)
FROM makers m
LEFT JOIN credentials c ON c.id = m.maker_credential
GROUP BY m.id
HAVING bool_and(m.known AND NOT EXISTS (
    SELECT 1 FROM exposed_so_far x WHERE x.id IN (m.maker, m.maker_credential, c.principal)))

-- relation new_networks, private table
-- The networks from which an exposed credential was first accepted in the window, where the log shows it accepted from
-- others before.
-- key: id, network
-- needs: exposed_so_far, identifiers, use_days, window_begins, window_ends
-- column id VARCHAR
-- column network VARCHAR
WITH seen AS (
    SELECT h.id, u.network, min(u.first_used) AS first_used
    FROM use_days u
    JOIN identifiers h ON h.identifier = u.identifier
    SEMI JOIN exposed_so_far e ON e.id = h.id
    WHERE u.uses > 0 AND u.network IS NOT NULL
    GROUP BY ALL
)
SELECT s.id, s.network
FROM seen s
WHERE s.first_used BETWEEN getvariable('window_begins') AND getvariable('window_ends')
    AND EXISTS (SELECT 1 FROM seen b WHERE b.id = s.id AND b.first_used < getvariable('window_begins'))

-- relation used_replacements, private table
-- Uses of a replacement from a network that was new for the exposed credential in the window.
-- key: none
-- needs: identifiers, made_to_replace, makers, new_networks, use_days
-- column id VARCHAR
-- column replaced VARCHAR
-- column network VARCHAR
-- column used_at TIMESTAMPTZ
SELECT r.id, r.replaced, n.network, min(u.first_used) AS used_at
FROM (SELECT id, replaced FROM made_to_replace UNION SELECT id, replaced FROM makers) r
JOIN new_networks n ON n.id = r.replaced
JOIN identifiers h ON h.id = r.id
JOIN use_days u ON u.identifier = h.identifier AND u.network = n.network
WHERE u.uses > 0
GROUP BY ALL
