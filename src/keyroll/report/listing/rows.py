"""The rows of a list, narrowed by a condition and a span of time."""

import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from keyroll.clock import iso
from keyroll.errors import BadQuery, UsageError
from keyroll.model.earlier import MEMBERS
from keyroll.report.listing.contract import Listed, Listing, ListRequest, Times, named
from keyroll.report.listing.narrow import Narrow, narrowed, pivots
from keyroll.report.listing.reading import home_clock, reading
from keyroll.report.listing.recent import has_recent, in_order, recent
from keyroll.store import guard
from keyroll.store.home import Home
from keyroll.store.session import Row, Session

EVERY = Narrow()
#: A column in the next command.
_COLUMN: Final = re.compile(r"\{(\w+)\}")
#: A condition with one of these words may read any relation, not only its own list.
_READS: Final = re.compile(r"select|from|table", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Open:
    """A list ready for queries: its locked session, its types, and the query of its rows, unordered.

    ``unknown`` is the query of the rows for which the condition is unknown; empty without a condition.
    """

    session: Session
    listing: Listing
    types: dict[str, str]
    query: str
    request: ListRequest
    unknown: str


@contextmanager
def opened(home: Home, kind: str, where: str, times: Times, narrow: Narrow = EVERY) -> Iterator[Open]:
    """Provide the chosen rows of a list. Raises UsageError, BadQuery, NothingToDo."""
    listing = named(kind)
    events = narrow != EVERY or times.travels or listing.needs_events(where)
    request = ListRequest(home, times, events)
    whole = narrow != EVERY or bool(_READS.search(where))
    with reading(home, times if listing.folded else Times(), events=events, whole=whole) as session:
        listing.make(session, request)
        types = session.columns(f"({listing.query})")
        meant = narrowed(session, request, narrow)
        home_clock(session, request.now)
        guard.lock(session, home.path / "lake")
        with _named_as(kind):
            also = [meant] if meant else []
            query, unknown = _narrowed(session, kind, listing, types, where, times, also)
            yield Open(session, listing, types, query, request, unknown)


def listed(
    home: Home,
    kind: str,
    *,
    where: str,
    limit: int,
    times: Times,
    narrow: Narrow = EVERY,
    only_shown: bool = False,
    count_unknown: bool = False,
) -> Listed:
    """Return a list, narrowed by a condition in SQL. Raises UsageError, BadQuery, NothingToDo.

    With ``only_shown`` rows have the columns of the table, and those of the next command. With
    ``count_unknown`` the rows for which the condition is unknown are counted.
    """
    listing, unknown = named(kind), None
    if has_recent(home, listing, where, times, narrow):
        rows, types = _newest(home, kind, listing, where, times, limit, only_shown=only_shown)
    else:
        with opened(home, kind, where, times, narrow) as opened_list:
            types = opened_list.types
            query = _ordered(opened_list.query, listing, types, only_shown=only_shown)
            counting = [f"SELECT count(*) AS rows FROM ({opened_list.unknown})"] if count_unknown and where else []
            rows, *counted = _select(opened_list.session, [query, *counting], where, limit + 1, types)
            unknown = int(str(counted[0][0]["rows"])) if counted else None
    return Listed(
        kind=kind,
        title=listing.title,
        rows=rows[:limit],
        shown=listing.shown,
        types=types,
        cut=len(rows) > limit,
        as_of=ListRequest(home, times).now,
        note=times.words,
        then=_then(kind, listing, rows),
        lacks="" if rows or where or narrow != EVERY else listing.filled_by,
        unknown=unknown,
    )


def _select(session: Session, queries: list[str], where: str, limit: int, types: Mapping[str, str]) -> list[list[Row]]:
    """Run queries of a list, in another process if they have a person's condition. Raises BadQuery."""
    if not where:
        return [guard.own(session, query, limit=limit) for query in queries]
    return [rows for rows, _ in guard.answers(session, queries, limit=limit, types=types)]


def _then(kind: str, listing: Listing, rows: list[Row]) -> str:
    """Return the next command for the first row; empty if there is no row or none can be opened."""
    if not rows or not (listing.then or listing.opens or {"raw", "record"} <= rows[0].keys()):
        return ""
    command = listing.then or f"keyroll list {kind} --open {{{listing.key}}}"
    return _COLUMN.sub(lambda column: shlex.quote(str(rows[0][column[1]])), command)


def _newest(
    home: Home, kind: str, listing: Listing, where: str, times: Times, limit: int, *, only_shown: bool
) -> tuple[list[Row], dict[str, str]]:
    """Return the first rows of a list of events and one more, reading the newest days until there are enough."""
    from keyroll.intake.view import no_events

    rows: list[Row] = []
    with home.session() as session, _named_as(kind):
        types = session.columns(f"({no_events()})")
        home_clock(session, ListRequest(home, times).now)
        guard.lock(session, home.path / "lake")
        for condition in recent(session, home, limit + 1):
            query, _ = _narrowed(session, kind, listing, types, where, times, [condition])
            ordered = _ordered(query, listing, types, only_shown=only_shown)
            (rows,) = _select(session, [ordered], where, limit + 1, types)
            if len(rows) > limit:
                break
    return rows, types


def _ordered(query: str, listing: Listing, types: Mapping[str, str], *, only_shown: bool) -> str:
    needed = {*listing.shown, "id", listing.key, "raw", "record", *_COLUMN.findall(listing.then)}
    return in_order(query, listing, [name for name in types if name in needed or not only_shown])


@contextmanager
def _named_as(kind: str) -> Iterator[None]:
    """Name the list in the hint of a query that fails."""
    try:
        yield
    except BadQuery as error:
        raise BadQuery(str(error), hint=error.hint.replace("list KIND", f"list {kind}")) from None


def _narrowed(
    session: Session, kind: str, listing: Listing, types: dict[str, str], where: str, times: Times, also: list[str]
) -> tuple[str, str]:
    """Return the query of a list's rows under a person's condition, a span of time, and further conditions.

    The second query is that of the rows for which the person's condition is unknown; empty without one.
    """
    earlier = {old: new for new, old in MEMBERS.items() if new in types and old not in types} if where else {}
    known = types | {old: types[new] for old, new in earlier.items()}
    condition = guard.condition(session, where, known) if where else ""
    further, rows = [*_span(kind, listing, times), *also], _earlier(listing.query, earlier)

    def under(first: str) -> str:
        conditions = [first, *further] if first else further
        return rows + (f" WHERE {' AND '.join(conditions)}" if conditions else "")

    return under(condition), under(f"({condition} IS NULL)") if condition else ""


def pivoted(home: Home, pivot: str, *, limit: int, times: Times) -> Listed:
    """Return the possible pivots of a finding, a story or an event. Raises UsageError, NothingToDo."""
    request = ListRequest(home, times)
    with reading(home, times) as session:
        query = pivots(session, request, pivot)
        types, rows = session.columns(f"({query})"), session.rows(f"{query} LIMIT {limit + 1}")
    title = "values to pivot on: add --by"
    return Listed("pivot", title, rows[:limit], tuple(types), types, len(rows) > limit, request.now, times.words)


def _earlier(query: str, earlier: Mapping[str, str]) -> str:
    """Return a SELECT of all rows of a query whose condition may also use earlier names of columns."""
    if not earlier:
        return f"SELECT * FROM ({query})"
    named_again = ", ".join(f"{new} AS {old}" for old, new in earlier.items())
    return f"SELECT * EXCLUDE ({', '.join(earlier)}) FROM (SELECT *, {named_again} FROM ({query}))"


def _span(kind: str, listing: Listing, times: Times) -> list[str]:
    """Return the conditions of ``--since`` and ``--until``. Raises UsageError if a list has no time column."""
    bounds = [(">=", times.since), ("<=", times.until)]
    if any(bound for _, bound in bounds) and not listing.time:
        raise UsageError(
            f"the list of {kind} has no time column", hint="name a column: --where \"last_used >= '2023-10-18'\""
        )
    return [f"{listing.time} {sign} TIMESTAMPTZ '{iso(bound)}'" for sign, bound in bounds if bound]
