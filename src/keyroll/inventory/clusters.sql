-- relation given_names, private table
-- The strong identifiers that each listing gives to one subject, with first and last time.
-- key: a, b, source, endpoint, entity
-- keyed by: a
-- given by: keyroll.inventory.parts
-- column a VARCHAR
-- column b VARCHAR
-- column source VARCHAR
-- column endpoint VARCHAR
-- column entity VARCHAR
-- column first_seen TIMESTAMPTZ
-- column last_seen TIMESTAMPTZ

-- relation mistaken, private table
-- Names that a listing gave to a credential and later no longer gave: an issuer's id is not renamed.
-- key: a, b, source, endpoint
-- needs: given_names, issuing_kinds, kind_of
-- column a VARCHAR
-- column b VARCHAR
-- column source VARCHAR
-- column endpoint VARCHAR
-- column corrected TIMESTAMPTZ
SELECT n.a, n.b, n.source, n.endpoint, own.last_seen AS corrected
FROM given_names n
JOIN given_names own ON own.a = n.a AND own.b = n.a AND own.source = n.source AND own.endpoint = n.endpoint
WHERE n.a <> n.b AND kind_of(n.b) IN (FROM issuing_kinds) AND n.last_seen < own.last_seen

-- relation passed, private table
-- Names that passed to another credential. Few names were ever given to two.
-- key: a, b
-- needs: given_names, issuing_kinds, kind_of, reads
-- column a VARCHAR
-- column b VARCHAR
-- column until TIMESTAMPTZ
WITH several AS MATERIALIZED (
    SELECT b
    FROM given_names
    WHERE a <> b AND kind_of(a) IN (FROM issuing_kinds) AND kind_of(b) NOT IN (FROM issuing_kinds)
    GROUP BY b
    HAVING min(a) <> max(a)
), held AS MATERIALIZED (
    SELECT n.a, n.b, min(n.first_seen) AS begins, max(n.last_seen) AS until,
        bool_and(n.last_seen < own.last_seen) AS dropped, bool_and(coalesce(whole > own.last_seen, false)) AS gone
    FROM given_names n
    SEMI JOIN several ON several.b = n.b
    JOIN given_names own ON own.a = n.a AND own.b = n.a AND own.source = n.source AND own.endpoint = n.endpoint
    LEFT JOIN (
        SELECT source, endpoint, max(observed_at) AS whole FROM reads WHERE complete GROUP BY ALL
    ) r ON r.source = n.source AND r.endpoint = n.endpoint
    WHERE kind_of(n.a) IN (FROM issuing_kinds)
    GROUP BY n.a, n.b)
SELECT DISTINCT one.a, one.b, one.until
FROM held one
JOIN held other ON other.b = one.b AND other.a <> one.a AND other.until > one.until AND (one.dropped OR (one.gone
    AND other.begins > one.until))

-- relation delegated, private table
-- Accounts of a product that signs in through another provider: they are that provider's accounts, if it has the name.
-- key: identifier, known
-- needs: delegations, given_names, used_identifiers
-- column identifier VARCHAR
-- column known VARCHAR
SELECT DISTINCT u.identifier, known.a AS known
FROM used_identifiers u
JOIN delegations d ON starts_with(u.identifier, d.provider || '@')
JOIN (SELECT DISTINCT a FROM given_names WHERE entity = 'credential') known
    ON known.a = d.issuer || '@' || substr(u.identifier, length(d.provider) + 2)

-- relation edges, private table
-- Identifiers that one observation or log record gives to one credential, and accounts that are known elsewhere.
-- key: none
-- needs: delegated, given_names, mistaken, named_twice, passed, used_identifiers
-- column a VARCHAR
-- column b VARCHAR
SELECT DISTINCT a, b
FROM given_names
ANTI JOIN mistaken USING (a, b, source, endpoint)
ANTI JOIN passed USING (a, b)
UNION
SELECT identifier, identifier
FROM used_identifiers
UNION
SELECT identifier, alias
FROM named_twice
UNION
SELECT identifier, known
FROM delegated

