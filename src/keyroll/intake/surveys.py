"""Reads one survey (all pages of one endpoint at one time) into the lake as observations.

The row of the read itself (``entity = read``) says whether it was complete; it is committed with the last rows.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from keyroll.clock import iso
from keyroll.errors import VendorChanged
from keyroll.intake import limits
from keyroll.intake.events import FINISHED, Quarantine, Read
from keyroll.intake.folder_contents import FoundSurvey
from keyroll.intake.pages import Written, pages, table
from keyroll.intake.records import Bad
from keyroll.model.identifier import Identifier
from keyroll.model.ids import digest
from keyroll.model.json import Json
from keyroll.model.observation import Entity, Observation
from keyroll.model.source import Source
from keyroll.providers.contracts.survey import Endpoint, Page
from keyroll.store.lake import Lake
from keyroll.store.raw import RawFile, chunks
from keyroll.store.relations import give
from keyroll.store.session import Session

#: Bad pages that are put into quarantine at once: each time is a commit.
_TOGETHER = 1_000
TABLE = "observations/all"
#: How many rows, and about how many characters of them, wait for a commit.
BATCH = 50_000
BATCH_CHARACTERS = 24 << 20
TYPES = {
    "source": "VARCHAR",
    "day": "DATE",
    "event_id": "VARCHAR",
    "happened_at": "TIMESTAMPTZ",
    "observed_at": "TIMESTAMPTZ",
    "recorded_at": "TIMESTAMPTZ",
    "raw": "VARCHAR",
    "record": "BIGINT",
    "endpoint": "VARCHAR",
    "entity": "VARCHAR",
    "subject": "VARCHAR",
    "kind": "VARCHAR",
    "strong": "VARCHAR[]",
    "weak": "VARCHAR[]",
    "facts": "VARCHAR",
    "links": 'STRUCT(relation VARCHAR, "to" VARCHAR)[]',
}
Row = tuple[object, ...]


def read_survey(
    session: Session,
    lake: Lake,
    found: FoundSurvey,
    raws: list[RawFile],
    now: datetime,
    quarantine: Callable[[RawFile], Quarantine],
    *,
    lost: str = "",
    account: RawFile | None = None,
    gathered: "Gathered | None" = None,
) -> Iterator[Read]:
    """Read all pages of a survey; yield what came of it. A survey that is in the lake already is not read again.

    ``lost`` says why some of its files could not even be opened, or some pages not be had: the read is not complete
    then. ``account`` is what a live read wrote of itself: only it says whether the last page is here. With ``gathered``
    its last rows wait there, and what of them is new is told by the commit.
    """
    observed_at = found.observed_at or now
    dated = (iso(found.observed_at) if found.observed_at else "undated") + found.way
    stream = f"{found.source}/{found.endpoint.name}/{dated}/" + digest(*(raw.sha256 for raw in (*raws, account) if raw))
    if lake.batches_done(TABLE, stream) >= FINISHED:
        yield Read(skipped=True)
        return
    # What a killed read of an undated survey left has another time: the parts of two such reads make no complete one.
    parts = stream if found.observed_at else f"{stream}/{iso(now)}"
    reading = _Reading(found, observed_at, now, lost, live=account is not None)
    number = weight = 0
    rows: list[Row] = []
    for raw, row in reading.rows(raws, quarantine):
        rows.append((*row[:6], raw.sha256, *row[6:]))
        weight += _weight(row)
        if len(rows) >= BATCH or weight >= BATCH_CHARACTERS:
            number += 1
            yield Read(len(rows), _append(session, lake, rows, parts, number))
            rows, weight = [], 0
    rows.append(reading.read_row(account or raws[-1]))
    if gathered is not None:
        gathered.add(rows, stream)
    new = 0 if gathered is not None else _append(session, lake, rows, stream, FINISHED)
    yield Read(len(rows) - 1, new, bad=reading.bad)


class Gathered:
    """Last rows of surveys that go into the lake in one commit: a commit costs as much as reading hundreds of rows."""

    def __init__(self, session: Session, lake: Lake) -> None:
        self._session, self._lake = session, lake
        self._rows: list[Row] = []
        self._streams: list[str] = []

    @property
    def full(self) -> bool:
        """Whether no more should wait."""
        return len(self._rows) >= BATCH

    def add(self, rows: list[Row], stream: str) -> None:
        """Have the last rows of a survey wait."""
        self._rows += rows
        self._streams.append(stream)

    def commit(self) -> dict[Source, Read]:
        """Put all that waits into the lake; return what of it is new, by source."""
        if not self._streams:
            return {}
        before = self._lake.version(TABLE)
        first, *others = self._streams
        new = _append(self._session, self._lake, self._rows, first, FINISHED, others)
        self._rows, self._streams = [], []
        if not new or not self._lake.arrived(self._session, TABLE, "gathered", before):
            return {}
        counted = self._session.tuples("SELECT source, count(*) FROM gathered GROUP BY source ORDER BY source")
        return {Source.parse(str(source)): Read(new=int(str(count))) for source, count in counted}


class _Reading:
    """The state of reading one survey: whether each page announced another, and what went wrong."""

    def __init__(self, found: FoundSurvey, observed_at: datetime, now: datetime, lost: str, *, live: bool) -> None:
        self._found, self._observed_at, self._now, self._live = found, observed_at, now, live
        self._more = False
        #: Of the whole survey, and the number of a page within its file.
        self._pages = self._items = self.bad = 0
        self._page = 0
        self._because = lost
        self._bad_pages: list[Bad] = []

    def rows(self, raws: list[RawFile], quarantine: Callable[[RawFile], Quarantine]) -> Iterator[tuple[RawFile, Row]]:
        endpoint = self._found.endpoint
        for raw in raws:
            self._page = 0
            for one in self._bodies(raw, endpoint, quarantine(raw)):
                page = Page(self._found.source, endpoint.name, self._observed_at, self._page, one.body, one.row)
                try:
                    for observation in endpoint.read(page):
                        self._items += 1
                        yield raw, self._row(observation)
                    if one.last:
                        self._more = endpoint.more(_whole(page, one))
                except VendorChanged as error:
                    self._fault(quarantine(raw), self._page, f"{error}: {error.hint}")
                self._refused(quarantine(raw), page.refused)
                del page, one  # or they would be held while the next ones are made
            self._put_bad_pages(quarantine(raw))

    def read_row(self, raw: RawFile) -> Row:
        if self._more and not self._because and not self._live:
            self._because = "the last page announces another one"
        if not self._pages and not self._because and not self._live:
            self._because = "no page was found"
        facts: dict[str, str | int | bool] = {
            "complete": not self._because,
            "because": self._because,
            "pages": self._pages,
            "items": self._items,
        }
        if self._live:
            self._page = 1  # of its own account
        subject = Identifier.of(self._found.source, "endpoint", self._found.endpoint.name)
        row = self._row(Observation(Entity.READ, subject, "read", facts=facts))
        return (*row[:6], raw.sha256, *row[6:])

    def _bodies(self, raw: RawFile, endpoint: Endpoint, quarantine: Quarantine) -> Iterator[Written]:
        tabular = endpoint.format == "csv" and not self._live
        begun, bad, items = False, self.bad, self._items
        for one in table(chunks(raw)) if tabular else pages(chunks(raw)):
            begun = True
            if self.bad - bad >= limits.HOPELESS and self._items == items:
                self._fault(quarantine, 0, f"its first {limits.HOPELESS:,} pages are bad: what follows was not read")
                break
            of_file = not tabular and one.start == one.end
            # Of a page that comes in parts only the first one counts.
            self._pages += one.first and not of_file
            self._page += one.first and not of_file
            if one.fault:
                self._fault(quarantine, one.start if tabular else 0 if of_file else self._page, one.fault)
            else:
                yield one
            del one
        if not begun:
            self._fault(quarantine, 0, "the file is empty")

    def _fault(self, quarantine: Quarantine, page: int, reason: str) -> None:
        self.bad += 1
        self._because = self._because or reason
        if not page:
            quarantine([Bad(page, reason)])
            return
        self._bad_pages.append(Bad(page, reason))
        if len(self._bad_pages) >= _TOGETHER:
            self._put_bad_pages(quarantine)

    def _put_bad_pages(self, quarantine: Quarantine) -> None:
        if self._bad_pages:
            quarantine(self._bad_pages)
            self._bad_pages = []

    def _refused(self, quarantine: Quarantine, rows: list[tuple[int, str, bool]]) -> None:
        """Put the rows into quarantine that are not read, or not in full."""
        for number, reason, known in rows:
            self.bad += 1
            self._because = self._because or ("" if known else f"row {number}: {reason}")
        if rows:
            quarantine([Bad(number, f"row {number}: {reason}") for number, reason, _ in rows])

    def _row(self, one: Observation) -> Row:
        strong = sorted({h.text for h in (one.subject, *one.identifiers) if h.strong})
        weak = sorted({h.text for h in (one.subject, *one.identifiers) if not h.strong})
        facts = json.dumps(dict(one.facts or {}), sort_keys=True, ensure_ascii=False)
        links = [{"relation": link.relation, "to": link.to.text} for link in one.links]
        source, endpoint = str(self._found.source), self._found.endpoint.name
        name = digest(
            source, endpoint, iso(self._observed_at), str(one.entity), one.subject.text, one.kind,
            *strong, *weak, facts, json.dumps(links),
        )  # fmt: skip
        times = (self._observed_at, self._observed_at, self._now)
        described = (endpoint, str(one.entity), one.subject.text, one.kind, strong, weak, facts, links)
        return (source, self._observed_at.date(), name, *times, self._page, *described)


def _whole(page: Page, written: Written) -> Page:
    """Return a list that came in parts as one of so many elements, for whoever counts them."""
    if not written.elements:
        return page
    counted: list[Json] = [{}]
    return replace(page, body=counted * written.elements)


def _weight(row: Row) -> int:
    """Return about how many characters a row has."""
    return sum(len(one) for one in row if isinstance(one, str))


def _append(session: Session, lake: Lake, rows: list[Row], stream: str, batch: int, with_it: Sequence[str] = ()) -> int:
    session.load_rows("surveyed", TYPES, rows)
    return lake.append(session, "surveyed", TABLE, stream, batch, with_it=with_it)


def observations_view(session: Session, lake: Lake, name: str = "observations") -> bool:
    """Make the view of all observations; an empty lake gives an empty view. Return whether there is any."""
    there = lake.view(session, TABLE, name)
    if not there:
        columns = ", ".join(f'NULL::{kind} AS "{column}"' for column, kind in TYPES.items())
        session.run(f'CREATE OR REPLACE TEMP VIEW "{name}" AS SELECT {columns} WHERE false')
    give(session, name)
    return there
