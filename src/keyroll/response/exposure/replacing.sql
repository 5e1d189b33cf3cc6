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

-- relation network_uses, private table
-- When each credential was first accepted from each network with each program. range is what one provider has: two
-- numbers of IPv4, two groups of IPv6. before: the credential was accepted somewhere before the window.
-- key: id, network, client
-- needs: identifiers, range_of, use_days, window_begins
-- column id VARCHAR
-- column actor VARCHAR
-- column network VARCHAR
-- column range VARCHAR
-- column client VARCHAR
-- column first_used TIMESTAMPTZ
-- column before BOOLEAN
SELECT coalesce(h.id, u.identifier) AS id, min(u.actor) AS actor, u.network, range_of(u.network) AS range, u.client,
    min(u.first_used) AS first_used,
    min(min(u.first_used)) OVER (PARTITION BY coalesce(h.id, u.identifier)) < getvariable('window_begins') AS before
FROM use_days u
LEFT JOIN identifiers h ON h.identifier = u.identifier
WHERE u.uses > 0 AND u.network IS NOT NULL
GROUP BY coalesce(h.id, u.identifier), u.network, u.client

-- relation new_networks, private table
-- The networks from which an exposed credential was first accepted in the window, where the log shows it accepted from
-- others before.
-- key: id, network
-- needs: network_uses, exposed_so_far, window_begins, window_ends
-- column id VARCHAR
-- column network VARCHAR
-- column first_used TIMESTAMPTZ
SELECT a.id, a.network, min(a.first_used) AS first_used
FROM network_uses a
SEMI JOIN exposed_so_far e ON e.id = a.id
WHERE a.before
GROUP BY ALL
HAVING min(a.first_used) BETWEEN getvariable('window_begins') AND getvariable('window_ends')

-- macro block_of(net), private
-- The first number of a network, or the first group of IPv6: an outer bound for the blocks of one provider.
split_part(split_part(net, '.', 1), ':', 1)

-- relation used_ranges, private table
-- The ranges that each exposed credential was used from before the window, by program, with the number of networks.
-- roams: with this program it came from four or more ranges of that block, on four or more days.
-- key: id, client, range
-- needs: block_of, exposed_so_far, network_uses, window_begins
-- column id VARCHAR
-- column client VARCHAR
-- column range VARCHAR
-- column block VARCHAR
-- column networks BIGINT
-- column roams BOOLEAN
WITH earlier AS (
    SELECT a.id, a.client, a.range, block_of(a.range) AS block, count(*) AS networks, min(a.first_used)::DATE AS came
    FROM network_uses a
    SEMI JOIN exposed_so_far e ON e.id = a.id
    WHERE a.first_used < getvariable('window_begins')
    GROUP BY ALL
), blocks AS (
    SELECT id, client, block, count(*) >= 4 AND count(DISTINCT came) >= 4 AS roams FROM earlier GROUP BY ALL
)
SELECT e.id, e.client, e.range, e.block, e.networks, b.roams
FROM earlier e
JOIN blocks b ON b.id = e.id AND b.client IS NOT DISTINCT FROM e.client AND b.block = e.block

-- relation ordinary_use, private table
-- New networks of an exposed credential, with a program, that the organisation's own use explains. One of three facts:
-- a credential that is not exposed and was used before the window was there first (then the program must be known there,
-- or be the exposed one's own); the exposed one was used with this program in the same range before (without a name of
-- the program: from two networks of it); or with this program it often changed its range within this block.
-- With more exposed credentials there are fewer for each pair.
-- key: id, network, client
-- needs: block_of, exposed_so_far, network_uses, new_networks, range_of, used_ranges
-- column id VARCHAR
-- column network VARCHAR
-- column client VARCHAR
WITH pairs AS (
    SELECT DISTINCT n.id, n.network, n.first_used, a.client
    FROM new_networks n
    JOIN network_uses a ON a.network = n.network
), others AS (
    SELECT a.*
    FROM network_uses a
    ANTI JOIN exposed_so_far e ON e.id = a.id OR e.id = a.actor
    WHERE a.before
)
SELECT p.id, p.network, p.client
FROM pairs p
JOIN others o ON o.network = p.network AND o.first_used < p.first_used
WHERE o.client IS NOT DISTINCT FROM p.client
    OR EXISTS (SELECT 1 FROM used_ranges h WHERE h.id = p.id AND h.client IS NOT DISTINCT FROM p.client)
UNION
SELECT p.id, p.network, p.client
FROM pairs p
JOIN used_ranges h ON h.id = p.id AND h.client IS NOT DISTINCT FROM p.client
WHERE (h.roams AND h.block = block_of(p.network))
    OR (h.range = range_of(p.network) AND h.networks >= CASE WHEN p.client IS NULL THEN 2 ELSE 1 END)

-- relation used_replacements, private table
-- Uses of a replacement from a network that was new for the exposed credential in the window. Neither the use of the
-- exposed one nor that of the replacement is explained by the organisation's own use.
-- key: none
-- needs: network_uses, made_to_replace, makers, new_networks, ordinary_use, window_begins, window_ends
-- column id VARCHAR
-- column replaced VARCHAR
-- column network VARCHAR
-- column used_at TIMESTAMPTZ
WITH strange AS (
    SELECT n.id AS replaced, n.network, a.id, a.client, a.first_used
    FROM new_networks n
    JOIN network_uses a ON a.network = n.network
    WHERE NOT EXISTS (
        SELECT 1 FROM ordinary_use o
        WHERE o.id = n.id AND o.network = n.network AND o.client IS NOT DISTINCT FROM a.client)
)
SELECT r.id, r.replaced, s.network, min(s.first_used) AS used_at
FROM (SELECT id, replaced FROM made_to_replace UNION SELECT id, replaced FROM makers) r
JOIN strange s ON s.replaced = r.replaced AND s.id = r.id
SEMI JOIN strange x ON x.id = r.replaced AND x.replaced = r.replaced AND x.network = s.network
    AND x.first_used BETWEEN getvariable('window_begins') AND getvariable('window_ends')
GROUP BY ALL
