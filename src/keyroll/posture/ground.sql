-- macro both_of(a, b), private
-- Kleene's "and" of two answers.
CASE WHEN 'no' IN (a, b) THEN 'no' WHEN a = 'yes' AND b = 'yes' THEN 'yes' ELSE 'unknown' END

-- macro any_of(a), private
-- Kleene's "or" over a group of answers.
CASE WHEN bool_or(a = 'yes') THEN 'yes' WHEN bool_and(a = 'no') THEN 'no' ELSE 'unknown' END

-- macro posture_day(t), private
-- The text of a day in answers.
strftime(t, '%Y-%m-%d')

-- macro ago(days), private
-- The time a number of days before the time of the inventory.
-- needs: as_of
getvariable('as_of') - to_days(days::INTEGER)

-- macro words(t), private
-- The words of a name.
regexp_extract_all(lower(t), '[a-z]+')

-- macro environment(t), private
-- The environment in a name, test or production; NULL if it names none, or both.
-- needs: words
CASE WHEN t IS NULL OR list_has_any(words(t), ['prod', 'production', 'prd']) = list_has_any(words(t), ['test', 'tests',
        'testing', 'dev', 'develop', 'development', 'staging', 'stage', 'stg', 'sandbox', 'qa', 'uat', 'preprod',
        'nonprod']) THEN NULL
    WHEN list_has_any(words(t), ['test', 'tests', 'testing', 'dev', 'develop', 'development', 'staging', 'stage',
        'stg', 'sandbox', 'qa', 'uat', 'preprod', 'nonprod']) THEN 'test' ELSE 'production' END

-- relation live, private table
-- The credentials that are not known to be suspended, deactivated or destroyed; those of unknown state are among them.
-- value_changed is the last proven change of a value that was there before.
-- key: id
-- needs: credentials
-- column id VARCHAR
-- column provider VARCHAR
-- column source VARCHAR
-- column kind VARCHAR
-- column kind_title VARCHAR
-- column name VARCHAR
-- column state VARCHAR
-- column state_because VARCHAR
-- column known_from VARCHAR[]
-- column principal VARCHAR
-- column principal_name VARCHAR
-- column principal_kind VARCHAR
-- column owner VARCHAR
-- column owner_from VARCHAR
-- column owner_confidence DOUBLE
-- column owner_since TIMESTAMPTZ
-- column owner_left BOOLEAN
-- column orphaned VARCHAR
-- column orphaned_because VARCHAR
-- column created TIMESTAMPTZ
-- column reissued VARCHAR
-- column reissued_because VARCHAR
-- column changed TIMESTAMPTZ
-- column expires TIMESTAMPTZ
-- column last_used TIMESTAMPTZ
-- column last_used_from VARCHAR
-- column first_used TIMESTAMPTZ
-- column uses BIGINT
-- column refusals BIGINT
-- column last_refused TIMESTAMPTZ
-- column rhythm VARCHAR
-- column active_days BIGINT
-- column median_gap_days DOUBLE in days
-- column longest_gap_days DOUBLE in days
-- column log VARCHAR
-- column log_begins TIMESTAMPTZ
-- column log_ends TIMESTAMPTZ
-- column log_days BIGINT
-- column vendor_holders VARCHAR[]
-- column copies BIGINT
-- column privileges BIGINT
-- column registered_holder VARCHAR
-- column note VARCHAR
-- column first_observed TIMESTAMPTZ
-- column last_observed TIMESTAMPTZ
-- column gone_since TIMESTAMPTZ
-- column inferred BOOLEAN
-- column ambiguous BOOLEAN
-- column ambiguous_because VARCHAR
-- column rotation_method VARCHAR
-- column every_days BIGINT in days
-- column rotation_by VARCHAR
-- column last_changed TIMESTAMPTZ
-- column changed_via VARCHAR
-- column due_at TIMESTAMPTZ
-- column made_only BOOLEAN
-- column unused VARCHAR
-- column unused_because VARCHAR
-- column overdue VARCHAR
-- column overdue_because VARCHAR
-- column value_changed TIMESTAMPTZ
SELECT * EXCLUDE (live), greatest(changed, CASE WHEN changed_via <> 'created' THEN last_changed END) AS value_changed
FROM credentials
WHERE live

-- relation vocabularies, private table
-- By which names of privileges each provider's grants administer the whole system, and by which they do not.
-- key: provider
-- made by: keyroll.posture.ground:vocabularies
-- column provider VARCHAR
-- column administers VARCHAR
-- column lesser VARCHAR
-- column listed_by VARCHAR[]

