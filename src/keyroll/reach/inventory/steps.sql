-- relation reach_products, private table
-- The contents of the products of providers, and the code that their administrators may run.
-- key: provider
-- made by: keyroll.reach.inventory.steps:products
-- column provider VARCHAR: the provider
-- column holds VARCHAR: what is in it
-- column sites VARCHAR: the first labels of its host names, as a pattern
-- column runs VARCHAR: what its administrator installs; empty if nothing
-- column administers VARCHAR: the privileges that administer, as a pattern
-- column lesser VARCHAR: the privileges that do not, as a pattern

-- relation reach_hosts, private table
-- The servers of the register, by their last names.
-- key: host, address, runs
-- needs: declared_hosts
-- column host VARCHAR: the server
-- column name VARCHAR: its name
-- column address VARCHAR: its address
-- column runs VARCHAR: the source that runs there
-- column observed_at TIMESTAMPTZ: when the register was read
SELECT 'host:' || name AS host, name, address, runs, observed_at FROM declared_hosts

-- relation reach_segments, private table
-- The declared network segments of each server; a server with two addresses may be in two.
-- key: host, address
-- needs: segment_networks, reach_hosts
-- made by: keyroll.reach.inventory.segments:segments
-- column host VARCHAR: the server
-- column name VARCHAR: its name
-- column address VARCHAR: its address
-- column segment VARCHAR: the segment

-- relation reach_alive, private table
-- The usable credentials, with the strength of their authentication.
-- key: id
-- needs: credentials
-- column id VARCHAR: the credential
-- column name VARCHAR: its name
-- column provider VARCHAR: the provider
-- column source VARCHAR: its source
-- column kind VARCHAR: the kind
-- column principal VARCHAR: whose it is
-- column principal_kind VARCHAR: human, nonhuman or unknown
-- column because VARCHAR: why nobody knows whether it is active
-- column strength INTEGER: what it authenticates with
SELECT id, coalesce(name, id) AS name, provider, source, kind, principal, principal_kind,
    CASE WHEN state IS NULL THEN 'no listing says whether it is active' END AS because,
    CASE WHEN kind LIKE '%certificate%' THEN 4 WHEN kind = 'session' THEN 3 ELSE 1 END AS strength
FROM credentials WHERE live

-- relation reach_passed, private table
-- Passes of credentials through gateways to sites, with counts.
-- key: id, site
-- needs: events, identifiers
-- column id VARCHAR: the credential
-- column site VARCHAR: the host name behind the gateway
-- column times BIGINT: how often
-- column last TIMESTAMPTZ: when last
SELECT id, resource_name AS site, count(*) AS times, max(happened_at) AS last
FROM events JOIN identifiers ON identifier = credential
WHERE log = 'cloudflare.access' AND status_id = 1 AND resource_type = 'application' AND resource_name IS NOT NULL
GROUP BY ALL

-- relation reach_used_from, private table
-- Credentials by the servers from which they were used.
-- key: id, host
-- needs: events, identifiers, reach_hosts
-- column id VARCHAR: the credential
-- column host VARCHAR: the server
-- column times BIGINT: how often
-- column last TIMESTAMPTZ: when last
-- column log VARCHAR: a log that shows it
SELECT id, host, count(*) AS times, max(happened_at) AS last, min(log) AS log
FROM events JOIN reach_hosts ON src_ip = address JOIN identifiers ON identifier = coalesce(credential, actor)
WHERE status_id = 1 GROUP BY ALL

-- relation reach_granted, private table
-- Entitlements of systems other than AWS, and whether they administer; a membership has the name of its group.
-- key: principal, source, privilege
-- needs: standing_grants, reach_products
-- column principal VARCHAR: who
-- column source VARCHAR: where
-- column privilege VARCHAR: what, or the group
-- column is_group BOOLEAN: it is a membership
-- column last_observed TIMESTAMPTZ: when it was last seen
-- column administers VARCHAR: yes, no or unknown
SELECT principal, source, named.privilege, said = 'member' AND named.privilege LIKE 'group:%' AS is_group, last_observed,
    CASE WHEN regexp_full_match(named.privilege, p.administers, 'i') THEN 'yes'
        WHEN p.lesser <> '' AND regexp_full_match(named.privilege, p.lesser, 'i') THEN 'no' ELSE 'unknown' END
    AS administers
FROM (SELECT principal, source, last_observed, privilege AS said,
    CASE WHEN privilege = 'member' THEN resource ELSE privilege END AS privilege FROM standing_grants) named
JOIN reach_products p ON p.provider = split_part(source, '@', 1)
WHERE p.provider <> 'aws' AND p.administers <> ''

