"""The strict reader of a log's files: it decodes in SQL, checks each record, and appends new records to the lake.

The parser itself checks every line (``json_transform`` under ``TRY``), so a broken line is never an empty row.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from keyroll.intake import limits
from keyroll.intake.decode import GOOD, Decoded, Decoder, RawPart
from keyroll.intake.mixed import Pick, picked
from keyroll.intake.records import BATCH_BYTES, Bad, RecordBatch, batches
from keyroll.model.source import Source
from keyroll.providers.contracts.logs import Log
from keyroll.store.lake import Lake
from keyroll.store.raw import RawFile
from keyroll.store.session import Session

#: The batch number of a file's last batch; a stream that has it is read to its end.
FINISHED = 1_000_000_000
Quarantine = Callable[[list[Bad]], None]


@dataclass(frozen=True, slots=True)
class Read:
    """The result of one step: the numbers of records seen, new in the lake, left out by the log's own rule, and bad."""

    records: int = 0
    new: int = 0
    left_out: int = 0
    bad: int = 0
    skipped: bool = False

    def __add__(self, other: "Read") -> "Read":
        return Read(
            self.records + other.records,
            self.new + other.new,
            self.left_out + other.left_out,
            self.bad + other.bad,
            self.skipped or other.skipped,
        )


def table_of(provider: str, log: Log) -> str:
    """Return the lake table of a log's native records."""
    return f"events/{provider}.{log.name}"


@dataclass(frozen=True, slots=True)
class LogFile:
    """One file of a log, with the location of its raw bytes and the function that takes its bad records."""

    raw: RawFile
    quarantine: Quarantine
    pick: Pick | None = None


def hopeless(file: LogFile, decoded: Decoded, *, sound: bool) -> bool:
    """Return whether to stop reading a file: very many of its records are bad and none is sound."""
    if decoded.sound or sound or len(decoded.bad) < limits.HOPELESS:
        return False
    last = decoded.bad[-1].record
    file.quarantine([Bad(last + 1, f"its first {limits.HOPELESS:,} records are bad: the rest was not read")])
    return True


def read_carefully(
    session: Session, lake: Lake, source: Source, log: Log, files: Iterable[LogFile], now: datetime
) -> Iterator[Read]:
    """Read files of one log in order; yield the result of each step. Committed records are not read again.

    Small files are committed together; a large one is committed batch by batch. The groups depend on the order and the
    content of the files only. Quarantine is committed before the records of the same batch.
    """
    reading = _Reading(session, lake, source, log, now)
    small: list[tuple[LogFile, RecordBatch]] = []
    weight = 0
    for file in files:
        done = reading.done(file)
        if done >= FINISHED:
            yield Read(skipped=True)
            continue
        found = _found(file, log)
        first = next(found, None)
        if first is None:
            continue
        if first.last:
            small.append((file, first))
            weight += sum(map(len, first.texts))
        if weight >= BATCH_BYTES or not first.last:
            yield from reading.together(small)
            small, weight = [], 0
        if not first.last:
            yield from reading.alone(file, chain([first], found), done)
    yield from reading.together(small)


def _found(file: LogFile, log: Log) -> Iterator[RecordBatch]:
    if file.pick:
        return picked(batches(file.raw, envelope=file.pick.envelope), file.pick)
    return batches(file.raw, envelope=log.envelope, is_text=log.is_text, continued=log.continued, table=log.table)


class _Reading:
    """The reader of the files of one log into its table."""

    def __init__(self, session: Session, lake: Lake, source: Source, log: Log, now: datetime) -> None:
        self._session, self._lake, self._source, self._log, self._now = session, lake, source, log, now
        self._table = table_of(source.provider, log)

    def done(self, file: LogFile) -> int:
        return self._lake.batches_done(self._table, self._stream(file))

    def together(self, small: list[tuple[LogFile, RecordBatch]]) -> Iterator[Read]:
        """Read whole files in one commit."""
        if not small:
            return
        decoded = self._decoder().decode([RawPart(file.raw.sha256, batch) for file, batch in small])
        for (file, _), one in zip(small, decoded, strict=True):
            if one.bad:
                file.quarantine(one.bad)
            yield Read(one.sound, 0, one.left_out, len(one.bad))
        # A file without a sound record is read again next time: only its faults are stored.
        streams = [self._stream(file) for (file, _), one in zip(small, decoded, strict=True) if one.sound]
        if streams:
            first, *others = streams
            yield Read(new=self._lake.append(self._session, GOOD, self._table, first, FINISHED, with_it=others))

    def alone(self, file: LogFile, found: Iterable[RecordBatch], done: int) -> Iterator[Read]:
        """Read one large file batch by batch, from the last committed batch on."""
        decoder, sound = self._decoder(), False
        for number, batch in enumerate(found, 1):
            (decoded,) = decoder.decode([RawPart(file.raw.sha256, batch)])
            if number <= done and not batch.last:
                continue
            if decoded.bad:
                file.quarantine(decoded.bad)
            version = FINISHED if batch.last else number
            new = 0
            if decoded.sound:
                new = self._lake.append(self._session, GOOD, self._table, self._stream(file), version)
            yield Read(decoded.sound, new, decoded.left_out, len(decoded.bad))
            if hopeless(file, decoded, sound=sound):
                return
            sound = sound or bool(decoded.sound)

    def _decoder(self) -> Decoder:
        return Decoder(self._session, self._log, str(self._source), self._now)

    def _stream(self, file: LogFile) -> str:
        return f"{self._source}/{file.raw.sha256}"
