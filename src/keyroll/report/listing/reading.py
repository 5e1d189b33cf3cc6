"""A session that sees the inventory and the events, as they are or as of then."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from keyroll.clock import iso
from keyroll.errors import NothingToDo
from keyroll.report.listing.contract import Times
from keyroll.report.listing.offered import offer_now
from keyroll.store.home import Home
from keyroll.store.session import Session

NOW = Times()


def home_clock(session: Session, now: datetime) -> None:
    """Make ``now()`` and its like in a person's SQL the time of the list, not the machine's."""
    moment = f"TIMESTAMPTZ '{iso(now)}'"
    for name in ("now", "get_current_timestamp", "current_timestamp", "transaction_timestamp"):
        session.run(f"CREATE OR REPLACE TEMP MACRO {name}() AS {moment}")
    for name in ("today", "current_date"):
        session.run(f"CREATE OR REPLACE TEMP MACRO {name}() AS CAST({moment} AS DATE)")


@contextmanager
def reading(home: Home, times: Times = NOW, *, events: bool = True, whole: bool = True) -> Iterator[Session]:
    """Lend a session with the tables of the inventory and the views ``observed`` and ``events``. Raises NothingToDo.

    As of another time the inventory is folded anew in the session, and nothing is published. Without ``events`` that
    view is not made: to plan it takes longer than most lists. What is not ``whole`` has each relation from the moment
    when ``build`` is called for it, or for one that needs it.
    """
    with home.session() as session:
        if times.travels and home.lake.names("inventory/"):
            from keyroll.inventory import tables

            tables.fold(session, home, at=times.at, known_at=times.known_at)
            _something(session, times)
            from keyroll.reach.inventory.dumps import account_pages

            account_pages(session, home)
        elif offer_now(session, home, whole=whole):
            if events:
                from keyroll.intake.view import events_view

                events_view(session, home.lake)
        else:
            raise NothingToDo("the inventory is empty", hint="begin with: keyroll sync --from FOLDER")
        yield session


def _something(session: Session, times: Times) -> None:
    """Make sure that anything was there by then. Raises NothingToDo with when the first of it was."""
    if session.one("SELECT count(*) FROM observed") or session.one("SELECT count(*) FROM log_windows"):
        return
    first = session.tuples(
        "SELECT min(observed_at), min(recorded_at) FROM (SELECT observed_at, recorded_at FROM observations "
        "UNION ALL SELECT happened_at, recorded_at FROM all_events)"
    )
    observed, recorded = (iso(at) if isinstance(at, datetime) else "never" for at in first[0])
    raise NothingToDo(
        f"nothing had been {times.words}", hint=f"the first was observed at {observed}, recorded here at {recorded}"
    )
