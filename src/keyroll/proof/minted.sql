-- relation minting, private table
-- Judged credentials, and the log of their issuer that shows the credentials made with them.
-- key: id
-- given by: keyroll.proof.minted
-- column id VARCHAR
-- column source VARCHAR
-- column log VARCHAR

-- relation minted_children, private table
-- Credentials that were made with each of them, by the log. A record may name no child (a credential without an id).
-- Such a child counts, and its end is not known.
-- key: none
-- needs: credentials, identifiers, lifecycle, minting
-- column id VARCHAR
-- column child VARCHAR
-- column made_at TIMESTAMPTZ
-- column ended BOOLEAN
-- column raw VARCHAR
-- column record BIGINT
WITH made AS (
    SELECT m.id, l.id AS child, l.happened_at AS made_at, l.source, l.raw, l.record
    FROM minting m
    JOIN lifecycle l ON l.source = m.source AND l.log = m.log AND l.act = 'created'
    LEFT JOIN identifiers h ON h.identifier = l.by_credential
    WHERE coalesce(h.id, l.by_credential) = m.id
), stops AS (
    SELECT id, source, max(happened_at) AS stopped_at FROM lifecycle WHERE act = 'deleted' GROUP BY ALL
)
SELECT made.id, CASE WHEN child = made.id THEN 'a credential without an id' ELSE child END AS child, made_at,
    child <> made.id AND (coalesce(c.state IN ('deactivated', 'destroyed'), false)
        OR coalesce(s.stopped_at >= made_at, false)) AS ended, made.raw, made.record
FROM made
LEFT JOIN credentials c ON c.id = made.child
LEFT JOIN stops s ON s.id = made.child AND s.source = made.source

-- relation minting_spans, private table
-- When each of them was made, the first and last record of the log, and whether the log names it. doubtful: the log has
-- records with impossible times. raw and record are those of the record of its creation.
-- key: id
-- needs: credentials, events, identifiers, lifecycle, log_windows, minting, use_days
-- column id VARCHAR
-- column made_at TIMESTAMPTZ
-- column begins TIMESTAMPTZ
-- column ends TIMESTAMPTZ
-- column named BOOLEAN
-- column doubtful BOOLEAN
-- column raw VARCHAR
-- column record BIGINT
WITH shown AS (
    SELECT m.id, min(l.happened_at) AS happened_at, arg_min(l.raw, l.happened_at) AS raw,
        arg_min(l.record, l.happened_at) AS record
    FROM minting m
    JOIN lifecycle l ON l.id = m.id AND l.source = m.source AND l.log = m.log AND l.act = 'created'
    LEFT JOIN identifiers h ON h.identifier = l.by_credential
    WHERE coalesce(h.id, l.by_credential, '') <> m.id
    GROUP BY m.id
), named AS (
    SELECT m.id FROM minting m
    JOIN identifiers h ON h.id = m.id
    JOIN use_days u ON u.identifier = h.identifier AND u.source = m.source AND u.log = m.log
    UNION
    SELECT id FROM shown
)
SELECT m.id, least(c.created, s.happened_at) AS made_at, w.begins, w.ends, named.id IS NOT NULL AS named,
    EXISTS (SELECT 1 FROM events e WHERE e.source = m.source AND e.log = m.log AND e.implausible) AS doubtful, s.raw, s.record
FROM minting m
LEFT JOIN credentials c ON c.id = m.id
LEFT JOIN shown s ON s.id = m.id
LEFT JOIN log_windows w ON w.source = m.source AND w.log = m.log
LEFT JOIN named ON named.id = m.id

-- relation log_silences, private table
-- Gaps of more than an hour in these logs: a file of the log may be missing.
-- key: none
-- needs: events, minting
-- column source VARCHAR
-- column log VARCHAR
-- column begins TIMESTAMPTZ
-- column ends TIMESTAMPTZ
WITH asked AS (
    SELECT DISTINCT source, log FROM minting
), following AS (
    SELECT e.source, e.log, e.happened_at AS begins,
        lead(e.happened_at) OVER (PARTITION BY e.source, e.log ORDER BY e.happened_at) AS ends
    FROM events e SEMI JOIN asked a ON a.source = e.source AND a.log = e.log
    WHERE NOT e.implausible
)
SELECT source, log, begins, ends FROM following WHERE ends > begins + INTERVAL 1 HOUR
