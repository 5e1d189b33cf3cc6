"""One part of a list in an order of the reader's, with how many rows there are, and counts by value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.errors import UsageError
from keyroll.report import filters
from keyroll.report.listing.contract import ListRequest, Times, named
from keyroll.report.listing.rows import opened
from keyroll.store import guard
from keyroll.store.home import Home
from keyroll.store.session import Row, Session, Value

NOW = Times()
#: Values of a facet that are counted: the most frequent ones.
_VALUES: Final = 8


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many rows have a value."""

    value: Value
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a list from ``offset`` on, of ``total``; ``where`` is the condition of the filter."""

    kind: str
    title: str
    rows: tuple[Row, ...]
    types: dict[str, str]
    total: int
    offset: int
    where: str
    facets: dict[str, tuple[FacetValue, ...]]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class PartRequest:
    """Which part is meant: ``sort`` is a column, with ``-`` before it the other way round; empty: the list's order."""

    text: str = ""
    sort: str = ""
    offset: int = 0
    limit: int = 50
    facets: Sequence[str] = ()


def part(home: Home, kind: str, wanted: PartRequest, times: Times = NOW) -> Part:
    """Return a part of a list. Raises UsageError, BadQuery, NothingToDo."""
    listing = named(kind)
    now = ListRequest(home, times).now
    with opened(home, kind, "", times) as ready:
        where = filters.condition(wanted.text, ready.types, now)
        rows_of = ready.query
        if where:
            rows_of = f"SELECT * FROM ({ready.query}) WHERE {guard.condition(ready.session, where, ready.types)}"
        ties = ", ".join(f'"{name}"' for name in ready.types)
        order = _order(wanted.sort, ready.types, listing.order)
        query = f"{rows_of} ORDER BY {order}, {ties} OFFSET {int(wanted.offset)}"
        rows = guard.select(ready.session, query, limit=wanted.limit, types=ready.types)
        (counted,) = guard.select(ready.session, f"SELECT count(*) AS n FROM ({rows_of})", limit=1)
        facets = {name: _facet(ready.session, rows_of, name) for name in wanted.facets}
    total = int(str(counted["n"]))
    return Part(kind, listing.title, tuple(rows), ready.types, total, wanted.offset, where, facets, now)


def _facet(session: Session, rows_of: str, name: str) -> tuple[FacetValue, ...]:
    query = f'SELECT "{name}" AS value, count(*) AS n FROM ({rows_of}) GROUP BY 1 ORDER BY n DESC, 1 NULLS LAST'
    rows = guard.select(session, query, limit=_VALUES)
    return tuple(FacetValue(one["value"], int(str(one["n"]))) for one in rows)


def _order(sort: str, types: dict[str, str], own: str) -> str:
    if not sort:
        return own
    name = sort.removeprefix("-")
    if name not in types:
        raise UsageError(f"there is no column {name!r} to sort by", hint="choose a heading of the table")
    return f'"{name}" {"DESC" if sort.startswith("-") else "ASC"} NULLS LAST'
