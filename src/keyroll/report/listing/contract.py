"""The contract of one list of ``keyroll list``: a file in ``keyroll.report.lists`` with ``LISTING``."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import Final

from keyroll import plugins
from keyroll.clock import iso
from keyroll.errors import UsageError
from keyroll.model.earlier import KINDS
from keyroll.model.json import Json
from keyroll.store.home import Home
from keyroll.store.relations import build, catalogue
from keyroll.store.session import Row, Session

_READS: Final = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)', re.IGNORECASE)
_EVENTS: Final = frozenset({"events", "all_events"})
#: The package of the lists.
_LISTS: Final = "keyroll.report.lists"


@dataclass(frozen=True, slots=True)
class Times:
    """The time of a list, and its span.

    ``at`` keeps the observations until then (events: those that had happened), ``known_at`` those recorded here
    by then. ``since`` and ``until`` narrow a list by its own time column and change nothing else.
    """

    at: datetime | None = None
    known_at: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def travels(self) -> bool:
        """Whether the list is for another time than now."""
        return self.at is not None or self.known_at is not None

    @property
    def words(self) -> str:
        """The time as a text; empty for now."""
        parts = [f"observed by {iso(self.at)}"] if self.at else []
        parts += [f"recorded here by {iso(self.known_at)}"] if self.known_at else []
        return " and ".join(parts)


@dataclass(frozen=True, slots=True)
class ListRequest:
    """The inputs of a list's ``prepare``: the home, the times of the list, and the time that counts as now.

    ``events`` says that the view of all events exists. Without it ``prepare`` makes a view of the events that it needs.
    """

    home: Home
    times: Times
    events: bool = True

    @property
    def now(self) -> datetime:
        """The time of the list."""
        return self.times.at or self.times.known_at or self.home.clock.now()


def _nothing(_session: Session, _asked: ListRequest) -> None:
    """Make nothing: the inventory and the events are enough."""


Form = Callable[[Row, datetime], dict[str, Json] | None]


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: its query, the columns of a narrow screen, and the order of its rows.

    ``prepare`` makes relations beyond the inventory and the events; if ``folded`` is off the list is not derived from
    them, and ``prepare`` applies ``asked.times`` itself or refuses (:func:`refuse`). ``time`` is the column for
    ``--since``. ``key`` names a row for ``--open``; ``opens`` is a query over ``$id`` that returns its observations
    (:class:`keyroll.report.listing.opening.Traced` without the hashes); without it, the columns ``raw`` and ``record``
    of the rows themselves are opened. ``ocsf`` and ``cyclonedx`` return a row's form in those formats (None: the row
    has none); the first OCSF class is the default. ``prepares_events`` is off if ``prepare`` needs no events, or makes
    the events that it needs. ``newest_days_first``: rows are events, and their order is by day, newest first. ``shown``
    are columns in the order of their use to a reader: the last ones are left out if there is no room. ``order`` puts
    live rows first, and of these the newest trouble. ``then`` is the next command, with columns of the first row in
    braces; without it that row is opened. ``filled_by`` says what an empty list lacks, if somebody must declare or read
    something first.
    """

    title: str
    query: str
    shown: tuple[str, ...]
    order: str
    prepare: Callable[[Session, ListRequest], None] = _nothing
    folded: bool = True
    time: str = ""
    key: str = "id"
    opens: str = ""
    examples: tuple[str, ...] = ()
    ocsf: Mapping[str, Form] = field(default_factory=dict)
    cyclonedx: Form | None = None
    prepares_events: bool = True
    newest_days_first: bool = False
    then: str = ""
    filled_by: str = ""

    def needs_events(self, where: str) -> bool:
        """Return whether rows under a condition may need the view of all events; in doubt True."""
        if self.prepare is not _nothing:
            return self.prepares_events or "event" in where.lower()
        return "event" in where.lower() or not _EVENTS.isdisjoint(_needed(self.query))

    def make(self, session: Session, request: ListRequest) -> None:
        """Make the relations that the query reads."""
        self.prepare(session, request)
        build_read(session, self.query)


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of a list, the columns of a narrow screen, the types of all columns, and whether more rows were cut.

    ``as_of`` is the time of the list, ``note`` is its text if it is not now. ``then`` is the next command; empty
    if there is none. ``lacks`` says what an empty list lacks. ``unknown`` counts the rows for which the condition is
    unknown, if requested.
    """

    kind: str
    title: str
    rows: list[Row]
    shown: tuple[str, ...]
    types: dict[str, str]
    cut: bool
    as_of: datetime
    note: str = ""
    then: str = ""
    lacks: str = ""
    unknown: int | None = None


def build_read(session: Session, sql: str) -> None:
    """Build the declared relations that a list's SQL reads."""
    build(session, *_read(sql))


def _read(sql: str) -> list[str]:
    """Return the declared relations that a text of SQL reads, in the order of the text."""
    return [name for name in dict.fromkeys(_READS.findall(sql)) if name in catalogue()]


def _needed(sql: str) -> set[str]:
    """Return the relations that SQL reads, and those that the lists' own relations among them read."""
    needed, waiting = set[str](), _read(sql)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += catalogue()[name].needs if catalogue()[name].package == "report" else ()
    return needed


def listings() -> dict[str, Listing]:
    """Return every list by its name."""
    return plugins.found(_LISTS, "LISTING", Listing)


def named(kind: str) -> Listing:
    """Return the list with that name, or with that earlier name. Raises UsageError with the nearest name."""
    listing = plugins.one(_LISTS, KINDS.get(kind, kind), "LISTING", Listing)
    if listing is None:
        known = listings()
        raise UsageError(f"there is no list of {kind!r}", hint=f"{nearest(kind, known)}known: {', '.join(known)}")
    return listing


def nearest(name: str, known: Mapping[str, object]) -> str:
    """Return ``did you mean …? `` for a name that is close to a known one, else an empty text."""
    near = get_close_matches(name.lower(), known, n=1)
    return f"did you mean {near[0]}? " if near else ""


def refuse(request: ListRequest, *, at: str = "", known_at: str = "") -> None:
    """Refuse an earlier time if the reason says why a list has none. Raises UsageError."""
    for because, time, option in ((at, request.times.at, "--at"), (known_at, request.times.known_at, "--known-at")):
        if because and time:
            what, _, hint = because.partition("; ")
            raise UsageError(f"this list has no earlier state with {option}: {what}", hint=hint)