-- relation reach_edges, public table
-- Steps between nodes from the inventory and the logs; steps within AWS are computed separately.
-- key: origin, target, kind
-- needs: reach_alive, reach_granted, reach_passed, reach_used_from, reach_hosts, reach_products, vendor_holdings, used
-- needs: reach_segments, crossing_flows, identifiers, locations, principals, reads, log_windows
-- column origin VARCHAR: where the step starts
-- column target VARCHAR: where it leads
-- column kind VARCHAR: the kind of step
-- column reason VARCHAR: one sentence
-- column evidence VARCHAR: where that was read
-- column strength INTEGER: what it asks for, from 0 (nothing) to 6 (a phishing-resistant factor)
-- column because VARCHAR: why it is unknown; NULL where it is known
SELECT 'third_party:' || vendor AS origin, h.id AS target, 'holds' AS kind,
    vendor || ' holds ' || c.name || ' (' || string_agg(DISTINCT via, ', ' ORDER BY via) || ')' AS reason,
    'vendor_holdings' AS evidence, 0 AS strength,
    CASE WHEN bool_and(alive = 'unknown') THEN 'nobody knows whether it is active' END AS because
FROM vendor_holdings h JOIN reach_alive c ON c.id = h.id WHERE alive <> 'no' GROUP BY vendor, h.id, c.name
-- then
SELECT id AS origin, principal AS target, 'authenticates' AS kind, name || ' signs in as ' || coalesce((SELECT p.name FROM principals p WHERE p.principal = c.principal), c.principal)
    AS reason,
    'credentials' AS evidence, strength, because
FROM reach_alive c WHERE principal IS NOT NULL AND principal <> id
-- then
SELECT principal AS origin, CASE WHEN is_group THEN source || ':' || privilege ELSE source || ':administration' END
    AS target, CASE WHEN is_group THEN 'member' ELSE 'administers' END AS kind,
    split_part(principal, ':', 3) || CASE WHEN is_group THEN ' is in ' || privilege || ' of ' || source
        ELSE ' has ' || privilege || ' in ' || source END AS reason,
    'grants ' || source || ' ' || last_observed::DATE AS evidence, 0 AS strength,
    CASE WHEN NOT is_group AND administers = 'unknown' THEN 'nobody knows what ' || privilege || ' allows' END AS because
FROM reach_granted WHERE is_group OR administers <> 'no'
-- then
SELECT DISTINCT source || ':' || privilege AS origin, source || ':administration' AS target, 'administers' AS kind,
    'members of ' || privilege || ' administer ' || source AS reason, 'the name of the group' AS evidence,
    0 AS strength,
    CASE WHEN administers = 'unknown' THEN 'nobody knows what the group ' || privilege || ' may do' END AS because
FROM reach_granted WHERE is_group AND administers <> 'no'
-- then
SELECT DISTINCT source || ':administration' AS origin, source || ':data' AS target, 'reads' AS kind,
    'who administers ' || source || ' may read its ' || holds AS reason, 'the product' AS evidence, 0 AS strength,
    NULL AS because
FROM reach_granted JOIN reach_products ON provider = split_part(source, '@', 1) WHERE holds <> ''
-- then
SELECT DISTINCT runs_source || ':administration' AS origin, runs_source || ':code' AS target, 'installs' AS kind,
    'who administers ' || runs_source || ' may install an ' || p.runs AS reason, 'the product' AS evidence,
    0 AS strength, NULL AS because
FROM (SELECT DISTINCT runs AS runs_source FROM reach_hosts WHERE runs <> '')
JOIN reach_products p ON provider = split_part(runs_source, '@', 1) WHERE p.runs <> ''
-- then
SELECT DISTINCT h.runs || ':code' AS origin, host AS target, 'runs code' AS kind,
    'an ' || p.runs || ' of ' || h.runs || ' runs code on ' || name AS reason, 'register hosts.csv' AS evidence,
    0 AS strength, NULL AS because
FROM reach_hosts h JOIN reach_products p ON provider = split_part(h.runs, '@', 1) WHERE p.runs <> ''
-- then
SELECT DISTINCT host AS origin, h.runs || ':data' AS target, 'reads' AS kind,
    name || ' runs ' || h.runs || ', whose ' || holds || ' lie there or in its database' AS reason,
    'register hosts.csv' AS evidence, 0 AS strength, NULL AS because
