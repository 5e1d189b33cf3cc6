"""The stored findings and stories of the last hunt (``publish``). It imports no module that hunts."""

from functools import partial
from typing import Final

from keyroll.store.home import Home
from keyroll.store.relations import build, catalogue, give, load, offer
from keyroll.store.session import Session

APART: Final = "use_by_another_actor"
#: An intruder's story: high, and expected in a benign organisation less than once in 52 weeks, or in a number that was
#: not measured.
_INTRUDERS: Final = """
WITH stories AS (
    SELECT id AS story, networks, date_trunc('day', first_at) - INTERVAL 1 DAY AS since,
        list_concat(subjects, list_transform(footholds, lambda made: split_part(made, ': ', -1))) AS named
    FROM last_stories
    WHERE severity_id >= 4 AND coalesce(expected_a_week < 1.0 / 52, true))
SELECT DISTINCT i.id, network, story, since
FROM (SELECT story, networks, since, unnest(named) AS identifier FROM stories) s
JOIN identifiers i ON i.identifier = s.identifier OR i.id = s.identifier, unnest(s.networks) AS n(network)
ORDER BY ALL
"""


def offer_apart(session: Session, home: Home) -> None:
    """Offer ``use_by_another_actor`` of the last hunt, made on first use."""
    offer(session, {APART: partial(_apart, session, home)})


def _apart(session: Session, home: Home) -> None:
    rows: list[tuple[object, ...]] = []
    if "last_stories" in session.built or last(session, home, "stories"):
        build(session, "identifiers")
        rows = list(session.tuples(_INTRUDERS))
    load(session, APART, {name: [row[place] for row in rows] for place, name in enumerate(catalogue()[APART].types)})


def last(session: Session, home: Home, table: str) -> bool:
    """Make ``last_findings`` or ``last_stories`` of the last hunt; return False without a hunt."""
    if not home.lake.view(session, f"hunt/{table}", f"last_{table}"):
        return False
    if table == "stories":
        _complete(session)
    give(session, f"last_{table}")
    return True


def _complete(session: Session) -> None:
    """Add the columns that a hunt by an earlier version did not store; they are NULL."""
    types = catalogue()["last_stories"].types
    if session.columns("last_stories").keys() >= types.keys():
        return
    rows = [tuple(row.get(column) for column in types) for row in session.rows("FROM last_stories")]
    session.run("DROP VIEW last_stories")
    session.load_rows("last_stories", types, rows)
