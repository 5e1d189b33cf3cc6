-- relation principal_listings, private table
-- The record of each listing about a principal, with its first and last time.
-- key: none
-- keyed by: principal
-- given by: keyroll.inventory.parts
-- column principal VARCHAR
-- column source VARCHAR
-- column subkind VARCHAR
-- column said VARCHAR
-- column email VARCHAR
-- column name VARCHAR
-- column active BOOLEAN
-- column owner VARCHAR
-- column first_seen TIMESTAMPTZ
-- column last_seen TIMESTAMPTZ
-- column created TIMESTAMPTZ

-- relation grants, public table
-- The grants of each principal, from listings.
-- key: principal, source, privilege, resource, conditions
-- given by: keyroll.inventory.parts
-- column principal VARCHAR: the principal with the privilege
-- column source VARCHAR: one instance of a provider: jira@prod
-- column privilege VARCHAR: the privilege
-- column resource VARCHAR: the resource
-- column conditions VARCHAR: conditions, in JSON
-- column endpoints VARCHAR[]: the endpoints that listed it
-- column first_observed TIMESTAMPTZ: time of the first observation
-- column last_observed TIMESTAMPTZ: time of the last observation

-- relation standing_grants, public table
-- The current grants. A grant is gone if each endpoint that listed it was read to its end later. A read of another
-- endpoint is not evidence.
-- key: principal, source, privilege, resource, conditions
-- needs: grants, reads
-- column principal VARCHAR: the principal with the privilege
-- column source VARCHAR: one instance of a provider: jira@prod
-- column privilege VARCHAR: the privilege
-- column resource VARCHAR: the resource
-- column conditions VARCHAR: conditions, in JSON
-- column endpoints VARCHAR[]: the endpoints that listed it
-- column first_observed TIMESTAMPTZ: time of the first observation
-- column last_observed TIMESTAMPTZ: time of the last observation
WITH latest AS (
    SELECT source, endpoint, max(observed_at) AS read_at
    FROM reads
    WHERE complete
    GROUP BY ALL), listed AS (
    SELECT source, endpoints, min(coalesce(read_at, '-infinity'::TIMESTAMPTZ)) AS read_at
    FROM (SELECT DISTINCT source, endpoints, unnest(endpoints) AS endpoint FROM grants)
    LEFT JOIN latest USING (source, endpoint)
    GROUP BY source, endpoints)
SELECT grants.*
FROM grants
LEFT JOIN listed USING (source, endpoints)
WHERE read_at IS NULL OR last_observed >= read_at

-- relation directory_people, private table
-- The people of the directories. A person has left if a directory marks them as inactive, or lacks them in a complete
-- read.
-- key: email
-- needs: directories, reads, whole_principal_listings
-- column email VARCHAR
-- column known_from TIMESTAMPTZ
-- column has_left BOOLEAN
SELECT email, known_from, coalesce(NOT active OR last_seen < latest, false) AS has_left
FROM (
    SELECT email, min(first_seen) AS known_from, arg_max(active, (last_seen, active)) AS active,
        max(last_seen) AS last_seen, arg_max(source, (last_seen, source)) AS source
    FROM whole_principal_listings
    WHERE said = 'human' AND email <> '' AND split_part(source, '@', 1) IN (FROM directories)
    GROUP BY email)
LEFT JOIN (
    SELECT source, max(observed_at) AS latest
    FROM reads
    WHERE complete AND endpoint = 'users'
    GROUP BY source) USING (source)

-- variable directory_from TIMESTAMPTZ, private
-- The time of the first complete read of a directory.
-- needs: directories, reads
SELECT min(observed_at)
FROM reads
WHERE complete AND split_part(source, '@', 1) IN (FROM directories) AND endpoint = 'users'

