"""Reads one survey (all pages of one endpoint at one time) into the lake as observations.

The row of the read itself (``entity = read``) says whether it was complete; it is committed with the last rows.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from keyroll.clock import iso
from keyroll.errors import VendorChanged
from keyroll.intake import limits, takeover
from keyroll.intake.events import FINISHED, Quarantine, Read
from keyroll.intake.folder_contents import FoundSurvey
from keyroll.intake.pages import PageInFile, pages, table
from keyroll.intake.records import Bad
from keyroll.model.identifier import Identifier
from keyroll.model.ids import digest
from keyroll.model.json import Json
from keyroll.model.observation import Entity, Observation
from keyroll.model.source import Source
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.store.lake import Lake
from keyroll.store.raw import RawFile, chunks
from keyroll.store.relations import give
from keyroll.store.session import Session

#: The number of bad pages that are quarantined at once: each time is a commit.
_TOGETHER = 1_000
TABLE = "observations/all"
#: The most rows, and about the most characters of them, that wait for a commit.
BATCH = 20_000
BATCH_CHARACTERS = 24 << 20
#: The most of them that wait in Python; the others are in the engine already.
HELD, HELD_CHARACTERS = 5_000, 4 << 20
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
NOTHING: Mapping[str, object] = MappingProxyType({})


def read_survey(
    session: Session,
    lake: Lake,
    found: FoundSurvey,
    raws: list[RawFile],
    now: datetime,
    quarantine: Callable[[RawFile], Quarantine],
    written: takeover.CompleteReads,
    lost: str = "",
    account: RawFile | None = None,
    gathered: "Gathered | None" = None,
) -> Iterator[Read]:
    """Read all pages of a survey; yield the result. A survey that is in the lake already is not read again.

    ``lost`` is the reason why some files could not be opened, or some pages are missing: the read is then not complete.
    ``account`` is the file that a live read wrote about itself: only it says whether the last page is here. With
    ``gathered`` the last rows wait there, and the commit returns how many of them are new. Rows with the same content
    as in ``written`` are taken over.
    """
    observed_at = found.observed_at or now
    dated = (iso(found.observed_at) if found.observed_at else "undated") + found.way
    stream = f"{found.source}/{found.endpoint.name}/{dated}/" + digest(*(raw.sha256 for raw in (*raws, account) if raw))
    if lake.batches_done(TABLE, stream) >= FINISHED:
        yield Read(skipped=True)
        return
    files = [raw.sha256 for raw in raws]
    content = takeover.content_of(found.source, found.endpoint.name, found.way + "/live" * bool(account), files)
    reading = _Reading(found, observed_at, now, lost, live=account is not None)
    left: list[Row] = []
    before = written.known.get(content) if files and not lost else None
    if before and takeover.stand(session, lake, TABLE, found.source, found.endpoint.name, before, files):
        reading.take_over(before)
        kept, streams, there = takeover.kept_as(content, files, before.at), [stream, takeover.TAKEN], before.items
    else:
        # A killed read of an undated survey left rows with another time: the parts of two such reads make no complete
        # one.
        parts = f"{stream}/parts" if found.observed_at else f"{stream}/parts/{iso(now)}"
        yield from _batches(session, lake, reading.rows(raws, quarantine), parts, left)
        kept, streams, there = takeover.kept_as(content, files) if files and reading.whole else {}, [stream], 0
    left.append(reading.read_row(account or raws[-1], kept))
    if kept and not there:
        written.known[content] = reading.as_before()
    if gathered is not None:
        gathered.add(left, *streams)
    new = 0 if gathered is not None else _append(session, lake, left, stream, FINISHED, streams[1:])
    yield Read(there + len(left) - 1, there + new, bad=reading.bad)


def _batches(
    session: Session, lake: Lake, coming: Iterable[tuple[RawFile, Row]], stream: str, left: list[Row]
) -> Iterator[Read]:
    """Append rows in batches, few of which are in Python at a time; the caller appends those in ``left``."""
    number = loaded = weight = held = 0
    for raw, row in coming:
        left.append((*row[:6], raw.sha256, *row[6:]))
        held += _weight(row)
        if len(left) < min(HELD, BATCH) and held < HELD_CHARACTERS:
            continue
        session.load_rows("surveyed", TYPES, left, more=bool(loaded))
        loaded, weight, held = loaded + len(left), weight + held, 0
        left.clear()
        if loaded >= BATCH or weight >= BATCH_CHARACTERS:
            number += 1
            yield Read(loaded, lake.append(session, "surveyed", TABLE, stream, number))
            loaded = weight = 0
    if loaded:
        yield Read(loaded, lake.append(session, "surveyed", TABLE, stream, number + 1))


class Gathered:
    """The last rows of surveys that share one commit: a commit costs as much as reading hundreds of rows."""

    def __init__(self, session: Session, lake: Lake) -> None:
        self._session, self._lake = session, lake
        self._rows: list[Row] = []
        self._streams: list[str] = []

    @property
    def full(self) -> bool:
        """Whether no more rows should wait."""
        return len(self._rows) >= BATCH

    def add(self, rows: list[Row], *streams: str) -> None:
        """Add the last rows of a survey."""
        self._rows += rows
        self._streams += [one for one in streams if one not in self._streams]

    def commit(self) -> dict[Source, Read]:
        """Write all waiting rows to the lake; return the new ones by source."""
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
    """The state of reading one survey: whether each page announced another, and the faults."""

    def __init__(self, found: FoundSurvey, observed_at: datetime, now: datetime, lost: str, *, live: bool) -> None:
        self._found, self._observed_at, self._now, self._live = found, observed_at, now, live
        self._more = False
        #: The number of a page in the whole survey, and within its file.
        self._pages = self._items = self.bad = 0
        self._page = 0
        self._because = lost
        #: The refused rows, each with what was looked for, why it was not found, and the fix.
        self._refused_rows: list[list[str | int]] = []
        self._bad_pages: list[Bad] = []

    def rows(self, raws: list[RawFile], quarantine: Callable[[RawFile], Quarantine]) -> Iterator[tuple[RawFile, Row]]:
        endpoint = self._found.endpoint
        for raw in raws:
            self._page = 0
            for one in self._bodies(raw, endpoint, quarantine(raw)):
                page = SurveyPage(self._found.source, endpoint.name, self._observed_at, self._page, one.body, one.row)
                try:
                    for observation in endpoint.read(page):
                        self._items += 1
                        yield raw, self._row(observation)
                    if one.last:
                        self._more = endpoint.more(_whole(page, one))
                except VendorChanged as error:
                    self._fault(quarantine(raw), self._page, f"{error}: {error.hint}")
                self._refused(quarantine(raw), page.refused)
                del page, one  # else they would stay in memory while the next ones are made
            self._put_bad_pages(quarantine(raw))

    @property
    def whole(self) -> bool:
        """Return whether all pages were read, and no row was bad."""
        self._judge()
        return not (self._because or self.bad)

    def take_over(self, before: takeover.Before) -> None:
        """Use the counts of an earlier read for this read."""
        self._page, self._pages, self._items = before.record, before.pages, before.items

    def as_before(self) -> takeover.Before:
        """Return the counts of this read."""
        return takeover.Before(str(takeover.moment(self._observed_at)), self._page, self._pages, self._items)

    def _judge(self) -> None:
        if self._more and not self._because and not self._live:
            self._because = "the last page announces another one"
        if not self._pages and not self._because and not self._live:
            self._because = "no page was found"

    def read_row(self, raw: RawFile, kept: Mapping[str, object]) -> Row:
        """Return the row of the read itself; ``kept`` says how its rows are stored."""
        self._judge()
        facts: dict[str, str | int | bool] = {
            "complete": not self._because,
            "because": self._because,
            "pages": self._pages,
            "items": self._items,
        }
        if self._refused_rows:
            facts["refused"] = json.dumps(self._refused_rows, ensure_ascii=False)
        if self._live:
            self._page = 1  # the account of the read
        subject = Identifier.of(self._found.source, "endpoint", self._found.endpoint.name)
        row = self._row(Observation(Entity.READ, subject, "read", facts=facts), kept)
        return (*row[:6], raw.sha256, *row[6:])

    def _bodies(self, raw: RawFile, endpoint: Endpoint, quarantine: Quarantine) -> Iterator[PageInFile]:
        tabular = endpoint.format == "csv" and not self._live
        begun, bad, items = False, self.bad, self._items
        for one in table(chunks(raw)) if tabular else pages(chunks(raw), endpoint.lists):
            begun = True
            if self.bad - bad >= limits.HOPELESS and self._items == items:
                self._fault(quarantine, 0, f"its first {limits.HOPELESS:,} pages are bad: the rest was not read")
                break
            of_file = not tabular and one.start == one.end
            # Of a page in parts only the first part counts.
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
        """Quarantine the rows that are not read, or not read fully."""
        texts = [(number, f"row {number}: {': '.join(reason.splitlines())}") for number, reason, _ in rows]
        for (number, reason, known), (_, text) in zip(rows, texts, strict=True):
            self.bad += 1
            self._because = self._because or ("" if known else text)
            if len(self._refused_rows) < limits.REFUSED:
                self._refused_rows.append([number, *reason.splitlines()])
        if rows:
            quarantine([Bad(number, text) for number, text in texts])

    def _row(self, one: Observation, kept: Mapping[str, object] = NOTHING) -> Row:
        strong = sorted({h.text for h in (one.subject, *one.identifiers) if h.strong})
        weak = sorted({h.text for h in (one.subject, *one.identifiers) if not h.strong})
        facts = json.dumps(dict(one.facts or {}), sort_keys=True, ensure_ascii=False)
        links = [{"relation": link.relation, "to": link.to.text} for link in one.links]
        source, endpoint = str(self._found.source), self._found.endpoint.name
        content = digest(
            source, endpoint, str(one.entity), one.subject.text, one.kind, *strong, *weak, facts, json.dumps(links)
        )
        name = takeover.event_id(content, self._observed_at)
        # The form in which rows are stored is not a part of the observation.
        facts = json.dumps({**(one.facts or {}), **kept}, sort_keys=True, ensure_ascii=False) if kept else facts
        times = (self._observed_at, self._observed_at, self._now)
        described = (endpoint, str(one.entity), one.subject.text, one.kind, strong, weak, facts, links)
        return (source, self._observed_at.date(), name, *times, self._page, *described)


def _whole(page: SurveyPage, written: PageInFile) -> SurveyPage:
    """Return a list that came in parts as a list with the same number of elements, for a caller that counts them."""
    if not written.elements:
        return page
    counted: list[Json] = [{}]
    return replace(page, body=counted * written.elements)


def _weight(row: Row) -> int:
    """Return the approximate number of characters in a row."""
    return sum(len(one) for one in row if isinstance(one, str))


def _append(session: Session, lake: Lake, rows: list[Row], stream: str, batch: int, with_it: Sequence[str] = ()) -> int:
    session.load_rows("surveyed", TYPES, rows)
    return lake.append(session, "surveyed", TABLE, stream, batch, with_it=with_it)


def observations_view(session: Session, lake: Lake, name: str = "observations") -> bool:
    """Make the view of all observations; an empty lake gives an empty view. Return whether there are any."""
    there = lake.view(session, TABLE, f"{name}_written")
    if there:
        shown = takeover.shown(lake, TABLE, f"{name}_written", f"{name}_written")
        session.run(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {shown}')
    else:
        columns = ", ".join(f'NULL::{kind} AS "{column}"' for column, kind in TYPES.items())
        session.run(f'CREATE OR REPLACE TEMP VIEW "{name}" AS SELECT {columns} WHERE false')
    give(session, name)
    return there


def arrived(session: Session, lake: Lake, name: str, since: int) -> bool:
    """Make a view of the observations that arrived after a version of the table; return False if that is unknown."""
    if not lake.arrived(session, TABLE, f"{name}_written", since):
        return False
    lake.view(session, TABLE, f"{name}_whole")
    shown = takeover.shown(lake, TABLE, f"{name}_written", f"{name}_whole")
    session.run(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {shown}')
    return True
