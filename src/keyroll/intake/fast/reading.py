"""Writes segments to Parquet with declared columns, and checks every row.

The engine's reader returns a row of NULLs for a line that it cannot read, without an error. So the rows are counted
against the lines, and each row must have its event id, its identity and a time. The strict reader (``intake.decode``)
decodes any other line once more and reports the reason. A list of records has no lines to count, so a list with any
fault goes to the strict reader as a whole. Both readers return the same for a value of another type than declared,
because one function of the engine converts it.
"""

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from keyroll.intake import records
from keyroll.intake.decode import GOOD, IN_CALENDAR, Decoded, Decoder, RawPart, given, marked, stored
from keyroll.intake.fast.segments import Segment
from keyroll.intake.records import Bad, RecordBatch
from keyroll.providers.contracts.logs import Log, native_name
from keyroll.store.known import WrittenPart, repeats
from keyroll.store.lake import Lake
from keyroll.store.raw import RawFile
from keyroll.store.session import Session, Value
from keyroll.store.sql import PARQUET_ONCE, quoted

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment of a raw file; the file's hash identifies it, and it may be read again."""

    raw: str
    file: RawFile
    segment: Segment


@dataclass(frozen=True, slots=True)
class PiecesRead:
    """The result of some pieces, each by its position, and the files with their good records.

    ``refused`` holds lists with a fault: the strict reader takes them as a whole, some records at a time.
    """

    decoded: list[Decoded]
    written: list[WrittenPart]
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Seen:
    """The engine's counts of one piece."""

    rows: int = 0
    doubtful: int = 0
    left_out: int = 0
    days: tuple[Value, Value] = (None, None)


