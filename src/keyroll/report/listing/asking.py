"""Runs one SELECT of a person over all relations: ``--sql``, and saved hunts."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from keyroll.errors import BadQuery
from keyroll.report.listing.contract import Listed, ListRequest, Times, named
from keyroll.report.listing.reading import home_clock, reading
from keyroll.store import guard
from keyroll.store.home import Home
from keyroll.store.session import Session

#: The tables of the last hunt, and their names in a query.
_HUNTED = {"hunt/findings": "findings", "hunt/stories": "stories", "hunt/evidence": "evidence"}
#: The relations that the error of an unknown name lists, the most useful first.
_VIEWS = ("listed", "events", "credentials", "principals", "identifiers", "grants", "findings", "stories", "evidence")
_NO_TABLE = re.compile(r"Table with name (\S+) does not exist")


@contextmanager
def asking(home: Home, kind: str = "events", times: Times = Times()) -> Iterator[Session]:  # noqa: B008 - frozen
    """Provide a locked session with the inventory, the events, the last hunt, and the rows of one list as
    ``listed``."""
    listing, request = named(kind), ListRequest(home, times)
    with reading(home, times if listing.folded else Times()) as session:
        listing.make(session, request)
        for table, name in _HUNTED.items():
            home.lake.view(session, table, name)
        session.run(f"CREATE TEMP VIEW listed AS {listing.query}")
        home_clock(session, request.now)
        guard.lock(session, home.path / "lake")
        yield session


def answered(session: Session, query: str, *, limit: int) -> tuple[list[dict[str, object]], dict[str, str], bool]:
    """Return the rows of a person's query, its columns' types, and whether rows were cut. Raises BadQuery."""
    query = query.strip().removesuffix(";")
    try:
        rows, types = guard.answer(session, query, limit=limit + 1)
    except BadQuery as error:
        missing = _NO_TABLE.search(str(error))
        hint = f"there are: {', '.join(_VIEWS)}" if missing else error.hint.replace("list KIND", "list events")
        raise BadQuery(str(error), hint=hint) from None
    return list(rows[:limit]), types, len(rows) > limit  # type: ignore[arg-type]


def selected(home: Home, kind: str, query: str, *, limit: int, times: Times) -> Listed:
    """Return the rows of a person's query. Raises BadQuery, UsageError, NothingToDo."""
    with asking(home, kind, times) as session:
        rows, types, cut = answered(session, query, limit=limit)
    now = ListRequest(home, times).now
    return Listed("row", "rows", rows, tuple(types), types, cut, now, times.words)  # type: ignore[arg-type]
