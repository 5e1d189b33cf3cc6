-- macro network_of(src_ip), public
-- The network of an address: three numbers of IPv4, four groups of IPv6. IPv4 in the form of IPv6 (RFC 4291, 2.5.5.2) is
-- IPv4. A mark for a missing address counts as none.
CASE WHEN src_ip IN ('', '-', '(empty)') THEN NULL
     WHEN contains(src_ip, ':') AND NOT regexp_matches(lower(src_ip), '^::ffff:[0-9.]+$')
     THEN array_to_string(string_split(src_ip, ':')[1:4], ':')
     ELSE regexp_replace(regexp_replace(src_ip, '^::[fF]{4}:', ''), '\.\d+$', '') END

-- macro range_of(net), public
-- The address range of a network, as a hosting company has it: two numbers of IPv4, two groups of IPv6.
CASE WHEN contains(net, ':') THEN array_to_string(string_split(net, ':')[1:2], ':')
     ELSE regexp_replace(net, '\.\d+$', '') END

-- macro client_of(user_agent), public
-- The family of a client program: its first product (RFC 9110, 10.1.5), in lower case.
CASE WHEN user_agent NOT IN ('-', '(empty)') THEN lower(nullif(regexp_extract(user_agent, '^[^/ (]+'), '')) END

-- macro rhythm_of(days, gaps, uses, median_gap, longest_gap), public
-- The rhythm of a credential that was accepted on some days, with gaps in days between them.
CASE WHEN days = 1 THEN 'once' WHEN median_gap <= 1 AND longest_gap <= 4 AND days >= 5 THEN CASE
    WHEN uses >= 24 * days THEN 'continuous' ELSE 'daily' END
    WHEN gaps >= 2 AND median_gap BETWEEN 6 AND 8 AND longest_gap <= 2 * median_gap THEN 'weekly'
    WHEN gaps >= 2 AND median_gap BETWEEN 26 AND 35 AND longest_gap <= 1.6 * median_gap THEN 'monthly'
    WHEN gaps >= 2 AND median_gap BETWEEN 80 AND 100 AND longest_gap <= 1.6 * median_gap THEN 'quarterly'
    ELSE 'irregular' END

-- relation use_days, public table
-- Use and refusals of each identifier on each day, by log, network and client.
-- key: identifier, source, log, network, client, day
-- keyed by: identifier
-- given by: keyroll.inventory.parts
-- column identifier VARCHAR: an identifier: provider@source:kind:value
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column day DATE: the day (UTC)
-- column network VARCHAR: the client's network
-- column client VARCHAR: the name that the program gives itself
-- column uses BIGINT: accepted uses
-- column first_used TIMESTAMPTZ: the first accepted use
-- column last_used TIMESTAMPTZ: time of the last use
-- column refusals BIGINT: refused attempts
-- column last_refused TIMESTAMPTZ: the last refusal
-- column actor VARCHAR: the acting account

-- relation log_days, private table
-- The days of each log.
-- key: source, log, day
-- given by: keyroll.inventory.parts
-- column source VARCHAR
-- column log VARCHAR
-- column day DATE
-- column begins TIMESTAMPTZ
-- column ends TIMESTAMPTZ
-- column events BIGINT

-- relation named_twice, private table
-- Two identifiers that one log record gives to the credential with which it was made.
-- key: identifier, alias
-- keyed by: identifier
-- given by: keyroll.inventory.parts
-- column identifier VARCHAR
-- column alias VARCHAR
-- column first_seen TIMESTAMPTZ

-- relation used, public view
-- Use and refusals of each identifier in each log.
-- key: identifier, source, log
-- needs: use_days
-- column identifier VARCHAR: an identifier: provider@source:kind:value
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column uses BIGINT: accepted uses
-- column first_used TIMESTAMPTZ: the first accepted use
-- column last_used TIMESTAMPTZ: time of the last use
-- column refusals BIGINT: refused attempts
-- column last_refused TIMESTAMPTZ: the last refusal
-- column actor VARCHAR: the acting account
SELECT identifier, source, log, sum(uses)::BIGINT AS uses, min(first_used) AS first_used, max(last_used) AS last_used,
    sum(refusals)::BIGINT AS refusals, max(last_refused) AS last_refused, min(actor) AS actor
FROM use_days
GROUP BY identifier, source, log

