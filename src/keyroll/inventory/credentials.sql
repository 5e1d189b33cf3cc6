-- relation placed, private table
-- Each listing's record of each credential with its position in time. Of two listings with the same time the one that
-- lists the kind counts before a report, which may be hours older.
-- key: none
-- needs: identifiers, kinds, later, credential_listings
-- column id VARCHAR
-- column ambiguous BOOLEAN
-- column subject VARCHAR
-- column source VARCHAR
-- column endpoint VARCHAR
-- column kind VARCHAR
-- column first_seen TIMESTAMPTZ
-- column last_seen TIMESTAMPTZ
-- column sights BIGINT
-- column made TIMESTAMPTZ
-- column last_used TIMESTAMPTZ
-- column latest STRUCT(event_id VARCHAR, state VARCHAR, "name" VARCHAR, created TIMESTAMPTZ, changed TIMESTAMPTZ, expires TIMESTAMPTZ, generation BIGINT, "owner" VARCHAR, principal VARCHAR)
-- column place HUGEINT
SELECT h.id, h.ambiguous, t.*, later(last_seen, latest.event_id, coalesce(endpoint = listed_by,
    false)::INTEGER) AS place
FROM credential_listings t
JOIN identifiers h ON h.identifier = t.subject
LEFT JOIN kinds k ON k.provider = split_part(source, '@', 1) AND k.kind = t.kind

-- relation listed_credentials, private table
-- Credentials that are in several listings; most are in one.
-- key: id
-- needs: placed
-- column id VARCHAR
SELECT id FROM placed GROUP BY id HAVING count(*) > 1

-- relation sights, private table
-- The latest record of the listings on each credential; a missing fact is taken from the previous record. Then
-- credentials in no listing but in use in logs, if their provider declares the kind. Then credentials in neither but
-- with a copy: their state is unknown, and their kind follows from a derived identifier, else from the form of the
-- value.
-- key: id
-- keyed by: id
-- needs: identifiers, held, kinds, listed_credentials, scanned_values, placed, used_identifiers
-- column id VARCHAR
-- column provider VARCHAR
-- column source VARCHAR
-- column kind VARCHAR
-- column state VARCHAR
-- column name VARCHAR
-- column changed TIMESTAMPTZ
-- column expires TIMESTAMPTZ
-- column generation BIGINT
-- column owner VARCHAR
-- column principal VARCHAR
-- column created TIMESTAMPTZ
-- column last_used TIMESTAMPTZ
-- column first_observed TIMESTAMPTZ
-- column last_observed TIMESTAMPTZ
-- column ambiguous BOOLEAN
-- column inferred_from VARCHAR
SELECT id, split_part(source, '@', 1) AS provider, source, kind, latest.state AS state, latest.name AS name,
    latest.changed AS changed, latest.expires AS expires, latest.generation AS generation, latest.owner AS owner,
    latest.principal AS principal, made AS created, last_used, first_seen AS first_observed,
    last_seen AS last_observed, ambiguous, CASE WHEN endpoint = 'registered' THEN 'register' END AS inferred_from
FROM placed
ANTI JOIN listed_credentials USING (id)
UNION ALL BY NAME
SELECT id, split_part(arg_max(source, place), '@', 1) AS provider, arg_max(source, place) AS source,
    arg_max(kind, place) AS kind, arg_max(latest.state, place) AS state, arg_max(latest.name, place) AS name,
    arg_max(latest.changed, place) AS changed, arg_max(latest.expires, place) AS expires,
    arg_max(latest.generation, place) AS generation, arg_max(latest.owner, place) AS owner,
    arg_max(latest.principal, place) AS principal, min(made) AS created, max(last_used) AS last_used,
    min(first_seen) AS first_observed, max(last_seen) AS last_observed, bool_or(ambiguous) AS ambiguous,
    CASE WHEN bool_and(endpoint = 'registered') THEN 'register' END AS inferred_from
FROM placed
SEMI JOIN listed_credentials USING (id)
GROUP BY id
-- then
SELECT h.id, k.provider, min(u.source) AS source, k.kind, 'active' AS state, min(u.actor) AS principal,
    min(u.first_used) AS first_observed, max(u.last_used) AS last_observed, false AS ambiguous,
    'logs' AS inferred_from
FROM used_identifiers u
JOIN identifiers h ON h.identifier = u.identifier
JOIN kinds k ON k.provider = split_part(u.identifier, '@', 1) AND k.identifier_kind = split_part(u.identifier, ':', 2)
WHERE u.uses > 0 AND h.id NOT IN (SELECT id FROM sights)
GROUP BY ALL
-- then
SELECT id, provider, min(source) AS source, kind, min(name) AS name, min(first_seen) AS first_observed,
    max(last_seen) AS last_observed, false AS ambiguous, 'copies' AS inferred_from