FROM reach_hosts h JOIN reach_products p ON provider = split_part(h.runs, '@', 1) WHERE holds <> ''
-- then
SELECT DISTINCT a.host AS origin, b.runs || ':sign-in' AS target, 'network' AS kind,
    a.name || ' and ' || b.name || ' are in one network, ' || regexp_extract(a.address, '^(.*)\.[0-9]+$', 1) || '.0/24'
    AS reason, 'register hosts.csv' AS evidence, 0 AS strength, 'nobody listed whether a gate stands between them'
    AS because
FROM reach_hosts a JOIN reach_hosts b ON regexp_extract(a.address, '^(.*)\.[0-9]+$', 1)
    = regexp_extract(b.address, '^(.*)\.[0-9]+$', 1) AND a.host <> b.host
WHERE b.runs <> '' AND a.address LIKE '%.%' AND NOT (a.host IN (SELECT host FROM reach_segments)
    AND b.host IN (SELECT host FROM reach_segments))
-- then
SELECT s.host AS origin, 'segment:' || segment AS target, 'network' AS kind, s.name || ' is in the segment ' || segment
    || coalesce(', and in ' || (SELECT string_agg(DISTINCT o.segment, ', ' ORDER BY o.segment) FROM reach_segments o
    WHERE o.host = s.host AND o.segment <> s.segment), '') AS reason, 'register segments.csv and hosts.csv' AS evidence,
    0 AS strength, NULL AS because
FROM (SELECT DISTINCT host, name, segment FROM reach_segments) s
-- then
SELECT DISTINCT 'segment:' || segment AS origin, runs || ':sign-in' AS target, 'network' AS kind,
    s.name || ' runs ' || runs || ' in the segment ' || segment AS reason,
    'register segments.csv and hosts.csv' AS evidence, 0 AS strength,
    'nobody listed whether a gate stands between them' AS because
FROM reach_segments s JOIN reach_hosts h USING (host, address) WHERE runs <> ''
-- then
SELECT coalesce(min(a.host), 'segment:' || min(f.origin)) AS origin, b.runs || ':sign-in' AS target, 'network' AS kind,
    coalesce(min(a.name), 'the segment ' || min(f.origin)) || ' reached ' || min(b.name) || ' in the segment '
    || min(f.target) || ', without a gate, ' || CASE sum(f.seen) WHEN 1 THEN 'once' ELSE sum(f.seen)::BIGINT || ' times'
    END || ', last on ' || max(f.last)::DATE AS reason, 'events ' || min(f.log) AS evidence, 0 AS strength,
    NULL AS because
FROM crossing_flows f LEFT JOIN reach_hosts a ON a.address = f.src_ip JOIN reach_hosts b ON b.address = f.dst_ip
WHERE f.seen > 0 AND NOT f.gated AND b.runs <> ''
GROUP BY coalesce(a.host, 'segment:' || f.origin), b.runs
-- then
SELECT id AS origin, 'site:' || site AS target, 'passes' AS kind,
    c.name || ' passed the gateway to ' || site || CASE times WHEN 1 THEN ' once' ELSE ' ' || times || ' times' END || ', last on ' || last::DATE AS reason,
    'events cloudflare.access' AS evidence, strength, because
FROM reach_passed JOIN reach_alive c USING (id)
-- then
SELECT DISTINCT 'site:' || site AS origin, s.source || ':sign-in' AS target, 'serves' AS kind,
    site || ' is taken for ' || s.source || ' by its name' AS reason, 'events cloudflare.access' AS evidence,
    0 AS strength, 'no listing says which system is behind ' || site AS because
FROM reach_passed JOIN reach_products p ON regexp_full_match(split_part(site, '.', 1), sites)
JOIN (SELECT source FROM reads UNION SELECT source FROM log_windows) s ON split_part(s.source, '@', 1) = p.provider WHERE sites <> ''
-- then
SELECT source || ':sign-in' AS origin, id AS target, 'signs in' AS kind,
    'the sign-in of ' || source || ' takes the password of ' || c.name AS reason, 'credentials' AS evidence, 1 AS strength,
    'the password of ' || c.name || ' is needed too'
    || coalesce('; it is held by ' || (SELECT string_agg(DISTINCT vendor, ' and ' ORDER BY vendor) FROM vendor_holdings v
    WHERE v.id = c.id), '') AS because
FROM reach_alive c WHERE kind = 'account'
-- then
SELECT DISTINCT u.source || ':sign-in' AS origin, i.id AS target, 'signs in' AS kind,
    u.source || ' takes the password of ' || c.name AS reason, 'events ' || u.log AS evidence, 1 AS strength,
    'the password of ' || c.name || ' is needed too' AS because