-- relation judged, private table
-- The conclusion about each principal from each time at which it changed: the first and the last observation with it, the day
-- from which a directory had the mail, and the day of the first complete read of a directory. If two listings with the
-- same time differ, a source's own statement counts before a conclusion.
-- key: none
-- needs: directory_from, directory_people, principal_listings
-- column principal VARCHAR
-- column known_from TIMESTAMPTZ
-- column kind VARCHAR
-- column because VARCHAR
-- column rank INTEGER
WITH told AS (
    SELECT *, CASE WHEN last_seen = max(last_seen) OVER (PARTITION BY principal) THEN 'infinity'::TIMESTAMPTZ
        ELSE last_seen END AS until
    FROM (
        SELECT principal, said, email, min(first_seen) AS first_seen, max(last_seen) AS last_seen
        FROM principal_listings
        GROUP BY principal, said, email)
), moments AS (
    SELECT told.*, person_from, unnest(list_distinct([first_seen, last_seen, least(greatest(person_from, first_seen),
        until), least(greatest(getvariable('directory_from'), first_seen), until)])) AS known_from
    FROM told
    LEFT JOIN (SELECT email, known_from AS person_from FROM directory_people) USING (email))
SELECT principal, known_from, CASE WHEN said <> 'unknown' THEN said WHEN person_from <= known_from THEN 'human'
    WHEN getvariable('directory_from') <= known_from THEN 'nonhuman' ELSE 'unknown' END AS kind, CASE
    WHEN said <> 'unknown' THEN 'the source says so' WHEN person_from <= known_from THEN 'its mail is a person''s'
    WHEN getvariable('directory_from') <= known_from THEN 'no person of the directory, which was read completely'
    ELSE 'no directory was read completely' END AS because, CASE WHEN said <> 'unknown' THEN 1
    WHEN person_from <= known_from THEN 2 ELSE 3 END AS rank
FROM moments

-- relation principal_kinds, public table
-- The time from which a principal was known to be a person or not: a detector at a time uses the knowledge of that time.
-- key: principal, known_from
-- keyed by: principal
-- needs: judged
-- column principal VARCHAR: the principal
-- column known_from TIMESTAMPTZ: from when on that was known
-- column kind VARCHAR: human, nonhuman or unknown
-- column because VARCHAR: the reason
SELECT principal, known_from, kind, because
FROM (
    SELECT *
    FROM judged
    QUALIFY row_number() OVER (PARTITION BY principal, known_from ORDER BY rank, kind DESC, because) = 1)
QUALIFY (kind, because) IS DISTINCT
FROM lag((kind, because)) OVER (PARTITION BY principal ORDER BY known_from)

-- relation principals, public table
-- Principals, people and machines: the latest record of each.
-- key: principal
-- keyed by: principal
-- needs: principal_kinds, principal_listings
-- column principal VARCHAR: the principal
-- column source VARCHAR: one instance of a provider: jira@prod
-- column subkind VARCHAR: the kind of principal, in the provider's words
-- column name VARCHAR: the name
-- column email VARCHAR: the mail address
-- column active BOOLEAN: active, by its source
-- column owner VARCHAR: the accountable person or team
-- column created TIMESTAMPTZ: time of creation
-- column first_observed TIMESTAMPTZ: time of the first observation
-- column last_observed TIMESTAMPTZ: time of the last observation
-- column kind VARCHAR: human, nonhuman or unknown
-- column kind_because VARCHAR: the reason of the kind
WITH placed AS (
    SELECT *, row_number() OVER (PARTITION BY principal ORDER BY last_seen, source, subkind, said, email, name,
        active, owner) AS place
    FROM principal_listings)
SELECT latest.*, k.kind, k.because AS kind_because
FROM (
    SELECT principal, arg_max(source, place) AS source, arg_max(subkind, place) AS subkind,
        arg_max(name, place) AS name, arg_max(email, place) AS email, arg_max(active, place) AS active,
        arg_max(owner, place) AS owner, min(created) AS created, min(first_seen) AS first_observed,
        max(last_seen) AS last_observed
    FROM placed
    GROUP BY principal) latest