FROM (
    SELECT l.id, k.provider, split_part(l.id, ':', 1) AS source, k.kind, NULL AS name, l.first_seen, l.last_seen
    FROM held l
    JOIN kinds k ON k.provider = split_part(l.id, '@', 1) AND k.identifier_kind = split_part(l.id, ':', 2)
    UNION ALL
    SELECT l.id, m.provider, m.provider || '@*', m.kind, 'value ' || left(split_part(l.id, ':', 5), 8), l.first_seen,
        l.last_seen
    FROM held l
    JOIN scanned_values m ON m.identifier = l.identifier
    JOIN kinds k ON k.provider = m.provider AND k.kind = m.kind
    WHERE starts_with(l.id, 'keyroll@*:fingerprint:'))
WHERE id NOT IN (SELECT id FROM sights)
GROUP BY id, provider, kind

-- relation gone, private table
-- Complete and partial reads of the endpoint that lists a credential, after it was last seen in it.
-- key: id
-- keyed by: id
-- needs: kinds, reads, sights
-- column id VARCHAR
-- column since TIMESTAMPTZ
-- column complete BIGINT
-- column partial BIGINT
WITH unseen AS (
    SELECT id, s.source, k.listed_by, s.last_observed
    FROM sights s
    JOIN kinds k ON k.provider = s.provider AND k.kind = s.kind
    JOIN (
        SELECT source, endpoint, max(observed_at) AS latest FROM reads GROUP BY ALL
    ) r ON r.source = s.source AND r.endpoint = k.listed_by
    WHERE s.inferred_from IS NULL AND r.latest > s.last_observed
), missed AS (
    SELECT u.source, u.listed_by, u.last_observed, min(r.observed_at) FILTER (r.complete) AS since,
        count(*) FILTER (r.complete) AS complete, count(*) FILTER (NOT r.complete) AS partial
    FROM (SELECT DISTINCT source, listed_by, last_observed FROM unseen) u
    JOIN reads r ON r.source = u.source AND r.endpoint = u.listed_by AND r.observed_at > u.last_observed
    GROUP BY ALL)
SELECT id, since, complete, partial
FROM unseen
JOIN missed USING (source, listed_by, last_observed)

-- relation reissues, private table
-- Credentials whose id or name belonged to another credential before. 'yes': one listing gave two creation times, or a
-- name was another credential's; earlier use by that name is not its own. 'unknown': a complete read between two observations
-- did not show it. An observation counts as one of a complete read, so that a partial read may hide a gap, but causes none.
-- key: id
-- needs: identifiers, passed_on, reads, credential_listings
-- column id VARCHAR
-- column created TIMESTAMPTZ
-- column reissued VARCHAR
-- column reissued_because VARCHAR
WITH spans AS (
    SELECT t.source, t.endpoint, t.first_seen, t.last_seen, count(*) AS complete, min(r.observed_at) AS missed
    FROM (SELECT DISTINCT source, endpoint, first_seen, last_seen FROM credential_listings) t
    JOIN reads r ON r.source = t.source AND r.endpoint = t.endpoint AND r.complete AND r.observed_at > t.first_seen
        AND r.observed_at < t.last_seen
    GROUP BY ALL
), told AS (
    SELECT h.id, t.latest.created AS created,
        CASE WHEN t.latest.created > t.made THEN 'yes' ELSE 'unknown' END AS reissued,
        CASE WHEN t.latest.created > t.made THEN t.endpoint || ' gave ' || t.made::DATE || ' as the day of its making, '
            || 'and gives ' || t.latest.created::DATE || ': what is older is of an earlier one'
            ELSE 'it was missing in complete reads of ' || t.endpoint || ' and came back: it may be another one'
        END AS because
    FROM (
        SELECT t.*
        FROM credential_listings t
        LEFT JOIN spans s USING (source, endpoint, first_seen, last_seen)
        WHERE t.latest.created > t.made OR t.sights - 2 < s.complete) t
    JOIN identifiers h ON h.identifier = t.subject
    UNION ALL
    SELECT h.id, NULL, 'yes', p.identifier || ' was that of ' || p.id || ' until ' || p.until::DATE
    FROM passed_on p
    JOIN identifiers h ON h.identifier = p.identifier
    WHERE h.id <> p.id)
SELECT id, max(created) FILTER (reissued = 'yes') AS created, max(reissued) AS reissued,
    min(because) FILTER (reissued = 'yes' OR NOT certain) AS reissued_because