-- relation used_identifiers, private table
-- Use and refusals of each identifier in each log, computed once.
-- key: identifier, source, log
-- keyed by: identifier
-- needs: use_days
-- column identifier VARCHAR
-- column source VARCHAR
-- column log VARCHAR
-- column uses BIGINT
-- column first_used TIMESTAMPTZ
-- column last_used TIMESTAMPTZ
-- column refusals BIGINT
-- column last_refused TIMESTAMPTZ
-- column actor VARCHAR
SELECT identifier, source, log, sum(uses)::BIGINT AS uses, min(first_used) AS first_used, max(last_used) AS last_used,
    sum(refusals)::BIGINT AS refusals, max(last_refused) AS last_refused, min(actor) AS actor
FROM use_days
GROUP BY identifier, source, log

-- relation log_windows, public table
-- First and last time of each log's records, and the number of days with records.
-- key: source, log
-- needs: log_days
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column begins TIMESTAMPTZ: the time of the first record
-- column ends TIMESTAMPTZ: the time of the last record
-- column events BIGINT: records
-- column days BIGINT: days with records
SELECT source, log, min(begins) AS begins, max(ends) AS ends, sum(events)::BIGINT AS events,
    count(DISTINCT day) AS days
FROM log_days
GROUP BY source, log

-- relation consumers, public table
-- The consumers of each credential: a consumer is a network and the name of a program.
-- key: id, source, log, network, client
-- keyed by: id
-- needs: identifiers, use_days
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column network VARCHAR: the client's network
-- column client VARCHAR: the name that the program gives itself
-- column first_used TIMESTAMPTZ: the first accepted use
-- column last_used TIMESTAMPTZ: time of the last use
-- column uses BIGINT: accepted uses
-- column refusals BIGINT: refused attempts
-- column active_days BIGINT: days with an accepted use
SELECT id, source, log, network, client, min(first_used) AS first_used, max(last_used) AS last_used,
    sum(uses)::BIGINT AS uses, sum(refusals)::BIGINT AS refusals, count(DISTINCT day) FILTER (uses > 0) AS active_days
FROM use_days
JOIN identifiers USING (identifier)
GROUP BY id, source, log, network, client

-- relation refused, private table
-- The number of refusals of each credential.
-- key: id
-- needs: identifiers, used_identifiers
-- column id VARCHAR
-- column refusals BIGINT
-- column last_refused TIMESTAMPTZ
SELECT id, sum(refusals)::BIGINT AS refusals, max(last_refused) AS last_refused
FROM used_identifiers
JOIN identifiers USING (identifier)
GROUP BY id

-- relation rhythm_facts, private table
-- The rhythm in which each credential is used. A day is part of it when the credential was accepted on it; gaps are
-- between such days.
-- key: id
-- keyed by: id
-- needs: identifiers, rhythm_of, use_days
-- column id VARCHAR
-- column uses BIGINT
-- column active_days BIGINT
-- column first_used TIMESTAMPTZ
-- column last_used TIMESTAMPTZ
-- column median_gap_days DOUBLE in days
-- column longest_gap_days DOUBLE in days
-- column rhythm VARCHAR
WITH days AS (
    SELECT id, day, sum(uses) AS uses, min(first_used) AS first_used, max(last_used) AS last_used
    FROM use_days
    JOIN identifiers USING (identifier)
    GROUP BY id, day
), gaps AS (
    SELECT *, day - lag(day) OVER (PARTITION BY id ORDER BY day) AS gap FROM days WHERE uses > 0)
SELECT id, sum(uses)::BIGINT AS uses, count(*) AS active_days, min(first_used) AS first_used,
    max(last_used) AS last_used, median(gap)::DOUBLE AS median_gap_days, max(gap)::DOUBLE AS longest_gap_days,
    rhythm_of(count(*), count(gap), sum(uses), median(gap), max(gap)) AS rhythm
FROM gaps
GROUP BY id

-- relation shown_in, private table
-- The log that shows the use of a kind of credential: it has shown one of that kind by its identifier. Of several logs
-- the one with most use counts: an audit log that names an account now and then is not evidence that it is unused.
-- key: provider, kind, source
-- needs: kinds, log_windows, whole_used_identifiers
-- column provider VARCHAR
-- column kind VARCHAR
-- column source VARCHAR
-- column log VARCHAR
-- column begins TIMESTAMPTZ
-- column ends TIMESTAMPTZ
-- column days BIGINT
SELECT k.provider, k.kind, u.source, u.log, w.begins, w.ends, w.days
FROM (
    SELECT source, log, split_part(identifier, '@', 1) AS provider, split_part(identifier, ':', 2) AS identifier_kind,
        sum(uses) AS uses
    FROM whole_used_identifiers
    GROUP BY ALL) u
JOIN kinds k USING (provider, identifier_kind)
JOIN log_windows w ON w.source = u.source AND w.log = u.log
QUALIFY row_number() OVER (PARTITION BY k.provider, k.kind, u.source ORDER BY u.uses DESC, u.log) = 1
