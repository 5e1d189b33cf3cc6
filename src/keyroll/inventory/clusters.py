"""Joins strong identifiers into credentials.

Edges are made in SQL and integer-coded; components come from numpy. A cluster with two issuer identifiers is ambiguous:
it is split by issuer identifier and marked, never merged in silence.

A later list may correct an earlier one. The corrected identifier then no longer joins:

- An issuer's id is not renamed. If a list gives a credential two ids, and later gives the same credential without the
  second one, the second id was a mistake.
- A name may pass to another credential, or be a mistake. If a later list gives it to another credential, it belongs to
  the other in two cases: this one's list shows this one without the name; or this one is gone from a complete read, and
  the other got the name only after that. A partial read shows neither.
"""

from keyroll.inventory.part import InventoryPart
from keyroll.store.session import Session

#: Which strong identifiers each list gives to one subject, and from when to when.
NAMES = InventoryPart(
    "given_names",
    "observed",
    "SELECT subject AS a, unnest(strong) AS b, source, endpoint, entity, observed_at AS first_seen, "
    "observed_at AS last_seen FROM {arriving} WHERE entity IN ('credential', 'value')",
    {"first_seen": "min(first_seen)", "last_seen": "max(last_seen)"},
    of_whom="a",
)
PARTS = (NAMES,)


def components(session: Session) -> None:
    """Make ``components`` of the identifiers that edges join."""
    import numpy as np

    pairs = session.arrays(
        "SELECT x.node AS a, y.node AS b FROM edges JOIN nodes x ON x.identifier = a JOIN nodes y ON y.identifier = b "
        "WHERE a <> b"
    )
    size = int(str(session.one("SELECT count(*) FROM nodes")))
    labels = np.arange(size, dtype=np.int32)
    while len(pairs["a"]):
        # Each round, the greater of two components that an edge joins gets the smaller one's label, then every node
        # that of its label.
        a, b = labels[pairs["a"]], labels[pairs["b"]]
        if (a == b).all():
            break
        np.minimum.at(labels, np.maximum(a, b), np.minimum(a, b))
        while ((deeper := labels[labels]) != labels).any():
            labels = deeper
    labels = np.unique(labels, return_inverse=True)[1].astype(np.int32)
    session.load_arrays("components", {"node": np.arange(size, dtype=np.int32), "component": labels})