-- relation member_of, private table
-- The groups and roles of each principal, and those that these are members of in their turn.
-- key: none
-- needs: standing_grants
-- column principal VARCHAR
-- column holder VARCHAR
-- column via VARCHAR
WITH RECURSIVE members AS (
    SELECT principal, source || ':' || resource AS holder, resource AS via
    FROM standing_grants
    WHERE privilege = 'member'
    UNION
    SELECT m.principal, s.source || ':' || s.resource, m.via
    FROM members m
    JOIN standing_grants s ON s.principal = m.holder
    WHERE s.privilege = 'member')
SELECT principal, holder, via
FROM members

-- relation granted, private table
-- Grants with those that a principal has through a group, a policy or a role.
-- key: none
-- needs: standing_grants, member_of
-- column principal VARCHAR
-- column holder VARCHAR
-- column source VARCHAR
-- column privilege VARCHAR
-- column resource VARCHAR
-- column via VARCHAR
SELECT principal, principal AS holder, source, privilege, resource, '' AS via
FROM standing_grants
UNION ALL
SELECT m.principal, g.principal, g.source, g.privilege, g.resource, ' through ' || m.via
FROM member_of m
JOIN standing_grants g ON g.principal = m.holder

-- relation may, private table
-- Whether each grant administers the whole system. Members have the grants of their group or policy; a name that is
-- missing in the provider's vocabulary may allow anything.
-- key: none
-- needs: granted, standing_grants, vocabularies
-- column principal VARCHAR
-- column shown VARCHAR
-- column administers VARCHAR
WITH named AS (
    SELECT principal, source, via, CASE WHEN privilege = 'member' THEN resource ELSE privilege END AS named,
        regexp_replace(holder, '^[^:]*:', '') AS own
    FROM granted
), documents AS (
    SELECT principal, min(privilege) AS says
    FROM standing_grants
    WHERE split_part(principal, ':', 2) = 'policy'
    GROUP BY principal)
SELECT n.principal, n.named || n.via AS shown, CASE
    WHEN '*' IN (named, shared.says, inline.says) OR 'escalates' IN (shared.says, inline.says) OR regexp_full_match(n.named, nullif(v.administers, ''),
    'i') THEN 'yes' WHEN 'may escalate' IN (shared.says, inline.says) THEN 'unknown' WHEN coalesce(shared.says, inline.says) IS NOT NULL OR regexp_full_match(n.named, nullif(v.lesser,
    ''), 'i') THEN 'no' ELSE 'unknown' END AS administers
FROM named n
LEFT JOIN vocabularies v ON v.provider = split_part(n.source, '@', 1)
LEFT JOIN documents shared ON shared.principal = n.source || ':policy:' || n.named
LEFT JOIN documents inline ON inline.principal = n.source || ':policy:' || n.own || '/' || n.named

-- relation wholly_listed, private table
-- The sources whose provider declares the lists with every privilege, and those of these lists that were not read completely.
-- key: source
-- needs: live, reads, vocabularies
-- column source VARCHAR
-- column missing VARCHAR
SELECT s.source, nullif(array_to_string(list_filter(v.listed_by, lambda one: NOT list_contains(s.whole, one)), ', '),
    '') AS missing
FROM (SELECT l.source, coalesce(list(DISTINCT r.endpoint) FILTER (r.complete), []) AS whole
    FROM (SELECT DISTINCT source FROM live) l
    LEFT JOIN reads r ON r.source = l.source
    GROUP BY l.source) s
JOIN vocabularies v ON v.provider = split_part(s.source, '@', 1)
WHERE len(v.listed_by) > 0

-- relation privileged, private table
-- Whether the principal of a credential may administer its system: by the graph of reach if policies were evaluated,
-- else by the names of its grants. If one of its grants was not evaluated, no name proves a no.
-- key: id
-- needs: named_privileges, reach_of, live
-- column id VARCHAR
-- column answer VARCHAR
-- column because VARCHAR
SELECT n.id, coalesce(r.administers, CASE WHEN n.answer = 'no' AND (l.provider = 'aws' OR r.because IS NOT NULL)
    THEN 'unknown' ELSE n.answer END) AS answer, coalesce(r.administers_because, CASE WHEN n.answer <> 'no'
    THEN n.because WHEN l.provider = 'aws' THEN coalesce(r.because, 'its policies were not evaluated with those of its whole account')
    ELSE coalesce(r.because, n.because) END) AS because
FROM named_privileges n
JOIN live l USING (id)
LEFT JOIN reach_of r ON r.node = l.principal

