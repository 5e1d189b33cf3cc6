"""A session with the inventory and the events, as of now or of an earlier time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from keyroll.clock import iso
from keyroll.detection.last import offer_apart
from keyroll.errors import NothingToDo
from keyroll.report.listing.contract import Times
from keyroll.report.listing.offered import offer_now
from keyroll.store.home import Home
from keyroll.store.session import Session

NOW = Times()


def home_clock(session: Session, now: datetime) -> None:
    """Make ``now()`` and similar functions in a person's SQL return the time of the list, not the machine's."""
    moment = f"TIMESTAMPTZ '{iso(now)}'"
    for name in ("now", "get_current_timestamp", "current_timestamp", "transaction_timestamp"):
        session.run(f"CREATE OR REPLACE TEMP MACRO {name}() AS {moment}")
    for name in ("today", "current_date"):
        session.run(f"CREATE OR REPLACE TEMP MACRO {name}() AS CAST({moment} AS DATE)")


@contextmanager
def reading(home: Home, times: Times = NOW, *, events: bool = True, whole: bool = True) -> Iterator[Session]:
    """Provide a session with the tables of the inventory and the views ``observed`` and ``events``. Raises NothingToDo.

    As of another time the inventory is derived again in the session, and nothing is published. Without ``events`` that
    view is not made: its planning takes longer than most lists. Without ``whole`` each relation exists from the moment
    when ``build`` is called for it, or for one that needs it.
    """
    with home.session() as session:
        offer_apart(session, home)
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
    """Check that any data was there at that time. Raises NothingToDo with the time of the first."""
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