JOIN (
    SELECT principal, arg_max(kind, known_from) AS kind, arg_max(because, known_from) AS because
    FROM principal_kinds
    GROUP BY principal) k USING (principal)

-- relation actors_seen, private table
-- The actors in the logs, with their kinds of programs.
-- key: actor, source
-- given by: keyroll.inventory.parts
-- column actor VARCHAR
-- column source VARCHAR
-- column name VARCHAR
-- column by_hand BOOLEAN
-- column by_program BOOLEAN
-- column uses BIGINT
-- column first_used TIMESTAMPTZ
-- column last_used TIMESTAMPTZ

-- macro machine_kind(identifier), public
-- The identifier is of a kind that only machines have: an application, a service account.
-- needs: kind_of, principal_identifiers
kind_of(identifier) IN (SELECT kind FROM principal_identifiers WHERE nature = 'machine')

-- macro workload_kind(identifier), public
-- The identifier is of a kind that workloads have, unless people use it too: a role, or a name from a federation or a
-- vault. If the vendor gives people's identifiers a prefix, an identifier with it is no workload's.
-- needs: kind_of, principal_identifiers
EXISTS (FROM principal_identifiers p WHERE p.kind = kind_of(identifier) AND nature = 'workload'
        AND NOT (people_prefix <> '' AND starts_with(split_part(identifier, ':', 3), people_prefix)))

-- macro by_hand_client(client), public
-- First products of interactive clients: browsers (by RFC 9110 all send "Mozilla"), and AWS's console, with its name in
-- CloudTrail (docs.aws.amazon.com, CloudTrail record contents, userAgent; from memory).
client IN ('mozilla', 'opera', 'console.amazonaws.com', 'signin.amazonaws.com', 'console.ec2.amazonaws.com')

-- macro either_client(client), public
-- Programs that people and machines use alike, Git and the vendors' command lines: their use is not evidence of either.
client IN ('git', 'jgit', 'aws-cli', 'google-cloud-sdk', 'azurecli', 'azurepowershell', 'kubectl')

-- relation principals_in_use, public table
-- Principals that are seen in use only: they are in logs and in no listing. People are recognised by the mail of a
-- directory, machines by their kind, workloads by the programs that were used.
-- key: principal, source
-- needs: actors_seen, directory_people, machine_kind, whole_identifiers, whole_principals, workload_kind
-- column principal VARCHAR: the principal
-- column source VARCHAR: one instance of a provider: jira@prod
-- column subkind VARCHAR: the kind of the identifier by which the log names it
-- column name VARCHAR: the name
-- column kind VARCHAR: human, nonhuman or unknown
-- column kind_because VARCHAR: the reason of the kind
-- column uses BIGINT: accepted uses
-- column first_used TIMESTAMPTZ: the first accepted use
-- column last_used TIMESTAMPTZ: time of the last use
SELECT actor AS principal, source, split_part(actor, ':', 2) AS subkind, name, CASE WHEN machine_kind(actor) THEN 'nonhuman'
    WHEN email IS NOT NULL THEN 'human' WHEN workload_kind(actor) AND by_program AND NOT by_hand THEN 'nonhuman'
    ELSE 'unknown' END AS kind, 'seen in use only' || CASE WHEN machine_kind(actor) THEN ': its kind is a machine''s'
    WHEN email IS NOT NULL THEN ': its mail is a person''s'
    WHEN workload_kind(actor) AND by_program AND NOT by_hand THEN ': only programs use it'
    ELSE ': no listing says what it is' END AS kind_because, uses, first_used, last_used
FROM actors_seen
ANTI JOIN whole_principals p ON p.principal = actor
ANTI JOIN whole_identifiers i ON i.identifier = actor
LEFT JOIN (SELECT DISTINCT email FROM directory_people) d ON d.email IN (lower(name), lower(regexp_extract(actor,
    '^[^:]*:[^:]*:(.*)$', 1)))
