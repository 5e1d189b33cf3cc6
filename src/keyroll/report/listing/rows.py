"""The rows of a list, narrowed by a condition and a span of time."""

import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from keyroll.clock import iso
from keyroll.errors import BadQuery, UsageError
from keyroll.model.earlier import MEMBERS
from keyroll.report.listing.contract import Listed, Listing, ListRequest, Times, named
from keyroll.report.listing.narrow import Narrow, narrowed, pivots
from keyroll.report.listing.reading import reading
from keyroll.store import guard
from keyroll.store.home import Home
from keyroll.store.session import Row, Session

EVERY = Narrow()


@dataclass(frozen=True, slots=True)
class Open:
    """A list that is ready to be asked: its locked session, its types, and the query of its rows, unordered."""

    session: Session
    listing: Listing
    types: dict[str, str]
    query: str
    request: ListRequest


@contextmanager
def opened(home: Home, kind: str, where: str, times: Times, narrow: Narrow = EVERY) -> Iterator[Open]:
    """Lend a list of a kind, narrowed. Raises UsageError, BadQuery, NothingToDo."""
    listing, request = named(kind), ListRequest(home, times)
    events = narrow != EVERY or listing.needs_events(where)
    with reading(home, times if listing.folded else Times(), events=events) as session:
        listing.make(session, request)
        types = session.columns(f"({listing.query})")
        meant = narrowed(session, request, narrow)
        guard.lock(session, home.path / "lake")
        try:
            earlier = {old: new for new, old in MEMBERS.items() if new in types and old not in types} if where else {}
            known = types | {old: types[new] for old, new in earlier.items()}
            conditions = [guard.condition(session, where, known)] if where else []
            conditions += [*_span(kind, listing, times), *([meant] if meant else [])]
            query = _earlier(listing.query, earlier) + (f" WHERE {' AND '.join(conditions)}" if conditions else "")
            yield Open(session, listing, types, query, request)
        except BadQuery as error:
            raise BadQuery(str(error), hint=error.hint.replace("list KIND", f"list {kind}")) from None


def listed(home: Home, kind: str, *, where: str, limit: int, times: Times, narrow: Narrow = EVERY) -> Listed:
    """Return a list, narrowed by a condition in SQL. Raises UsageError, BadQuery, NothingToDo."""
    with opened(home, kind, where, times, narrow) as opened_list:
        # Rows that the list's own order holds for equal come in an order that is the same every time, too.
        ties = ", ".join('"' + name.replace('"', '""') + '"' for name in opened_list.types)
        query = f"{opened_list.query} ORDER BY {opened_list.listing.order}, {ties}"
        rows = guard.select(opened_list.session, query, limit=limit + 1, types=opened_list.types)
    return Listed(
        kind=kind,
        title=opened_list.listing.title,
        rows=rows[:limit],
        shown=opened_list.listing.shown,
        types=opened_list.types,
        cut=len(rows) > limit,
        as_of=opened_list.request.now,
        note=times.words,
        then=_then(kind, opened_list.listing, rows),
    )


def _then(kind: str, listing: Listing, rows: list[Row]) -> str:
    """Return the command that leads on from the first row; empty where no row is there or none can be opened."""
    if not rows or not (listing.then or listing.opens or {"raw", "record"} <= rows[0].keys()):
        return ""
    command = listing.then or f"keyroll list {kind} --open {{{listing.key}}}"
    return re.sub(r"\{(\w+)\}", lambda column: shlex.quote(str(rows[0][column[1]])), command)


def pivoted(home: Home, pivot: str, *, limit: int, times: Times) -> Listed:
    """Return what there is to pivot on from a finding, a story or an event. Raises UsageError, NothingToDo."""
    request = ListRequest(home, times)
    with reading(home, times) as session:
        query = pivots(session, request, pivot)
        types, rows = session.columns(f"({query})"), session.rows(f"{query} LIMIT {limit + 1}")
    title = "values to pivot on: add --by"
    return Listed("pivot", title, rows[:limit], tuple(types), types, len(rows) > limit, request.now, times.words)


def _earlier(query: str, earlier: Mapping[str, str]) -> str:
    """Return a SELECT of all rows of a query whose condition may name columns by their earlier names, too."""
    if not earlier:
        return f"SELECT * FROM ({query})"
    named_again = ", ".join(f"{new} AS {old}" for old, new in earlier.items())
    return f"SELECT * EXCLUDE ({', '.join(earlier)}) FROM (SELECT *, {named_again} FROM ({query}))"


def _span(kind: str, listing: Listing, times: Times) -> list[str]:
    """Return the conditions of ``--since`` and ``--until``. Raises UsageError where a list has no time to go by."""
    bounds = [(">=", times.since), ("<=", times.until)]
    if any(bound for _, bound in bounds) and not listing.time:
        raise UsageError(
            f"the list of {kind} has no one time to go by", hint="name a column: --where \"last_used >= '2023-10-18'\""
        )
    return [f"{listing.time} {sign} TIMESTAMPTZ '{iso(bound)}'" for sign, bound in bounds if bound]
