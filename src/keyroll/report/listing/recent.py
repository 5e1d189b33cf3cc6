"""The first rows of the events, newest first: of the newest days alone, as many as it takes."""

from collections.abc import Iterator
from typing import Final

from keyroll.report.listing.contract import Listing, Times
from keyroll.report.listing.narrow import Narrow
from keyroll.store.home import Home
from keyroll.store.session import Session

#: How many times more records are looked at where the newest days had too few rows.
_GROWTH: Final = 8


def has_recent(home: Home, listing: Listing, where: str, times: Times, narrow: Narrow) -> bool:
    """Say whether the first rows of a list are those of the newest days: of events, under a condition on each alone."""
    by_row = "select" not in where.lower() and "from" not in where.lower()
    return (
        listing.newest_days_first
        and by_row
        and not times.travels
        and narrow == Narrow()
        and bool(home.lake.names("events/"))
    )


def recent(session: Session, home: Home, at_least: int) -> Iterator[str]:
    """Make ``events`` of the newest days, with at least so many records; each further step adds earlier days.

    Each step yields the condition that leaves out what the view has of days before.
    """
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
