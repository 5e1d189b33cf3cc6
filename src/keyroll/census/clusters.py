"""Joins strong handles into credentials.

Edges are made in SQL and integer-coded; components come from scipy. A cluster with two issuer handles is ambiguous:
it is split by issuer handle and marked, never merged in silence.
"""

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from keyroll.providers import catalogue
from keyroll.store.session import Session


def cluster(session: Session) -> None:
    """Make ``handles(handle, id, ambiguous)`` of ``observed``, ``used``, ``named_twice``, and ``claims(…)``.

    ``id`` is the cluster's issuer handle, else its smallest strong handle. A handle that several issuer handles of an
    ambiguous cluster share has one id in ``handles`` and all of them in ``claims``.
    """
    _edges(session)
    session.run(
        "CREATE OR REPLACE TEMP TABLE nodes AS SELECT handle, (row_number() OVER (ORDER BY handle) - 1)::INTEGER AS "
        "node "
        "FROM (SELECT a AS handle FROM edges UNION SELECT b FROM edges)"
    )
    pairs = session.tuples(
        "SELECT x.node, y.node FROM edges JOIN nodes x ON x.handle = a JOIN nodes y ON y.handle = b WHERE a <> b"
    )
    size = int(str(session.one("SELECT count(*) FROM nodes")))
    if size:
        ends = np.asarray(pairs, dtype=np.int32).reshape(-1, 2)
        graph = coo_matrix((np.ones(len(ends), dtype=np.int8), (ends[:, 0], ends[:, 1])), shape=(size, size))
        _, labels = connected_components(graph, directed=False)
    else:
        labels = np.empty(0, dtype=np.int32)
    session.load_columns(
        "components",
        {"node": "INTEGER", "component": "INTEGER"},
        {"node": list(range(size)), "component": [int(label) for label in labels]},
    )
    _name(session)


def _edges(session: Session) -> None:
    """``edges(a, b)``: handles that one observation or log record gives to one credential; accounts known elsewhere."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE edges AS "
        "SELECT DISTINCT subject AS a, unnest(strong) AS b FROM observed WHERE entity IN ('credential', 'value') "
        "UNION SELECT handle, handle FROM used UNION SELECT handle, alias FROM named_twice"
    )
    for name, provider in catalogue.providers().items():
        for issuer in provider.delegates_to:
            # An account of a product that signs in through another one is that one's account, if it knows the name.
            session.run(
                "INSERT INTO edges SELECT DISTINCT used.handle, known.subject FROM used JOIN "
                "(SELECT DISTINCT subject FROM observed WHERE entity = 'credential') known "
                "ON known.subject = $issuer || substr(used.handle, $length) WHERE starts_with(used.handle, $name)",
                {"name": f"{name}@", "issuer": f"{issuer}@", "length": len(name) + 2},
            )


def _name(session: Session) -> None:
    session.run(
        "CREATE OR REPLACE TEMP TABLE named AS "
        "SELECT handle, component, subject IS NOT NULL AND split_part(handle, ':', 2) IN "
        "(SELECT unnest($issuing)) AS issuer FROM nodes JOIN components USING (node) "
        "LEFT JOIN (SELECT DISTINCT subject FROM observed WHERE entity = 'credential') ON subject = handle",
        {"issuing": catalogue.handle_kinds()},
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE handles AS WITH counted AS ("
        "SELECT component, count(*) FILTER (issuer) AS issuers, min(handle) FILTER (issuer) AS issuer_handle, "
        "min(handle) AS smallest FROM named GROUP BY component) "
        "SELECT handle, CASE WHEN issuers > 1 AND issuer THEN handle "
        "ELSE coalesce(issuer_handle, smallest) END AS id, issuers > 1 AS ambiguous FROM named JOIN counted USING "
        "(component)"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE claims AS SELECT handle, id FROM handles UNION "
        "SELECT shared.handle, issuer.id FROM handles shared JOIN named USING (handle) "
        "JOIN named other ON other.component = named.component AND other.issuer "
        "JOIN handles issuer ON issuer.handle = other.handle WHERE shared.ambiguous AND NOT named.issuer"
    )
