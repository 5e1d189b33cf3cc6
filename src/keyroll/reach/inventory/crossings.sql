-- relation reach_flows, private table
-- Connections by their addresses, from connection logs (Zeek's, and cloud flow logs, of which each direction is a
-- record); none if no segments are declared.
-- key: src_ip, dst_ip, port
-- needs: events, segment_networks
-- column src_ip VARCHAR: from where
-- column dst_ip VARCHAR: to where
-- column port INTEGER: the port there
-- column seen BIGINT: connections that came about
-- column refused BIGINT: those that did not
-- column last TIMESTAMPTZ: the last one
-- column log VARCHAR: a log that shows it
SELECT src_ip, dst_ip, dst_port::INTEGER AS port, count(*) FILTER (status_id = 1) AS seen,
    count(*) FILTER (status_id <> 1) AS refused, max(happened_at) AS last, min(log) AS log
FROM events
WHERE log IN ('zeek.conn', 'aws.vpc_flows', 'gcp.vpc_flows') AND src_ip IS NOT NULL AND dst_ip IS NOT NULL
    AND EXISTS (FROM segment_networks)
GROUP BY src_ip, dst_ip, dst_port

-- relation segment_addresses, private table
-- The segment of each connection address that is in a segment.
-- key: address
-- needs: segment_networks, reach_flows
-- made by: keyroll.reach.inventory.segments:addresses
-- column address VARCHAR: the address
-- column segment VARCHAR: the segment
-- column gate BOOLEAN: it is a gate that the register names

-- relation crossing_flows, private table
-- Connections from one declared segment into another. A connection that ends or begins at a gate is gated.
-- key: src_ip, dst_ip, port
-- needs: reach_flows, segment_addresses
-- column src_ip VARCHAR: from where
-- column dst_ip VARCHAR: to where
-- column port INTEGER: the port there
-- column origin VARCHAR: the segment from where
-- column target VARCHAR: the segment to where
-- column gated BOOLEAN: through a declared gate
-- column seen BIGINT: connections that came about
-- column refused BIGINT: those that did not
-- column last TIMESTAMPTZ: the last one
-- column log VARCHAR: a log that shows it
SELECT src_ip, dst_ip, port, a.segment AS origin, b.segment AS target, a.gate OR b.gate AS gated, seen, refused, last, log
FROM reach_flows JOIN segment_addresses a ON a.address = src_ip JOIN segment_addresses b ON b.address = dst_ip
WHERE a.segment <> b.segment

-- relation connection_logs, private table
-- The logs that have connections with both addresses; none if no segments are declared.
-- key: log
-- needs: reach_flows
-- column log VARCHAR: the log
SELECT DISTINCT log FROM reach_flows

-- relation crossing_entitlements, private table
-- Access of a server of one segment in another: a credential used there is valid for a service here.
-- key: origin, target, id
-- needs: reach_used_from, reach_segments, reach_hosts, reach_alive
-- column origin VARCHAR: the segment of the server
-- column target VARCHAR: the segment of what the credential opens
-- column id VARCHAR: the credential
-- column said VARCHAR: what opens what, from where
SELECT a.segment AS origin, b.segment AS target, c.id, min(c.name || ' on ' || a.name || ' opens ' || h.runs) AS said
FROM reach_used_from u JOIN reach_alive c USING (id) JOIN reach_segments a ON a.host = u.host
JOIN reach_hosts h ON h.runs = c.source JOIN reach_segments b ON b.host = h.host AND b.address = h.address
WHERE a.segment <> b.segment GROUP BY a.segment, b.segment, c.id

-- relation segment_crossings, public table
-- Crossings between declared segments without a gate: observed connections, credentials
-- that make them possible, and servers that are in both.
-- key: origin, target
-- needs: crossing_flows, crossing_entitlements, reach_segments, connection_logs
-- column origin VARCHAR: the segment from where
-- column target VARCHAR: the segment to where
-- column ungated BIGINT: connections that came about without a declared gate; NULL where no log of connections was read
-- column gated BIGINT: those through a declared gate; NULL where no log of connections was read
-- column refused BIGINT: those that were refused; NULL where no log of connections was read
-- column last TIMESTAMPTZ: the last one without a gate
-- column example VARCHAR: one of them, from where to where
-- column credentials BIGINT: credentials in the first that open what runs in the second
-- column possible VARCHAR: one of them
-- column hosts VARCHAR: servers that are in both
-- column because VARCHAR: what the row rests on, and what is not known
SELECT p.origin, p.target,
    CASE WHEN logged THEN coalesce(f.ungated, 0) END AS ungated, CASE WHEN logged THEN coalesce(f.gated, 0) END AS gated,
    CASE WHEN logged THEN coalesce(f.refused, 0) END AS refused, f.last, f.example,
    coalesce(e.credentials, 0) AS credentials, e.possible, h.hosts,
    concat_ws('; ', CASE WHEN NOT logged THEN 'no log of connections was read'
        WHEN coalesce(f.ungated, 0) > 0 AND e.credentials IS NOT NULL THEN 'seen without a gate, and credentials fit it'
        WHEN coalesce(f.ungated, 0) > 0 THEN 'seen without a gate; no credential that is known fits it'
        WHEN coalesce(f.gated, 0) > 0 THEN 'seen through a gate alone' ELSE 'not seen in the logs of connections' END,
        CASE WHEN coalesce(f.ungated, 0) = 0 AND e.credentials IS NOT NULL THEN 'possible by credentials' END,
        CASE WHEN h.hosts IS NOT NULL THEN 'a server lies in both' END) AS because
FROM (SELECT origin, target FROM crossing_flows UNION SELECT origin, target FROM crossing_entitlements
    UNION SELECT a.segment, b.segment FROM reach_segments a JOIN reach_segments b USING (host)
    WHERE a.segment <> b.segment) p
CROSS JOIN (SELECT count(*) > 0 AS logged FROM connection_logs) w
LEFT JOIN (SELECT origin, target, sum(seen) FILTER (NOT gated)::BIGINT AS ungated,
    sum(seen) FILTER (gated)::BIGINT AS gated, sum(refused)::BIGINT AS refused,
    max(last) FILTER (NOT gated AND seen > 0) AS last,
    arg_max(src_ip || ' to ' || dst_ip || coalesce(':' || port, ''), seen) FILTER (NOT gated AND seen > 0) AS example
    FROM crossing_flows GROUP BY ALL) f USING (origin, target)
LEFT JOIN (SELECT origin, target, count(*) AS credentials, min(said) AS possible FROM crossing_entitlements
    GROUP BY ALL) e USING (origin, target)
LEFT JOIN (SELECT a.segment AS origin, b.segment AS target, string_agg(DISTINCT a.name, ', ' ORDER BY a.name) AS hosts
    FROM reach_segments a JOIN reach_segments b USING (host) WHERE a.segment <> b.segment GROUP BY ALL) h
    USING (origin, target)
