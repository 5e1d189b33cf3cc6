"""Joins strong identifiers into credentials.

Edges are made in SQL and integer-coded; components come from numpy. A cluster with two issuer identifiers is ambiguous:
it is split by issuer identifier and marked, never merged in silence.

What a list once said may be taken back by what lists say later, and then no longer joins:

- An issuer's id is not renamed. Where a list told a credential by its id and by another id, and later tells the same
  credential without that one, the other id was a mistake.
- A name may be given away, or have been a mistake. Where another credential is told by it later, it is the other's
  if this one's list tells this one without it; or if this one is gone from a complete read, and the other was told by
  the name only after that. A read that was cut shows neither.
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
