"""A session that sees the roll and the events, as they are or as of then."""

from collections.abc import Iterator
from contextlib import contextmanager

from keyroll.census import roll
from keyroll.errors import NothingToDo
from keyroll.intake.surveys import observations_view
from keyroll.intake.view import events_view
from keyroll.report.listing.contract import Times
from keyroll.store.home import Home
from keyroll.store.session import Session

NOW = Times()


@contextmanager
def reading(home: Home, times: Times = NOW) -> Iterator[Session]:
    """Lend a session with the tables of the roll and the views ``observed`` and ``events``. Raises NothingToDo.

    As of another time the roll is folded anew in the session, and nothing is published.
    """
    with home.session() as session:
        if times.travels and home.lake.names("roll/"):
            roll.fold(session, home, at=times.at, known_at=times.known_at)
        elif roll.open_roll(session, home):
            observations_view(session, home.lake, "observed")
            events_view(session, home.lake)
        else:
            raise NothingToDo("the roll is empty", hint="begin with: keyroll sync --from FOLDER")
        yield session
