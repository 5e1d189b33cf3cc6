-- macro ipv4_(address), private
-- An IPv4 address as a number; NULL if the text is not an address.
CASE WHEN regexp_full_match(
    address,
    '(::[fF]{4}:)?(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\.(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){3}'
) THEN list_reduce(
    list_transform(string_split(regexp_replace(address, '^.*:', ''), '.'), LAMBDA octet : octet::UBIGINT),
    LAMBDA number, octet : number * 256 + octet
) END

-- macro ipv6_side_(side), private
-- The groups of one side of an IPv6 address as numbers; NULL if the text is not an address.
CASE WHEN side = '' THEN []::UINTEGER[]
    WHEN regexp_full_match(side, '[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*')
    THEN list_transform(string_split(side, ':'), LAMBDA digits : ('0x' || digits)::UINTEGER) END

-- macro ipv6_hex_(address), private
-- An IPv6 address whose last part is in groups: a last part in dots is two of them.
-- needs: ipv4_
CASE WHEN NOT contains(address, '.') THEN address
    WHEN ipv4_(regexp_extract(address, '[^:]*$')) IS NOT NULL
    THEN regexp_extract(address, '^.*:') || printf(
        '%x:%x', ipv4_(regexp_extract(address, '[^:]*$')) // 65536, ipv4_(regexp_extract(address, '[^:]*$')) % 65536
    ) END

-- macro ipv6_joined_(before, behind, short), private
-- The eight groups of an IPv6 address by the groups before and behind its double colon, if it has one (short).
CASE WHEN NOT short AND len(before) = 8 THEN before
    WHEN short AND len(before) + len(behind) < 8
    THEN list_concat(before, list_concat(
        list_resize([]::UINTEGER[], 8 - len(before) - len(behind), 0::UINTEGER), behind
    )) END

-- macro ipv6_(address), private
-- An IPv6 address as a list of eight numbers; NULL if the text is not an address.
-- needs: ipv6_hex_, ipv6_joined_, ipv6_side_
CASE WHEN contains(address, ':') AND NOT contains(address, ':::') THEN ipv6_joined_(
    ipv6_side_(split_part(ipv6_hex_(split_part(address, '%', 1)), '::', 1)),
    ipv6_side_(array_to_string(string_split(ipv6_hex_(split_part(address, '%', 1)), '::')[2:], '::')),
    contains(address, '::')
) END

-- macro ipv4_of_(address), private
-- An IPv4 address as a number, also one that is written as an IPv6 address (::ffff:0:0/96, RFC 4291); else NULL.
-- needs: ipv4_, ipv6_
CASE WHEN NOT contains(address, ':') THEN ipv4_(address)
    WHEN ipv6_(address)[1:6] = [0, 0, 0, 0, 0, 65535]::UINTEGER[]
    THEN ipv6_(address)[7]::UBIGINT * 65536 + ipv6_(address)[8] END

-- relation sigma_few, private table
-- The different values of the few columns of a log that many rules look at. Its columns are those of the log.
-- key: none
-- given by: keyroll.detection.sigma.scan

-- relation sigma_may, private table
-- The values of sigma_few that any rule may fit, with a mask of those rules. Its columns are those of the log.
-- key: none
-- given by: keyroll.detection.sigma.scan

-- relation sigma_hits, private table
-- The events that rules hit, one row for each rule and event. rule is the number of the rule in its ruleset.
-- key: hit
-- given by: keyroll.detection.sigma.scan
-- column hit BIGINT
-- column rule INTEGER
-- column log VARCHAR
-- column source VARCHAR
-- column event_id VARCHAR
-- column happened_at TIMESTAMPTZ
-- column raw VARCHAR
-- column record BIGINT
-- column implausible BOOLEAN

-- relation sigma_wanted, private table
-- The hits of episodes of correlations.
-- key: hit
-- given by: keyroll.detection.sigma.findings
-- column hit BIGINT

-- relation sigma_kept, private table
-- The hits behind findings.
-- key: hit
-- given by: keyroll.detection.sigma.findings
-- column hit BIGINT
-- column rule INTEGER
-- column log VARCHAR
-- column source VARCHAR
-- column event_id VARCHAR
-- column happened_at TIMESTAMPTZ
-- column raw VARCHAR
-- column record BIGINT
-- column implausible BOOLEAN

-- relation sigma_acts, private table
-- The hits behind findings, with the columns of their logs' views.
-- key: hit
-- given by: keyroll.detection.sigma.findings
-- column hit BIGINT
-- column rule INTEGER
-- column happened_at TIMESTAMPTZ
-- column source VARCHAR
-- column log VARCHAR
-- column event_id VARCHAR
-- column raw VARCHAR
-- column record BIGINT
-- column operation VARCHAR
-- column subject VARCHAR
-- column net VARCHAR
-- column aim VARCHAR
