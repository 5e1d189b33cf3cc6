"""Joins strong identifiers into credentials.

Edges are made in SQL and integer-coded; components come from scipy. A cluster with two issuer identifiers is ambiguous:
it is split by issuer identifier and marked, never merged in silence.

What a list once said may be taken back by what lists say later, and then no longer joins:

- An issuer's id is not renamed. Where a list told a credential by its id and by another id, and later tells the same
  credential without that one, the other id was a mistake.
- A name may be given away, or have been a mistake. Where another credential is told by it later, it is the other's
  if this one's list tells this one without it; or if this one is gone from a complete read, and the other was told by
  the name only after that. A read that was cut shows neither.
"""

import numpy as np

from keyroll.inventory.parts import Part
from keyroll.providers import catalogue
from keyroll.store.session import Session

#: Which strong identifiers each list gives to one subject, and from when to when.
NAMES = Part(
    "given_names",
    "observed",
    "SELECT subject AS a, unnest(strong) AS b, source, endpoint, entity, observed_at AS first_seen, "
    "observed_at AS last_seen FROM {arriving} WHERE entity IN ('credential', 'value')",
    {"first_seen": "min(first_seen)", "last_seen": "max(last_seen)"},
    of_whom="a",
)
PARTS = (NAMES,)


def cluster(session: Session) -> None:
    """Make ``identifiers(identifier, id, ambiguous)`` and ``shared(identifier, id)`` of names, use, records and reads.

    ``id`` is the cluster's issuer identifier, else its smallest strong identifier. An identifier that several issuer
    identifiers of an ambiguous cluster share has one id in ``identifiers`` and the others in ``shared``. Also
    ``passed_on(identifier, id, until)``: names that belonged to another credential before; and ``ambiguities(id,
    others)``.
    """
    _edges(session)
    session.run(
        "CREATE OR REPLACE TEMP TABLE nodes AS SELECT identifier, (row_number() OVER () - 1)::INTEGER AS node FROM "
        "(SELECT a AS identifier FROM edges UNION SELECT b FROM edges)"
    )
    pairs = session.arrays(
        "SELECT x.node AS a, y.node AS b FROM edges JOIN nodes x ON x.identifier = a JOIN nodes y ON y.identifier = b "
        "WHERE a <> b"
    )
    size = int(str(session.one("SELECT count(*) FROM nodes")))
    labels = np.arange(size, dtype=np.int32)
    if len(pairs["a"]):
        # Imported late: where no two identifiers are joined each is a component, and whoever only reads has no use for
        # it.
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        graph = coo_matrix((np.ones(len(pairs["a"]), dtype=np.int8), (pairs["a"], pairs["b"])), shape=(size, size))
        _, labels = connected_components(graph, directed=False)
    session.load_arrays("components", {"node": np.arange(size, dtype=np.int32), "component": labels})
    _name(session)


def _edges(session: Session) -> None:
    """``edges(a, b)``: identifiers that one observation or log record gives to one credential; accounts known
    elsewhere.

    ``borrowed`` are the identifiers of accounts that another system knows by its own.
    """
    _withdrawn(session)
    session.run(
        "CREATE OR REPLACE TEMP TABLE edges AS SELECT DISTINCT a, b FROM given_names "
        "ANTI JOIN mistaken USING (a, b, source, endpoint) ANTI JOIN passed USING (a, b) UNION "
        "SELECT identifier, identifier FROM used_identifiers UNION SELECT identifier, alias FROM named_twice"
    )
    session.run("CREATE OR REPLACE TEMP TABLE borrowed (identifier VARCHAR)")
    for name, provider in catalogue.providers().items():
        for issuer in provider.delegates_to:
            # An account of a product that signs in through another one is that one's account, if it knows the name.
            session.run(
                "CREATE OR REPLACE TEMP TABLE delegated AS SELECT DISTINCT u.identifier, known.a AS known FROM "
                "used_identifiers u "
                "JOIN (SELECT DISTINCT a FROM given_names WHERE entity = 'credential' AND starts_with(a, $issuer)) "
                "known ON known.a = $issuer || substr(u.identifier, $length) WHERE starts_with(u.identifier, $name)",
                {"name": f"{name}@", "issuer": f"{issuer}@", "length": len(name) + 2},
            )
            session.run("INSERT INTO edges SELECT identifier, known FROM delegated")
            session.run(
                "INSERT INTO borrowed SELECT identifier FROM delegated ANTI JOIN "
                "(SELECT a FROM given_names WHERE entity = 'credential') told ON told.a = identifier"
            )
    _also(session)


