-- relation lifetimes, public view
-- Whether each live credential is short-lived: it ends within a day of its creation, or is made for one use by a
-- federation or an engine. Unknown if no list shows its end.
-- key: id
-- needs: credentials, kinds, listed_ends
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column short_lived VARCHAR: yes, no or unknown
-- column short_lived_because VARCHAR: the reason
SELECT id,
    CASE WHEN k.lifetime IN ('short', 'minted') THEN 'yes'
        WHEN c.expires <= coalesce(c.changed, c.created) + INTERVAL 1 DAY THEN 'yes'
        WHEN c.expires > coalesce(c.changed, c.created, c.first_observed) + INTERVAL 1 DAY THEN 'no'
        WHEN c.expires IS NOT NULL THEN 'unknown'
        WHEN c.inferred AND NOT k.never_expires THEN 'unknown'
        WHEN k.never_expires OR k.lifetime = 'listed' OR e.kind IS NOT NULL THEN 'no' ELSE 'unknown' END AS short_lived,
    CASE WHEN k.lifetime = 'minted' THEN 'a federation or an engine makes it for one use'
        WHEN k.lifetime = 'short' THEN 'its kind lives at most a day'
        WHEN c.expires <= coalesce(c.changed, c.created) + INTERVAL 1 DAY
            OR c.expires > coalesce(c.changed, c.created, c.first_observed) + INTERVAL 1 DAY
        THEN 'made by ' || coalesce(c.changed, c.created, c.first_observed)::DATE || ', ends on ' || c.expires::DATE
        WHEN c.expires IS NOT NULL THEN 'it ends on ' || c.expires::DATE || '; when it was made is not known'
        WHEN k.never_expires THEN 'its kind never expires' WHEN c.inferred THEN 'no list of its issuer has it'
        WHEN k.lifetime = 'listed' OR e.kind IS NOT NULL
        THEN 'its issuer lists no end for it' ELSE 'no list shows whether it ends' END AS short_lived_because
FROM credentials c
LEFT JOIN kinds k ON k.provider = c.provider AND k.kind = c.kind
LEFT JOIN listed_ends e ON e.source = c.source AND e.kind = c.kind

-- relation live_lifetimes, public view
-- The number of short-lived credentials among those that may be usable.
-- key: none
-- needs: credentials, lifetimes
-- column credentials BIGINT: credentials that may be usable
-- column short_lived BIGINT: those that end within a day of their making, or are made for one use
-- column static BIGINT: those that do not
-- column unknown BIGINT: those without an end in any list
SELECT count(*) AS credentials, count(*) FILTER (short_lived = 'yes') AS short_lived,
    count(*) FILTER (short_lived = 'no') AS static, count(*) FILTER (short_lived = 'unknown') AS unknown
FROM lifetimes
JOIN credentials USING (id)
WHERE live

-- relation listed_ends, private view
-- The kinds of each source whose list shows when credentials end.
-- key: source, kind
-- needs: credentials
-- column source VARCHAR
-- column kind VARCHAR
SELECT source, kind FROM credentials WHERE expires IS NOT NULL AND NOT inferred GROUP BY ALL

-- relation lifetime_shares, public table
-- The number of short-lived ones among the listed live credentials: for each month by its last complete listing, by
-- provider and owner. A credential on no list is not counted.
-- key: month, provider, owner
-- needs: credentials, identifiers, kinds, listed_months
-- column month DATE: the last day of the month
-- column provider VARCHAR: the provider
-- column owner VARCHAR: the accountable person or team today
-- column credentials BIGINT: credentials that were listed and usable
-- column short_lived BIGINT: those that end within a day of their making, or are made for one use
-- column static BIGINT: those that do not
-- column unknown BIGINT: those without an end in any list
-- column listed_at TIMESTAMPTZ: the last listing that counts
WITH judged AS (
    SELECT m.month, m.provider, i.id, m.listed_at,
        CASE WHEN k.lifetime IN ('short', 'minted') OR m.expires <= coalesce(m.changed, m.created) + INTERVAL 1 DAY
            THEN 'yes'
            WHEN m.expires > coalesce(m.changed, m.created, m.listed_at) + INTERVAL 1 DAY THEN 'no'
            WHEN m.expires IS NOT NULL THEN 'unknown'
            WHEN k.never_expires OR k.lifetime = 'listed' OR m.ends_shown THEN 'no' ELSE 'unknown' END AS short_lived
    FROM listed_months m
    JOIN identifiers i ON i.identifier = m.subject
    LEFT JOIN kinds k ON k.provider = m.provider AND k.kind = m.kind
), single AS (
    SELECT month, provider, id, max(listed_at) AS listed_at, arg_max(short_lived, listed_at) AS short_lived
    FROM judged
    GROUP BY ALL)
SELECT month, s.provider, c.owner, count(*) AS credentials, count(*) FILTER (short_lived = 'yes') AS short_lived,
    count(*) FILTER (short_lived = 'no') AS static, count(*) FILTER (short_lived = 'unknown') AS unknown,
    max(listed_at) AS listed_at
FROM single s
JOIN credentials c USING (id)
GROUP BY month, s.provider, c.owner

-- relation listed_months, private table
-- Usable credentials in the last complete read of each endpoint in a month.
-- key: none
-- needs: kinds, reads, seen_credentials
-- column month DATE
-- column provider VARCHAR
-- column subject VARCHAR
-- column kind VARCHAR
-- column listed_at TIMESTAMPTZ
-- column created TIMESTAMPTZ
-- column changed TIMESTAMPTZ
-- column expires TIMESTAMPTZ
-- column ends_shown BOOLEAN
WITH last_reads AS (
    SELECT source, endpoint, (date_trunc('month', observed_at) + INTERVAL 1 MONTH - INTERVAL 1 DAY)::DATE AS month,
        max(observed_at) AS listed_at
    FROM reads
    WHERE complete
    GROUP BY ALL)
SELECT r.month, split_part(s.source, '@', 1) AS provider, s.subject, s.kind, r.listed_at, max(s.created) AS created,
    max(s.changed) AS changed, max(s.expires) AS expires,
    count(max(s.expires)) OVER (PARTITION BY r.month, s.source, s.kind) > 0 AS ends_shown
FROM last_reads r
JOIN seen_credentials s ON s.source = r.source AND s.endpoint = r.endpoint AND s.observed_at = r.listed_at
JOIN kinds k ON k.provider = split_part(s.source, '@', 1) AND k.kind = s.kind AND k.listed_by = r.endpoint
WHERE coalesce(s.state, 'active') NOT IN ('destroyed', 'deactivated', 'suspended')
    AND (s.expires IS NULL OR s.expires > r.listed_at)
GROUP BY r.month, s.source, s.subject, s.kind, r.listed_at
