-- relation given_names, private table
-- Which strong identifiers each listing gives to one subject, and from when to when.
-- key: a, b, source, endpoint, entity
-- keyed by: a
-- given by: keyroll.census.parts
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
-- Names that went to another credential. Few names have ever been given to two.
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
-- Accounts of a product that signs in through another one: they are that one's accounts, if it knows the name.
-- key: handle, known
-- needs: delegations, given_names, used_handles
-- column handle VARCHAR
-- column known VARCHAR
SELECT DISTINCT u.handle, known.a AS known
FROM used_handles u
JOIN delegations d ON starts_with(u.handle, d.provider || '@')
JOIN (SELECT DISTINCT a FROM given_names WHERE entity = 'credential') known
    ON known.a = d.issuer || '@' || substr(u.handle, length(d.provider) + 2)

-- relation edges, private table
-- Identifiers that one observation or log record gives to one credential, and accounts that are known elsewhere.
-- key: none
-- needs: delegated, given_names, mistaken, named_twice, passed, used_handles
-- column a VARCHAR
-- column b VARCHAR
SELECT DISTINCT a, b
FROM given_names
ANTI JOIN mistaken USING (a, b, source, endpoint)
ANTI JOIN passed USING (a, b)
UNION
SELECT handle, handle
FROM used_handles
UNION
SELECT handle, alias
FROM named_twice
UNION
SELECT handle, known
FROM delegated

-- relation borrowed, private table
-- Identifiers that name no credential of their own: of accounts that another system knows by its own, and the further
-- names that an issuer gives a credential beside the one by which it lists it.
-- key: handle
-- needs: delegated, edges, given_names, kind_of, other_kinds
-- column handle VARCHAR
SELECT handle
FROM delegated
ANTI JOIN (SELECT a FROM given_names WHERE entity = 'credential') listed ON listed.a = handle
UNION
SELECT b
FROM edges
JOIN other_kinds ON kind = kind_of(a) AND other = kind_of(b)
ANTI JOIN (SELECT a AS listed FROM given_names WHERE entity = 'credential') ON listed = b

-- relation nodes, private table
-- Every identifier with a number.
-- key: handle
-- needs: edges
-- column handle VARCHAR
-- column node INTEGER
SELECT handle, (row_number() OVER () - 1)::INTEGER AS node
FROM (SELECT a AS handle FROM edges UNION SELECT b FROM edges)

-- relation components, private table
-- Which identifiers are joined by edges: those of one component.
-- key: node
-- needs: nodes, edges
-- made by: keyroll.census.clusters:components
-- column node INTEGER
-- column component INTEGER

-- relation named, private table
-- Every identifier with its component; issuer says whether it names a credential as its issuer does.
-- key: handle
-- needs: borrowed, components, issuing_kinds, kind_of, nodes
-- column handle VARCHAR
-- column component INTEGER
-- column issuer BOOLEAN
SELECT handle, component, kind_of(handle) IN (FROM issuing_kinds) AND borrowed.handle IS NULL AS issuer
FROM nodes
JOIN components USING (node)
LEFT JOIN (SELECT DISTINCT handle FROM borrowed) borrowed USING (handle)

-- relation handles, public table
-- Each identifier and the credential that it names. A component with two issuer's identifiers is ambiguous: it is split
-- by them and marked, never merged in silence. What several of them share has one id here and the others in shared.
-- key: handle
-- keyed by: handle
-- needs: named
-- column handle VARCHAR: the identifier
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column ambiguous BOOLEAN: its identifiers are shared with another credential
WITH counted AS (
    SELECT component, count(*) FILTER (issuer) AS issuers, min(handle) FILTER (issuer) AS issuer_handle,
        min(handle) AS smallest
    FROM named
    GROUP BY component)
SELECT handle, CASE WHEN issuers > 1 AND issuer THEN handle ELSE coalesce(issuer_handle, smallest) END AS id,
    issuers > 1 AS ambiguous
FROM named
JOIN counted USING (component)

-- relation shared, public table
-- The further credentials of an identifier that several credentials of an ambiguous component share.
-- key: handle, id
-- keyed by: handle
-- needs: handles, named
-- column handle VARCHAR: an identifier: provider@source:kind:value
-- column id VARCHAR: one of the further credentials
WITH unclear AS (SELECT handle, id, component, issuer FROM named JOIN handles USING (handle) WHERE ambiguous)
SELECT name.handle, other.id
FROM unclear name
JOIN unclear other USING (component)
WHERE other.issuer AND NOT name.issuer AND other.id <> name.id

-- relation ambiguities, private table
-- The other credentials with which an ambiguous one shares an identifier, three of them at most.
-- key: id
-- needs: handles, named
-- column id VARCHAR
-- column others VARCHAR
SELECT handles.id, string_agg(DISTINCT other.id, ', ' ORDER BY other.id) AS others
FROM named
JOIN handles USING (handle)
JOIN (
    SELECT component, id, row_number() OVER (PARTITION BY component ORDER BY id) AS place
    FROM named
    JOIN handles USING (handle)
    WHERE ambiguous AND issuer) other USING (component)
WHERE ambiguous AND named.issuer AND other.id <> handles.id AND place <= 4
GROUP BY handles.id

-- relation passed_on, public table
-- Names that belonged to another credential before.
-- key: handle, id
-- keyed by: handle
-- needs: handles, passed
-- column handle VARCHAR: an identifier: provider@source:kind:value
-- column id VARCHAR: the credential that had it before
-- column until TIMESTAMPTZ: until when it had it
SELECT DISTINCT b AS handle, handles.id, until FROM passed JOIN handles ON handles.handle = a