def _also(session: Session) -> None:
    """Add to ``borrowed`` the further names that an issuer gives a credential beside the one by which it lists it."""
    pairs = catalogue.also()
    columns = {"one": [one for one, _ in pairs], "other": [other for _, other in pairs]}
    session.load_columns("also", dict.fromkeys(columns, "VARCHAR"), columns)
    session.run(
        f"INSERT INTO borrowed SELECT DISTINCT b FROM edges JOIN also ON one = {catalogue.kind_of('a')} "
        f"AND other = {catalogue.kind_of('b')} ANTI JOIN "
        "(SELECT a AS told FROM given_names WHERE entity = 'credential') ON told = b"
    )


def _withdrawn(session: Session) -> None:
    """``mistaken(a, b, source, endpoint, corrected)`` and ``passed(a, b, until)``: names that no longer join."""
    issuing = {"issuing": catalogue.issued()}
    session.run(
        "CREATE OR REPLACE TEMP TABLE mistaken AS SELECT n.a, n.b, n.source, n.endpoint, "
        "own.last_seen AS corrected FROM given_names n "
        "JOIN given_names own ON own.a = n.a AND own.b = n.a AND own.source = n.source AND own.endpoint = n.endpoint "
        f"WHERE n.a <> n.b AND {catalogue.kind_of('n.b')} IN (SELECT unnest($issuing)) AND n.last_seen < own.last_seen",
        issuing,
    )
    # Few names have ever been told of two.
    session.run(
        "CREATE OR REPLACE TEMP TABLE passed AS WITH several AS MATERIALIZED (SELECT b FROM given_names WHERE a <> b "
        f"AND {catalogue.kind_of('a')} IN (SELECT unnest($issuing)) "
        f"AND {catalogue.kind_of('b')} NOT IN (SELECT unnest($issuing)) GROUP BY b HAVING min(a) <> max(a)), "
        "held AS MATERIALIZED (SELECT n.a, n.b, min(n.first_seen) AS begins, max(n.last_seen) AS until, "
        "bool_and(n.last_seen < own.last_seen) AS dropped, bool_and(coalesce(whole > own.last_seen, false)) AS gone "
        "FROM given_names n SEMI JOIN several ON several.b = n.b "
        "JOIN given_names own ON own.a = n.a AND own.b = n.a AND own.source = n.source AND own.endpoint = n.endpoint "
        "LEFT JOIN (SELECT source, endpoint, max(observed_at) AS whole FROM reads WHERE complete GROUP BY ALL) r "
        "ON r.source = n.source AND r.endpoint = n.endpoint "
        f"WHERE {catalogue.kind_of('n.a')} IN (SELECT unnest($issuing)) GROUP BY n.a, n.b) "
        "SELECT DISTINCT one.a, one.b, one.until FROM held one JOIN held other ON other.b = one.b AND other.a <> one.a "
        "AND other.until > one.until AND (one.dropped OR (one.gone AND other.begins > one.until))",
        issuing,
    )


def _name(session: Session) -> None:
    session.run(
        f"CREATE OR REPLACE TEMP TABLE named AS SELECT identifier, component, {catalogue.kind_of('identifier')} IN "
        "(SELECT unnest($issuing)) AND borrowed.identifier IS NULL AS issuer FROM nodes JOIN components USING (node) "
        "LEFT JOIN (SELECT DISTINCT identifier FROM borrowed) borrowed USING (identifier)",
        {"issuing": catalogue.issued()},
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE identifiers AS WITH counted AS ("
        "SELECT component, count(*) FILTER (issuer) AS issuers, min(identifier) FILTER (issuer) AS issuer_identifier, "
        "min(identifier) AS smallest FROM named GROUP BY component) "
        "SELECT identifier, CASE WHEN issuers > 1 AND issuer THEN identifier "
        "ELSE coalesce(issuer_identifier, smallest) END AS id, issuers > 1 AS ambiguous FROM named JOIN counted USING "
        "(component)"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE shared AS WITH unclear AS ("
        "SELECT identifier, id, component, issuer FROM named JOIN identifiers USING (identifier) WHERE ambiguous) "
        "SELECT name.identifier, other.id FROM unclear name JOIN unclear other USING (component) "
        "WHERE other.issuer AND NOT name.issuer AND other.id <> name.id"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE ambiguities AS SELECT identifiers.id, string_agg(DISTINCT other.id, ', ' ORDER "
        "BY "
        "other.id) AS others FROM named JOIN identifiers USING (identifier) JOIN (SELECT component, id, row_number() "
        "OVER "
        "(PARTITION BY component ORDER BY id) AS place FROM named JOIN identifiers USING (identifier) WHERE ambiguous "
        "AND "
        "issuer) other USING (component) WHERE ambiguous AND named.issuer AND other.id <> identifiers.id AND place <= "
        "4 "
        "GROUP BY identifiers.id"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE passed_on AS SELECT DISTINCT b AS identifier, identifiers.id, until FROM passed "
        "JOIN identifiers ON identifiers.identifier = a"
    )
