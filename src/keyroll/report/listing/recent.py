"""The first rows of the events, newest first: those that a sync kept, then those of the newest days."""

from collections.abc import Iterable, Iterator
from typing import Final

from keyroll.inventory.published import code
from keyroll.model.ids import digest
from keyroll.report.listing.contract import Listing, Times, named
from keyroll.report.listing.narrow import Narrow
from keyroll.store.home import Home
from keyroll.store.kept import is_kept, keep, stands, take
from keyroll.store.session import Session

#: The factor by which more records are read if the newest days had too few rows.
_GROWTH: Final = 8
#: The table that keeps the newest events, and their number: the rows of a list, and one more that shows that there are
#: more.
_KEPT: Final = "kept/newest_events"
NEWEST: Final = 10_001


def has_recent(home: Home, listing: Listing, where: str, times: Times, narrow: Narrow) -> bool:
    """Return whether the first rows of a list are those of the newest days: of events, with a condition on each."""
    by_row = "select" not in where.lower() and "from" not in where.lower()
    return (
        listing.newest_days_first
        and by_row
        and not times.travels
        and narrow == Narrow()
        and bool(home.lake.names("events/"))
    )


def recent(session: Session, home: Home, at_least: int) -> Iterator[str]:
    """Make ``events`` of the newest ones, with at least this many records; each further step adds earlier ones.

    Each step yields the condition that excludes the view's rows of earlier days.
    """
    if take(session, home.lake, _KEPT, _mark(home), "events"):
        yield "true"
    yield from _of_days(session, home, at_least)


def keep_newest(home: Home) -> None:
    """Keep the newest events for the lists after this sync. The caller holds the lease."""
    mark = _mark(home)
    if is_kept(home.lake, _KEPT, mark) or not home.lake.names("events/"):
        return
    with home.session() as session:
        # The first days with enough records include the newest records: no other day may come before them.
        condition = next(_of_days(session, home, NEWEST))
        query = in_order(f"SELECT * FROM events WHERE {condition}", named("events"), session.columns("events"))
        session.run(f"CREATE OR REPLACE TEMP TABLE newest_events AS {query} LIMIT {NEWEST}")
        keep(session, home.lake, "newest_events", _KEPT, mark)


def in_order(query: str, listing: Listing, columns: Iterable[str]) -> str:
    """Return some columns of a query's rows, in the order of a list."""
    chosen = ", ".join('"' + name.replace('"', '""') + '"' for name in columns)
    # Rows that are equal in the list's own order also get a fixed order.
    return f"SELECT {chosen} FROM ({query}) ORDER BY {listing.order}, {chosen}"


def _of_days(session: Session, home: Home, at_least: int) -> Iterator[str]:
    from keyroll.intake.view import events_of_days

    by_table = {table: home.lake.days(table) for table in home.lake.names("events/")}
    days = sorted({day for of_table in by_table.values() for day in of_table}, reverse=True)
    wanted, records = at_least, 0
    for place, day in enumerate(days, start=1):
        records += sum(of_table.get(day, 0) for of_table in by_table.values())
        if records >= wanted or place == len(days):
            events_of_days(
                session, home.lake, {table: of_table.keys() & set(days[:place]) for table, of_table in by_table.items()}
            )
            yield f"day >= DATE '{day}'"
            wanted = records * _GROWTH


def _mark(home: Home) -> str:
    rows = stands(home.lake, *home.lake.names("events/"))
    return digest(code("intake", "model", "providers", "store"), str(NEWEST), named("events").order, rows)
