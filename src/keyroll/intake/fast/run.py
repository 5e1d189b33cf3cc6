"""Runs the fast path: cuts files, has workers read the pieces, and commits them in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from queue import Empty, SimpleQueue

from keyroll.intake.events import FINISHED, LogFile, Read, hopeless, read_carefully, table_of
from keyroll.intake.fast import segments
from keyroll.intake.fast.reading import Piece, PieceReader, PiecesRead
from keyroll.model.source import Source
from keyroll.providers.contracts.logs import Log
from keyroll.store.known import WrittenPart
from keyroll.store.lake import Lake
from keyroll.store.session import Session

#: Each worker has an engine with one thread: that is as quick as one engine with several, and keeps the order of lines.
WORKERS = 2
#: The most segments that are read or wait at once, and their most bytes; each is in memory.
AHEAD = 3
MOST_AHEAD = 2 * segments.SIZE
#: The least rows of one commit, except the last.
COMMIT = 200_000


def fits(log: Log) -> bool:
    """Return whether the fast path reads a log: JSON, with an event id of the vendor."""
    return bool(log.event_id) and not log.is_text


@dataclass(slots=True)
class _Group:
    """Pieces that are read together: all pieces of whole files, or one piece of a large file."""

    files: list[LogFile] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    size: int = 0

    def add(self, file: LogFile, segment: segments.Segment) -> None:
        self.files.append(file)
        self.pieces.append(Piece(file.raw.sha256, file.raw, segment))
        self.size += segment.size


def read_logs(
    session: Session,
    worker: Callable[[], AbstractContextManager[Session]],
    lake: Lake,
    source: Source,
    log: Log,
    files: Iterable[LogFile],
    now: datetime,
    *,
    mixed: bool = False,
) -> Iterator[Read]:
    """Read files of one log in order; yield the result of each step. Committed records are not read again.

    ``worker`` provides single-threaded sessions that keep the order of rows. Quarantine is committed before the records
    of the same step. ``mixed`` files also hold records of other logs.
    """
    if mixed or not fits(log):
        yield from read_carefully(session, lake, source, log, files, now)
        return
    table = table_of(source.provider, log)
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(WORKERS))
        readers: SimpleQueue[PieceReader] = SimpleQueue()

        def work(pieces: list[Piece]) -> PiecesRead:
            try:
                reader = readers.get_nowait()
            except Empty:
                reader = PieceReader(stack.enter_context(worker()), lake, table, log, str(source), now)
                stack.callback(reader.close)
            try:
                return reader.read(pieces)
            finally:
                readers.put(reader)

        run = _Run(session, lake, table, source, log, lambda pieces: pool.submit(work, pieces))
        try:
            yield from run.all(files)
        finally:
            pool.shutdown(cancel_futures=True)


class _Run:
    """The reader of the files of one log."""

    def __init__(
        self,
        session: Session,
        lake: Lake,
        table: str,
        source: Source,
        log: Log,
        submit: Callable[[list[Piece]], Future[PiecesRead]],
    ) -> None:
        self._session, self._lake, self._table, self._source = session, lake, table, source
        self._log, self._submit = log, submit
        self._coming: deque[tuple[_Group, Future[PiecesRead]]] = deque()
        self._sound: set[str] = set()
        self._hopeless: set[str] = set()
        self._written: list[WrittenPart] = []
        self._streams: dict[str, int] = {}

    def all(self, files: Iterable[LogFile]) -> Iterator[Read]:
        log = self._log
        group, met = _Group(), set()
        for file in files:
            if file.raw.sha256 in met:
                yield from self._read(group)
                yield from self._end()
                group = _Group()
            met.add(file.raw.sha256)
            done = self._done(file)
            if done >= FINISHED:
                yield Read(skipped=True)
                continue
            for segment in segments.segments(file.raw, log.envelope, log.table):
                if file.raw.sha256 in self._hopeless:
                    break
                if segment.number <= done and not segment.last:
                    self._sound.add(file.raw.sha256)
                    continue
                if group.pieces and (group.size + segment.size > segments.SIZE or segment.number > 1):
                    yield from self._read(group)
                    group = _Group()
                group.add(file, segment)
        yield from self._read(group)
        yield from self._end()

    def _read(self, group: _Group) -> Iterator[Read]:
        """Pass a group to a worker; take the ready results, and wait for one if too many are in progress."""
        if group.pieces:
            self._coming.append((group, self._submit(group.pieces)))
        while self._coming and (self._full() or self._coming[0][1].done()):
            yield from self._take(*self._coming.popleft())

    def _full(self) -> bool:
        return len(self._coming) >= AHEAD or sum(one.size for one, _ in self._coming) >= MOST_AHEAD

    def _end(self) -> Iterator[Read]:
        while self._coming:
            yield from self._take(*self._coming.popleft())
        yield from self._commit()

    def _take(self, group: _Group, future: Future[PiecesRead]) -> Iterator[Read]:
        outcome = future.result()
        for file, piece, one in zip(group.files, group.pieces, outcome.decoded, strict=True):
            if piece.raw in outcome.refused:
                yield from self._carefully(file)
                continue
            if one.bad:
                file.quarantine(one.bad)
            yield Read(one.sound, 0, one.left_out, len(one.bad))
            if one.sound:
                self._sound.add(piece.raw)
            elif piece.raw not in self._hopeless and hopeless(file, one, sound=piece.raw in self._sound):
                self._hopeless.add(piece.raw)
            # A file without a sound record is read again next time: only its faults are stored.
            if piece.raw in self._sound:
                stream, number = self._stream(piece.raw), piece.segment.number
                self._streams |= {stream: FINISHED} if piece.segment.last else {_parts(stream, file): number}
        self._written += outcome.written
        if sum(one.rows for one in self._written) >= COMMIT:
            yield from self._commit()

    def _carefully(self, file: LogFile) -> Iterator[Read]:
        """Read a list that the engine refuses with the strict reader, some records at a time."""
        for segment in segments.carefully(file.raw, self._log.envelope, self._log.table):
            group = _Group()
            group.add(file, segment)
            yield from self._take(group, self._submit(group.pieces))
            if file.raw.sha256 in self._hopeless:
                break

    def _commit(self) -> Iterator[Read]:
        written, streams = self._written, self._streams
        self._written, self._streams = [], {}
        if streams:
            yield Read(new=self._lake.adopt(self._session, self._table, written, streams))

    def _done(self, file: LogFile) -> int:
        """Return the last committed segment of a file. A file that the strict reader began is read from its start."""
        stream = self._stream(file.raw.sha256)
        done = self._lake.batches_done(self._table, stream)
        return done if done >= FINISHED else self._lake.batches_done(self._table, _parts(stream, file))

    def _stream(self, raw: str) -> str:
        return f"{self._source}/{raw}"


def _parts(stream: str, file: LogFile) -> str:
    """Return the stream of a file's segments: files whose borders differ have different ones."""
    return f"{stream}/segments{'-of-packed' if file.raw.packed else ''}"