class PieceReader:
    """Reads pieces of one log; the session must have one thread, so that rows stay in the order of the lines."""

    def __init__(self, session: Session, lake: Lake, table: str, log: Log, source: str, now: datetime) -> None:
        self._session, self._lake, self._table = session, lake, table
        self._log, self._source = log, source
        self._given = given(source, now)
        self._memory = _Memory()
        self._decoder = Decoder(session, log, source, now)
        self._doubt = (
            f"(event_id IS NULL OR NOT coalesce({IN_CALENDAR.format('happened_at')}, false)"
            + "".join(f" OR ({one}) IS NULL" for one in log.identity)
            + ")"
        )

    def read(self, pieces: Sequence[Piece]) -> PiecesRead:
        """Read pieces of different files, or one piece. The rows are then in files that the caller must adopt."""
        draft = self._lake.fresh(self._table)
        written: list[WrittenPart] = []
        try:
            plain = self._plain(pieces, draft)
            seen = self._seen(draft) if plain else {}
            whole = [one for one in plain if _is_whole(one, seen.get(one.raw, _Seen()))]
            refused = frozenset(one.raw for one in pieces if one.segment.listed and one not in whole)
            again = self._again([one for one in pieces if one.raw not in refused], whole, draft, seen)
            decoded = self._decoder.decode([RawPart(one.raw, batch) for one, batch in again]) if again else []
            came = {one.raw: what for (one, _), what in zip(again, decoded, strict=True)}
            for one in whole:
                came[one.raw] = _added(seen[one.raw], came.get(one.raw, Decoded(0, 0, [])))
            clean = whole and not again and len(whole) == len(plain) and all(not one.left_out for one in seen.values())
            order = [one.raw for one in pieces]
            kept = self._relation(draft, [one.raw for one in whole], careful=bool(again))
            written = (clean and self._as_it_is(draft, seen.values())) or (self._by_day(kept, order) if kept else [])
            return PiecesRead([came.get(one.raw, Decoded(0, 0, [])) for one in pieces], written, refused)
        finally:
            if not any(one.path == draft for one in written):
                draft.unlink(missing_ok=True)

    def close(self) -> None:
        """Free the memory of the segments."""
        self._memory.close()

    # Reading -------------------------------------------------------------------------------------------------

    def _plain(self, pieces: Sequence[Piece], draft: Path) -> list[Piece]:
        """Write the engine's rows to a draft; return the pieces that were written."""
        wanted = [one for one in pieces if _is_plain(one.segment)]
        if self._copy(wanted, draft):
            return wanted
        # One of the pieces has a fault: each is read alone, so that the others are still read.
        taken = [one for one in wanted if len(wanted) > 1 and self._copy([one], draft)]
        return taken if self._copy(taken, draft) else []

    def _copy(self, pieces: Sequence[Piece], path: Path) -> bool:
        """Write the engine's rows of some pieces; return whether it accepted them."""
        with ExitStack() as stack:
            parts = [self._part(one, stack.enter_context(self._memory.holding(one.segment))) for one in pieces]
            sql = f"COPY ({' UNION ALL '.join(parts)}) TO {quoted(path)} ({PARQUET_ONCE})"
            return not parts or self._session.accepts(sql, self._given)

    def _part(self, piece: Piece, place: str) -> str:
        log, segment = self._log, piece.segment
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind in log.columns.items())
        how = "format='array'" if segment.listed else "format='newline_delimited', ignore_errors=true"
        fields = ", ".join(f'"{name}" AS "{native_name(name)}"' for name in log.columns)
        raw = f"'{piece.raw}'"
        return (
            f"SELECT {stored(log, 'mark__', raw)} FROM (SELECT *, {marked(log)} FROM "
            f"(SELECT row_number() OVER () + {segment.first - 1} AS record__, NULL::VARCHAR AS line__, {fields} "
            f"FROM read_json('{place}', {how}, records=true, compression='uncompressed', columns={{{columns}}})))"
        )

    # Judging -------------------------------------------------------------------------------------------------

    def _seen(self, draft: Path) -> dict[str, _Seen]:
        out = f"count(*) FILTER (NOT {self._doubt} AND NOT coalesce(({self._log.keep}), false))"
        rows = self._session.tuples(
            f"SELECT raw, count(*), count(*) FILTER ({self._doubt}), {out}, min(day), max(day) "
            f"FROM read_parquet({quoted(draft)}) GROUP BY raw"
        )
        return {
            str(raw): _Seen(int(str(number)), int(str(doubtful)), int(str(left)), (first, last))
            for raw, number, doubtful, left, first, last in rows
        }

    def _again(
        self, pieces: Sequence[Piece], whole: Sequence[Piece], draft: Path, seen: dict[str, _Seen]
    ) -> list[tuple[Piece, RecordBatch]]:
        """Return the input of the strict reader: pieces, or single lines of them."""
        found = []
        for one in pieces:
            lost = self._doubtful(draft, one.raw) if one in whole and seen[one.raw].doubtful else ()
            batch = _batch(one, self._log, lost if one in whole else None)
            if batch.texts or batch.bad:
                found.append((one, batch))
        return found

    def _doubtful(self, draft: Path, raw: str) -> list[int]:
        rows = self._session.tuples(
            f"SELECT record FROM read_parquet({quoted(draft)}) WHERE raw = $raw AND {self._doubt}", {"raw": raw}
        )
        return [int(str(record)) for (record,) in rows]

    # Writing -------------------------------------------------------------------------------------------------

    def _relation(self, draft: Path, whole: Sequence[str], *, careful: bool) -> str:
        listed = ", ".join(f"'{raw}'" for raw in whole)
        sound = f"NOT {self._doubt} AND ({self._log.keep}) AND raw IN ({listed})"
        parts = [f"SELECT * FROM read_parquet({quoted(draft)}) WHERE {sound}"] if whole else []
        return " UNION ALL ".join([*parts, *([f"SELECT * FROM {GOOD}"] if careful else [])])

    def _as_it_is(self, draft: Path, seen: Collection[_Seen]) -> list[WrittenPart]:
        """Return the draft as a file to adopt, if its rows are of one day and none is twice in it."""
        days = {day for one in seen for day in one.days}
        day = next(iter(days))
        ids = self._session.hashes(f"SELECT hash(event_id) FROM read_parquet({quoted(draft)})")
        if len(days) > 1 or not isinstance(day, date) or repeats(ids):
            return []
        return [WrittenPart(draft, self._source, day, len(ids), ids)]

    def _by_day(self, relation: str, order: list[str]) -> list[WrittenPart]:
        """Write one file for each day; of records with one event id only the first."""
        once = ""
        if repeats(self._session.hashes(f"SELECT hash(event_id) FROM ({relation})")):
            once = "QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY list_position($order, raw), record) = 1"
        written = []
        for (day,) in self._session.tuples(f"SELECT DISTINCT day FROM ({relation}) ORDER BY day"):
            assert isinstance(day, date)  # noqa: S101 - narrows the type; the envelope declares DATE
            path = self._lake.fresh(self._table)
            ((rows,),) = self._session.tuples(
                f"COPY (SELECT * FROM ({relation}) WHERE day = $day {once}) TO {quoted(path)} ({PARQUET_ONCE})",
                {"day": day} | ({"order": order} if once else {}),
            )
            ids = self._session.hashes(f"SELECT hash(event_id) FROM read_parquet({quoted(path)})")
            written.append(WrittenPart(path, self._source, day, int(str(rows)), ids))
        return written


