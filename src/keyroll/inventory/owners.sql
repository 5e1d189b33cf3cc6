-- relation named_owners, private table
-- Owners in listings, each with its first and its last observation.
-- key: subject, source, owner
-- keyed by: subject
-- given by: keyroll.inventory.parts
-- column subject VARCHAR
-- column source VARCHAR
-- column owner VARCHAR
-- column first_seen TIMESTAMPTZ
-- column proof STRUCT(observed_at TIMESTAMPTZ, raw VARCHAR, record BIGINT)

-- relation owner_evidence, private view
-- Every sign of an accountable person or team. An owner that a listing named before and no longer names does not count.
-- key: none
-- needs: identifiers, held, lifecycle, named_owners, registrations, sights, whole_principals
-- column id VARCHAR
-- column owner VARCHAR
-- column via VARCHAR
-- column since TIMESTAMPTZ
-- column source VARCHAR
-- column raw VARCHAR
-- column record BIGINT
SELECT id, owner, 'source' AS via, min(first_seen) OVER (PARTITION BY id, owner) AS since, source, proof.raw,
    proof.record
FROM named_owners
JOIN identifiers ON identifier = subject
QUALIFY proof.observed_at = max(proof.observed_at) OVER (PARTITION BY id)
UNION ALL
SELECT s.id, p.owner, 'tag', p.first_observed, p.source, NULL, NULL
FROM sights s
JOIN whole_principals p ON p.principal = s.principal
WHERE p.owner <> ''
UNION ALL
SELECT s.id, p.email, 'principal', p.first_observed, p.source, NULL, NULL
FROM sights s
JOIN whole_principals p ON p.principal = s.principal
WHERE p.kind = 'human' AND p.email <> ''
UNION ALL
SELECT id, owner, 'register', min(observed_at) OVER (PARTITION BY id, owner), source, raw, record
FROM registrations
SEMI JOIN sights USING (id)
WHERE owner <> ''
QUALIFY observed_at = max(observed_at) OVER (PARTITION BY registration)
UNION ALL
SELECT l.id, p.email, 'creator', l.happened_at, l.source, l.raw, l.record
FROM lifecycle l
JOIN whole_principals p ON p.principal = l.by
WHERE l.act = 'created' AND p.kind = 'human' AND p.email <> ''
UNION ALL
SELECT id, owner, 'code_owners', first_seen, source, proof.raw, proof.record
FROM held
WHERE owner <> '' AND kind <> 'vault_path'
UNION ALL
SELECT id, owner, 'vault_path', first_seen, source, proof.raw, proof.record
FROM held
WHERE owner <> '' AND kind = 'vault_path'

-- relation owners, public table
-- The accountable person or team of a credential, by each kind of evidence. The order is: the issuer's own field, then
-- records that people maintain, then the creator. The numbers only express this order.
-- key: id, owner, via
-- keyed by: id
-- needs: directory_people, owner_evidence
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column owner VARCHAR: a mail address, a team or a name, in lower case
-- column via VARCHAR: the kind of evidence
-- column since TIMESTAMPTZ: time of the first observation of the evidence
-- column source VARCHAR: one instance of a provider: jira@prod
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
-- column confidence DOUBLE: trust in this kind of evidence, 0 to 1
-- column has_left VARCHAR: yes, no or unknown: whether the owner has left the organisation
-- column has_left_because VARCHAR: reason of an unknown
WITH latest AS (
    SELECT id, lower(trim(owner)) AS owner, via, min(since) AS since, arg_max(source, (since, source)) AS source,
        arg_max(raw, (since, source, raw, record)) AS raw, arg_max(record, (since, source, raw, record)) AS record
    FROM owner_evidence
    WHERE trim(owner) <> ''
    GROUP BY ALL)
SELECT latest.*, CASE via WHEN 'source' THEN 0.9 WHEN 'tag' THEN 0.8 WHEN 'register' THEN 0.75
    WHEN 'principal' THEN 0.7 WHEN 'code_owners' THEN 0.5 WHEN 'creator' THEN 0.5
    WHEN 'vault_path' THEN 0.4 END::DOUBLE AS confidence, CASE people.has_left WHEN true THEN 'yes'
    WHEN false THEN 'no' ELSE 'unknown' END AS has_left, CASE
    WHEN people.email IS NULL THEN owner || ' stands in no directory that was read completely' END AS has_left_because
FROM latest
LEFT JOIN directory_people people ON people.email = owner

-- relation best_owners, private table
-- The best evidence of owners who have not left.
-- key: id
-- keyed by: id
-- needs: owners
-- column id VARCHAR
-- column owner VARCHAR
-- column owner_from VARCHAR
-- column owner_confidence DOUBLE
-- column owner_since TIMESTAMPTZ
-- column owner_left BOOLEAN
-- column orphaned VARCHAR
-- column orphaned_because VARCHAR
SELECT id, arg_min(owner, rank) AS owner, arg_min(via, rank) AS owner_from,
    arg_min(confidence, rank) AS owner_confidence, arg_min(since, rank) AS owner_since,
    CASE arg_min(has_left, rank) WHEN 'yes' THEN true WHEN 'no' THEN false END AS owner_left, CASE
    WHEN bool_or(has_left = 'no') THEN 'no' WHEN bool_and(has_left = 'yes') THEN 'yes'
    ELSE 'unknown' END AS orphaned, min(has_left_because) AS orphaned_because
FROM (
    SELECT *, row_number() OVER (PARTITION BY id ORDER BY has_left = 'yes', confidence DESC, since DESC, owner,
        via) AS rank
    FROM owners)
GROUP BY id