FROM (SELECT *, bool_or(reissued = 'yes') OVER (PARTITION BY id) AS certain FROM told)
GROUP BY id

-- relation powers, private table
-- How many grants the principal of a credential has. Grants of the credential itself count too: a token's own policies.
-- key: id
-- keyed by: id
-- needs: grants, sights
-- column id VARCHAR
-- column privileges BIGINT
SELECT s.id, count(DISTINCT (privilege, resource)) AS privileges
FROM (SELECT id, principal AS holder FROM sights UNION SELECT id, id FROM sights) s
JOIN grants g ON g.principal = s.holder
GROUP BY s.id

-- relation copies, private table
-- Places that hold a value, and third parties that do.
-- key: id
-- keyed by: id
-- needs: held, registrations, sights
-- column id VARCHAR
-- column copies BIGINT
-- column vendor_holders VARCHAR[]
-- column since TIMESTAMPTZ
SELECT id, count(DISTINCT location) FILTER (there) AS copies,
    list_sort(list_distinct(list(holder) FILTER (holder <> ''))) AS vendor_holders, min(since) AS since
FROM (
    SELECT id, location, holder, there, since
    FROM held
    UNION ALL
    SELECT id, NULL, holder, false, NULL
    FROM registrations
    SEMI JOIN sights USING (id))
GROUP BY id

-- macro state_because(inferred_from, unlistable_because, gone_since, partial, last_observed), private
-- The basis of a credential's state, if the issuer's listing does not give it.
CASE WHEN inferred_from = 'copies' THEN 'a copy is held; nothing shows whether it is alive'
    WHEN inferred_from = 'register' THEN 'people wrote it down; its issuer was not read'
    WHEN inferred_from IS NOT NULL
    THEN coalesce(nullif(unlistable_because, ''), 'in use, but in no list of its issuer')
    WHEN gone_since IS NOT NULL THEN 'gone from complete reads'
    WHEN partial > 0 THEN 'not seen since ' || last_observed::DATE || '; later reads were partial' END

-- macro known_from(copies, inferred_from, uses, registered), private
-- The four independent lists of each credential.
list_filter([CASE WHEN coalesce(copies, 0) > 0 THEN 'copies' END, CASE WHEN inferred_from IS NULL THEN 'issuer' END,
    CASE WHEN uses > 0 THEN 'logs' END, CASE WHEN registered IS NOT NULL THEN 'register' END],
    lambda one: one IS NOT NULL)