-- relation borrowed, private table
-- Identifiers without a credential of their own: those of accounts that belong to another system, and the further names
-- that an issuer gives a credential beside the listed one.
-- key: identifier
-- needs: delegated, edges, given_names, kind_of, other_kinds
-- column identifier VARCHAR
SELECT identifier
FROM delegated
ANTI JOIN (SELECT a FROM given_names WHERE entity = 'credential') listed ON listed.a = identifier
UNION
SELECT b
FROM edges
JOIN other_kinds ON kind = kind_of(a) AND other = kind_of(b)
ANTI JOIN (SELECT a AS listed FROM given_names WHERE entity = 'credential') ON listed = b

-- relation nodes, private table
-- Every identifier with a number.
-- key: identifier
-- needs: edges
-- column identifier VARCHAR
-- column node INTEGER
SELECT identifier, (row_number() OVER () - 1)::INTEGER AS node
FROM (SELECT a AS identifier FROM edges UNION SELECT b FROM edges)

-- relation components, private table
-- Identifiers that edges join: those of one component.
-- key: node
-- needs: nodes, edges
-- made by: keyroll.inventory.clusters:components
-- column node INTEGER
-- column component INTEGER

-- relation component_names, private table
-- Every identifier with its component; issuer marks the issuer's own name of a credential.
-- key: identifier
-- needs: borrowed, components, issuing_kinds, kind_of, nodes
-- column identifier VARCHAR
-- column component INTEGER
-- column issuer BOOLEAN
SELECT identifier, component, kind_of(identifier) IN (FROM issuing_kinds) AND borrowed.identifier IS NULL AS issuer
FROM nodes
JOIN components USING (node)
LEFT JOIN (SELECT DISTINCT identifier FROM borrowed) borrowed USING (identifier)

-- relation identifiers, public table
-- Each identifier and its credential. A component with two issuer's identifiers is ambiguous: it is split by them and
-- marked, never merged in silence. An identifier that several of them share has one id here and the others in shared.
-- key: identifier
-- keyed by: identifier
-- needs: component_names
-- column identifier VARCHAR: the identifier
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column ambiguous BOOLEAN: its identifiers are shared with another credential
WITH counted AS (
    SELECT component, count(*) FILTER (issuer) AS issuers, min(identifier) FILTER (issuer) AS issuer_identifier,
        min(identifier) AS smallest
    FROM component_names
    GROUP BY component)
SELECT identifier, CASE WHEN issuers > 1 AND issuer THEN identifier ELSE coalesce(issuer_identifier, smallest) END AS id,
    issuers > 1 AS ambiguous
FROM component_names
JOIN counted USING (component)

-- relation shared, public table
-- The further credentials of an identifier that several credentials of an ambiguous component share.
-- key: identifier, id
-- keyed by: identifier
-- needs: identifiers, component_names
-- column identifier VARCHAR: an identifier: provider@source:kind:value
-- column id VARCHAR: one of the further credentials
WITH unclear AS (SELECT identifier, id, component, issuer FROM component_names JOIN identifiers USING (identifier) WHERE ambiguous)
SELECT name.identifier, other.id
FROM unclear name
JOIN unclear other USING (component)
WHERE other.issuer AND NOT name.issuer AND other.id <> name.id

-- relation ambiguities, private table
-- The other credentials with which an ambiguous one shares an identifier, three of them at most.
-- key: id
-- needs: identifiers, component_names
-- column id VARCHAR
-- column others VARCHAR
SELECT identifiers.id, string_agg(DISTINCT other.id, ', ' ORDER BY other.id) AS others
FROM component_names
JOIN identifiers USING (identifier)
JOIN (
    SELECT component, id, row_number() OVER (PARTITION BY component ORDER BY id) AS place
    FROM component_names
    JOIN identifiers USING (identifier)
    WHERE ambiguous AND issuer) other USING (component)
WHERE ambiguous AND component_names.issuer AND other.id <> identifiers.id AND place <= 4
GROUP BY identifiers.id

-- relation passed_on, public table
-- Names that belonged to another credential before.
-- key: identifier, id
-- keyed by: identifier
-- needs: identifiers, passed
-- column identifier VARCHAR: an identifier: provider@source:kind:value
-- column id VARCHAR: the previous credential with it
-- column until TIMESTAMPTZ: last time with it
SELECT DISTINCT b AS identifier, identifiers.id, until FROM passed JOIN identifiers ON identifiers.identifier = a