-- relation named_privileges, private table
-- Whether the grants of a credential's principal administer its system, by their names.
-- key: id
-- needs: any_of, live, may, wholly_listed
-- column id VARCHAR
-- column answer VARCHAR
-- column because VARCHAR
SELECT c.id, CASE
    WHEN any_of(p.administers) IN ('yes', 'unknown') AND count(p.shown) > 0 THEN any_of(p.administers)
    WHEN bool_or(w.missing IS NOT NULL) THEN 'unknown' WHEN count(p.shown) = 0 AND bool_or(w.source IS NULL)
    THEN 'unknown' ELSE 'no' END AS answer, CASE
    WHEN bool_or(p.administers = 'yes') THEN 'may administer ' || c.source || ': ' || string_agg(DISTINCT p.shown,
    ', ' ORDER BY p.shown) FILTER (p.administers = 'yes')
    WHEN count(p.shown) = 0 AND bool_or(w.source IS NULL) THEN 'no listing states its permissions'
    WHEN bool_or(p.administers = 'unknown') THEN 'what these allow was not read: ' || string_agg(DISTINCT p.shown,
    ', ' ORDER BY p.shown) FILTER (p.administers = 'unknown')
    WHEN bool_or(w.missing IS NOT NULL) THEN 'not read completely: ' || any_value(w.missing)
    WHEN count(p.shown) = 0 THEN 'no privilege is listed for it'
    WHEN count(DISTINCT p.shown) = 1 THEN 'its one grant does not administer'
    ELSE 'none of its ' || count(DISTINCT p.shown) || ' grants administers' END AS because
FROM (SELECT id, source, principal FROM live UNION SELECT id, source, id FROM live) c
LEFT JOIN may p USING (principal)
LEFT JOIN wholly_listed w ON w.source = c.source
GROUP BY c.id, c.source

-- relation trusts, private table
-- The trusted parties of each role.
-- key: none
-- needs: standing_grants
-- column role VARCHAR
-- column source VARCHAR
-- column who VARCHAR
-- column named VARCHAR
-- column conditions VARCHAR
SELECT source || ':' || resource AS role, source, split_part(principal, ':', 2) AS who,
    regexp_replace(principal, '^[^:]*:[^:]*:', '') AS named, conditions
FROM standing_grants
WHERE starts_with(resource, 'role:')

-- relation roles, private table
-- Every role, and whether its trust policy was read.
-- key: role
-- needs: principals, trusts
-- column role VARCHAR
-- column trust_read BOOLEAN
SELECT role, role IN (SELECT role FROM trusts) AS trust_read
FROM (SELECT principal AS role FROM principals WHERE subkind = 'role' UNION SELECT role FROM trusts)

-- relation check_words, private table
-- Every posture check: its risk, title, severity, and next action.
-- key: check_id
-- made by: keyroll.posture.judge:check_words
-- column check_id VARCHAR
-- column nhi VARCHAR
-- column title VARCHAR
-- column fix VARCHAR
-- column unlock VARCHAR
-- column severity INTEGER

-- relation posture_answers, private table
-- The answer of each check about each examined subject.
-- key: check_id, subject
-- needs: live, kinds, privileged, trusts, roles, both_of, any_of, posture_day, ago, environment, credentials, reads,
-- needs: locations, registrations, consumers, vendor_holdings, rotation_processes, log_windows, doings, reach_of
-- made by: keyroll.posture.judge:posture_answers
-- column check_id VARCHAR
-- column subject VARCHAR
-- column answer VARCHAR
-- column because VARCHAR

-- relation posture, public table
-- The answers of posture checks, with name, source and owner of each subject. A check that found no data has
-- one row without a subject, whose answer is unknown.
-- key: check_id, subject
-- needs: check_words, credentials, posture_answers, principals
-- column check_id VARCHAR: the check
-- column nhi VARCHAR: the risk of the OWASP NHI Top 10
-- column title VARCHAR: text of the check for a subject with yes
-- column severity INTEGER: OCSF's severity_id
-- column subject VARCHAR: a credential, a principal, a source or a vendor
-- column name VARCHAR: the subject's name
-- column source VARCHAR: the subject's source
-- column owner VARCHAR: the accountable person or team of the subject
-- column answer VARCHAR: yes (the risk is there), no or unknown
-- column because VARCHAR: the reason of the answer
-- column fix VARCHAR: next action
-- column unlock VARCHAR: the cheapest step that turns unknown into an answer
SELECT a.check_id, a.nhi, a.title, a.severity, w.subject,
    coalesce(c.name, p.name, regexp_replace(w.subject, '^[^:]*:[^:]*:', '')) AS name,
    coalesce(c.source, p.source) AS source, coalesce(c.owner, nullif(p.owner, '')) AS owner,
    coalesce(w.answer, 'unknown') AS answer,
    coalesce(w.because, 'no data for this check was read') AS because, a.fix, a.unlock
FROM check_words a
LEFT JOIN posture_answers w USING (check_id)
LEFT JOIN credentials c ON c.id = w.subject
LEFT JOIN principals p ON p.principal = w.subject AND c.id IS NULL

-- relation weights, private table
-- The joint severity of the risks of each subject: each level counts twice the level below it.
-- key: subject
-- needs: posture
-- column subject VARCHAR
-- column weight DOUBLE
SELECT subject, sum(power(2, severity)) AS weight FROM posture WHERE answer = 'yes' GROUP BY subject