-- relation credential_facts, public table
-- Facts of every credential of a machine that do not depend on the current time; credentials adds the others.
-- key: id
-- keyed by: id
-- needs: ambiguities, best_owners, copies, gone, kinds, known_from, powers, refused, registered, reissues,
-- needs: rhythm_facts, rotation_facts, shown_in, sights, state_because, whole_principals
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column provider VARCHAR: the provider
-- column source VARCHAR: one instance of a provider: jira@prod
-- column kind VARCHAR: the kind, in keyroll's words
-- column kind_title VARCHAR: the kind, in the vendor's words
-- column name VARCHAR: its name
-- column state VARCHAR: active, suspended, deactivated, destroyed or another state of NIST SP 800-57; NULL if no listing says it
-- column state_because VARCHAR: the reason of the state
-- column known_from VARCHAR[]: its lists: issuer, logs, copies, register
-- column principal VARCHAR: its principal
-- column principal_name VARCHAR: the name of its principal
-- column principal_kind VARCHAR: human, nonhuman or unknown
-- column owner VARCHAR: the accountable person or team
-- column owner_from VARCHAR: the evidence of the owner
-- column owner_confidence DOUBLE: trust in that evidence, 0 to 1
-- column owner_since TIMESTAMPTZ: start of the evidence
-- column owner_left BOOLEAN: the owner has left; NULL if no read source shows it
-- column orphaned VARCHAR: yes, no or unknown: whether every owner has left
-- column orphaned_because VARCHAR: the reason
-- column created TIMESTAMPTZ: time of creation
-- column reissued VARCHAR: yes, no or unknown: whether the id or a name was another credential's before
-- column reissued_because VARCHAR: the reason
-- column changed TIMESTAMPTZ: time of the last change of its value, by its issuer
-- column expires TIMESTAMPTZ: time of its end
-- column last_used TIMESTAMPTZ: time of the last use
-- column last_used_from VARCHAR: source of the last use: a log or its issuer
-- column first_used TIMESTAMPTZ: the first accepted use
-- column uses BIGINT: accepted uses
-- column refusals BIGINT: refused attempts
-- column last_refused TIMESTAMPTZ: the last refusal
-- column rhythm VARCHAR: once, continuous, daily, weekly, monthly, quarterly or irregular
-- column active_days BIGINT: days with an accepted use
-- column median_gap_days DOUBLE in days: the median gap between days of use
-- column longest_gap_days DOUBLE in days: the longest gap between days of use
-- column log VARCHAR: the log
-- column log_begins TIMESTAMPTZ: the first record of the log that shows its use
-- column log_ends TIMESTAMPTZ: the last record of that log
-- column log_days BIGINT: days of that log with records
-- column vendor_holders VARCHAR[]: third parties that hold it
-- column copies BIGINT: places that hold a copy
-- column privileges BIGINT: grants of its principal
-- column registered_holder VARCHAR: the third party in the register
-- column note VARCHAR: people's note
-- column first_observed TIMESTAMPTZ: time of the first observation
-- column last_observed TIMESTAMPTZ: time of the last observation
-- column gone_since TIMESTAMPTZ: the first complete read that no longer listed it
-- column inferred BOOLEAN: no listing has it
-- column ambiguous BOOLEAN: its identifiers are shared with another credential
-- column ambiguous_because VARCHAR: the credential with a shared identifier
-- column rotation_method VARCHAR: documented method of rotation
-- column every_days BIGINT in days: required interval of rotation
-- column rotation_by VARCHAR: documented person or team for the rotation
-- column last_changed TIMESTAMPTZ: the last proven change of its value
-- column changed_via VARCHAR: the proof of that change
-- column due_at TIMESTAMPTZ: due time of the next change
-- column made_only BOOLEAN: only its creation is known, and its kind changes in place
SELECT s.id, s.provider, s.source, s.kind, k.title AS kind_title,
    coalesce(nullif(s.name, ''), p.name, regexp_replace(s.id, '^[^:]*:[^:]*:', '')) AS name,
    CASE WHEN gone.since IS NOT NULL THEN 'destroyed' ELSE s.state END AS state,
    state_because(s.inferred_from, k.unlistable_because, gone.since, gone.partial, s.last_observed) AS state_because,
    known_from(c.copies, s.inferred_from, r.uses, registered.id) AS known_from,
    s.principal, p.name AS principal_name, p.kind AS principal_kind,
    o.owner, o.owner_from, o.owner_confidence, o.owner_since, o.owner_left,
    coalesce(o.orphaned, 'unknown') AS orphaned,
    CASE WHEN o.id IS NULL THEN 'no owner is known' ELSE o.orphaned_because END AS orphaned_because,
    coalesce(l.created, s.created) AS created, coalesce(l.reissued, 'no') AS reissued, l.reissued_because, s.changed,
    s.expires, greatest(r.last_used, s.last_used) AS last_used,
    CASE WHEN s.last_used > coalesce(r.last_used, '-infinity') THEN 'its issuer'
        WHEN r.last_used IS NOT NULL THEN w.log END AS last_used_from,
    r.first_used, coalesce(r.uses, 0) AS uses, coalesce(u.refusals, 0) AS refusals, u.last_refused, r.rhythm,
    r.active_days, r.median_gap_days, r.longest_gap_days, w.log AS log, w.begins AS log_begins, w.ends AS log_ends,
    w.days AS log_days, c.vendor_holders, coalesce(c.copies, 0) AS copies,
    coalesce(power.privileges, 0) AS privileges, registered.holder AS registered_holder, registered.note,
    s.first_observed, s.last_observed, gone.since AS gone_since, s.inferred_from IS NOT NULL AS inferred, s.ambiguous,
    'identifiers are shared with ' || unclear.others AS ambiguous_because, t.method AS rotation_method, t.every_days,
    t.who AS rotation_by, t.last_changed, t.changed_via, t.due_at, t.made_only
FROM sights s
JOIN kinds k ON k.provider = s.provider AND k.kind = s.kind
LEFT JOIN gone USING (id) LEFT JOIN refused u USING (id) LEFT JOIN rhythm_facts r USING (id)
LEFT JOIN whole_principals p ON p.principal = s.principal
LEFT JOIN best_owners o USING (id) LEFT JOIN copies c USING (id) LEFT JOIN powers power USING (id)
LEFT JOIN registered USING (id) LEFT JOIN rotation_facts t USING (id) LEFT JOIN reissues l USING (id)
LEFT JOIN ambiguities unclear USING (id)
LEFT JOIN shown_in w ON w.provider = s.provider AND w.kind = s.kind AND w.source = s.source
WHERE NOT k.account OR coalesce(p.kind, 'unknown') <> 'human'
