"""The places of an audit, drawn at random: in each, a person searches for all credentials of an un-surveyed scope.

A place is one team, or one location if no owner is known, at one un-surveyed source. Teams come first because a
draw among places that hold a known credential would never find the forgotten ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from keyroll.store.session import Session


@dataclass(frozen=True, slots=True, order=True)
class AuditPlace:
    """One place: its name in ``audit.csv``, its type, and the kinds to find at its source."""

    place: str
    what: str
    source: str
    kinds: str


def places(session: Session) -> list[AuditPlace]:
    """Return every place that may be drawn, in order."""
    rows = session.tuples(
        "WITH hidden AS (SELECT source, string_agg(DISTINCT kind, ', ' ORDER BY kind) AS kinds FROM list_records "
        "WHERE NOT surveyed GROUP BY source), teams AS (SELECT DISTINCT owner AS name, 'team' AS what "
        "FROM list_records WHERE owner IS NOT NULL), "
        "homes AS (SELECT DISTINCT coalesce(nullif(place, ''), location) AS name, kind AS what FROM locations), "
        "frame AS (SELECT * FROM teams UNION SELECT * FROM homes WHERE NOT EXISTS (SELECT 1 FROM teams)) "
        "SELECT DISTINCT name || ' at ' || source, what, source, kinds FROM hidden, frame ORDER BY ALL"
    )
    return [AuditPlace(*(str(cell) for cell in row)) for row in rows]


def drawn(frame: Sequence[AuditPlace], count: int) -> list[AuditPlace]:
    """Draw places without replacement; the same places give the same order, so a larger draw begins like a smaller."""
    seed = sha256("\n".join(repr(framed) for framed in frame).encode()).digest()
    order = np.random.default_rng(int.from_bytes(seed[:8])).permutation(len(frame))
    return [frame[int(place)] for place in order[:count]]