FROM used u JOIN identifiers i USING (identifier) JOIN reach_alive c ON c.id = i.id
WHERE uses > 0 AND c.kind = 'account' AND u.source <> c.source
-- then
SELECT i.id AS origin, u.source || ':data' AS target, 'reads' AS kind,
    c.name || ' was used ' || sum(uses)::BIGINT || ' times in ' || u.source || ', last on ' || max(last_used)::DATE
    AS reason, 'used ' || min(u.log) AS evidence, 0 AS strength, NULL AS because
FROM used u JOIN identifiers i USING (identifier) JOIN reach_alive c ON c.id = i.id
JOIN reach_products p ON p.provider = split_part(u.source, '@', 1)
WHERE uses > 0 AND holds <> '' GROUP BY i.id, u.source, c.name
-- then
SELECT host AS origin, id AS target, 'keeps' AS kind,
    c.name || ' was used from ' || h.name || CASE times WHEN 1 THEN ' once' ELSE ' ' || times || ' times' END || ', last on ' || last::DATE AS reason,
    'events ' || log AS evidence, 0 AS strength, NULL AS because
FROM reach_used_from JOIN reach_alive c USING (id) JOIN (SELECT DISTINCT host, name FROM reach_hosts) h USING (host)
-- then
SELECT l.location AS origin, l.id AS target, 'stores' AS kind,
    coalesce(max(place), l.location) || ' keeps a copy of ' || c.name AS reason,
    'locations ' || max(l.observed_at)::DATE AS evidence, 0 AS strength, NULL AS because
FROM locations l JOIN reach_alive c ON c.id = l.id WHERE coalesce(holder, '') = '' GROUP BY l.location, l.id, c.name
-- then
SELECT DISTINCT l.source || ':data' AS origin, l.location AS target, 'contains' AS kind,
    coalesce(place, l.location) || ' is in ' || l.source AS reason, 'locations' AS evidence, 0 AS strength,
    NULL AS because
FROM locations l JOIN reach_products p ON p.provider = split_part(l.source, '@', 1)
WHERE coalesce(holder, '') = '' AND holds <> ''

-- relation reach_nodes, public table
-- The start and end nodes of steps. If two relations have the same node, the first relation here counts.
-- key: id
-- needs: reach_edges, reach_alive, principals, reach_hosts, reach_products, locations
-- column id VARCHAR: the thing
-- column kind VARCHAR: third_party, credential, principal, group, administration, sign-in, code, host, segment, site, resource or location
-- column name VARCHAR: its name
SELECT id, first(kind ORDER BY rank) AS kind, first(name ORDER BY rank) AS name FROM (
    SELECT id, 'credential' AS kind, name, 1 AS rank FROM reach_alive
    UNION ALL SELECT principal, 'principal', coalesce(name, principal), 2 FROM principals
    UNION ALL SELECT host, 'host', name, 3 FROM reach_hosts
    UNION ALL SELECT location, 'location', coalesce(place, location), 4 FROM locations WHERE coalesce(holder, '') = ''
    UNION ALL SELECT id, CASE
        WHEN id LIKE 'third_party:%' THEN 'third_party' WHEN id LIKE 'site:%' THEN 'site'
        WHEN id LIKE 'segment:%' THEN 'segment'
        WHEN id LIKE '%:administration' THEN 'administration' WHEN id LIKE '%:sign-in' THEN 'sign-in'
        WHEN id LIKE '%:code' THEN 'code' WHEN id LIKE '%:data' THEN 'resource'
        WHEN id LIKE '%:group:%' THEN 'group' ELSE 'principal' END,
        CASE WHEN id LIKE 'third_party:%' OR id LIKE 'site:%' THEN regexp_extract(id, '^[^:]*:(.*)$', 1)
        WHEN id LIKE 'segment:%' THEN 'segment ' || regexp_extract(id, '^[^:]*:(.*)$', 1)
        WHEN id LIKE '%:administration' THEN 'administration of ' || split_part(id, ':', 1)
        WHEN id LIKE '%:sign-in' THEN 'sign-in of ' || split_part(id, ':', 1)
        WHEN id LIKE '%:code' THEN coalesce((SELECT p.runs || ' in ' FROM reach_products p
            WHERE p.provider = split_part(id, '@', 1)), 'code of ') || split_part(id, ':', 1)
        WHEN id LIKE '%:data' THEN coalesce((SELECT p.holds || ' of ' FROM reach_products p
            WHERE p.provider = split_part(id, '@', 1)), 'data of ') || split_part(id, ':', 1)
        WHEN id LIKE '%:group:%' THEN regexp_extract(id, ':group:(.*)$', 1) || ' of ' || split_part(id, ':', 1)
        ELSE id END, 9
    FROM (SELECT origin AS id FROM reach_edges UNION SELECT target FROM reach_edges)
) GROUP BY id
