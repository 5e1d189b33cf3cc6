"""Keys that took the network of others: one that is turned goes on with the life of the one before it.

A key that is changed every thirty days would never have a past by which it could be judged. Surveys tell of a turn:
where one credential of that name and holder was listed, another one is. It counts from the survey that shows it, and
only one that was read to its end shows that the old one is gone; what another list holds says nothing.
"""

from datetime import datetime

from keyroll.model.observation import ENDED
from keyroll.store.relations import build
from keyroll.store.session import Session

#: Each time that the only credential of its kind, name and holder in a list is another one than it was before.
_TURNS = f"""
    WITH labelled AS (
        SELECT DISTINCT source, endpoint, kind, name, principal, observed_at, id
        FROM states JOIN reads USING (source, endpoint, observed_at)
        WHERE complete AND coalesce(name, principal) IS NOT NULL AND kind <> 'account' AND state NOT IN {ENDED}),
    single AS (
        SELECT source, endpoint, kind, name, principal, observed_at, min(id) AS id FROM labelled
        GROUP BY source, endpoint, kind, name, principal, observed_at HAVING count(*) = 1)
    SELECT id, lag(id) OVER (PARTITION BY source, endpoint, kind, name, principal ORDER BY observed_at) AS before,
           observed_at
    FROM single QUALIFY id <> before ORDER BY observed_at, id"""


def turned(session: Session) -> None:
    """Make ``turned``: ``own`` goes on with the ``life`` of the first before it, since a survey."""
    lives: dict[str, tuple[str, datetime]] = {}
    for own, before, at in session.tuples(_TURNS):
        life = lives.get(str(before), (str(before), at))[0]
        if isinstance(at, datetime) and own not in lives and life != own:
            lives[str(own)] = (life, at)
    types = {"own": "VARCHAR", "life": "VARCHAR", "since": "TIMESTAMPTZ"}
    session.load_rows("turned", types, ((own, life, since) for own, (life, since) in sorted(lives.items())))


def life_of(session: Session) -> dict[str, tuple[str, datetime]]:
    """Return by a credential's id whose life it goes on with, and since when."""
    build(session, "turned")
    rows = session.tuples("SELECT own, life, since FROM turned")
    return {str(own): (str(life), since) for own, life, since in rows if isinstance(since, datetime)}