def _is_plain(segment: Segment) -> bool:
    """Return whether the engine may read a segment unchanged."""
    content = segment.content
    if segment.batch is not None or not content or content.isspace():
        return False
    if segment.listed:
        return True
    # The strict reader does not accept a byte order mark or a carriage return before a record.
    if content.startswith((_BOM, b"\r")) or (b"\r" in content and b"\n\r" in content):
        return False
    return segment.longest <= records.LONGEST


def _is_whole(piece: Piece, seen: _Seen) -> bool:
    """Return whether the engine returned a row for every line, or for every record of a list without a fault."""
    if piece.segment.listed:
        return seen.rows > 0 and not seen.doubtful
    return seen.rows == piece.segment.lines


def _batch(piece: Piece, log: Log, wanted: Sequence[int] | None) -> RecordBatch:
    """Return the records of a piece, or those with some numbers, split as the strict reader splits them."""
    segment = piece.segment
    if segment.batch is not None:
        return segment.batch
    if wanted is not None and not wanted:
        return RecordBatch([], [], list(segment.bad), last=True)
    only = None if wanted is None else set(wanted)
    numbers, texts, bad = [], [], list(segment.bad)
    whole = records.records(piece.file, envelope=log.envelope) if segment.listed else ()
    for one in whole if segment.listed else records.lines([bytes(segment.content)], segment.first):
        if isinstance(one, Bad):
            bad.append(one)
        elif only is None or one[0] in only:
            numbers.append(one[0])
            texts.append(one[1])
    return RecordBatch(numbers, texts, bad, last=True)


def _added(seen: _Seen, more: Decoded) -> Decoded:
    return Decoded(seen.rows - seen.doubtful + more.sound, seen.left_out + more.left_out, more.bad)


class _Memory:
    """Anonymous files in memory from which the engine reads segments; they are reused, because new pages cost time."""

    def __init__(self) -> None:
        self._free: list[int] = []

    @contextmanager
    def holding(self, segment: Segment) -> Iterator[str]:
        """Provide the path of a segment in memory."""
        handle = self._free.pop() if self._free else os.memfd_create("keyroll")
        try:
            os.lseek(handle, 0, os.SEEK_SET)
            for part in (b"[", segment.content, b"]") if segment.listed else (segment.content,):
                left = memoryview(part)
                while left:
                    left = left[os.write(handle, left) :]
            os.ftruncate(handle, os.lseek(handle, 0, os.SEEK_CUR))
            yield f"/proc/self/fd/{handle}"
        finally:
            self._free.append(handle)

    def close(self) -> None:
        for handle in self._free:
            os.close(handle)
        self._free.clear()
