"""Raw: what came in, kept by the SHA-256 of the whole file, compressed, readable by the owner only."""

import hashlib
import os
import time
import uuid
import zlib
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Literal, Self

import zstandard

from keyroll.errors import KeyrollError
from keyroll.store.faults import FaultHook, no_fault
from keyroll.store.plain import open_plain

CHUNK = 1 << 20
#: What a file unpacks to at most, and how many gzip members or zstd frames it has at most.
MOST_UNPACKED = 64 << 30
MOST_MEMBERS = 1_000_000
#: The largest window of zstd, which lies in memory: what ``zstd --long`` writes, and no more.
MOST_WINDOW = 128 << 20
_BITE = 1 << 10
_PACKED = {b"\x1f\x8b": ".gz", b"\x28\xb5": ".zst"}
#: A file that changed so short ago may change once more and keep its time of change: clocks of files tick slowly.
_SETTLED_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Held:
    """A plain file that is open: what is looked at is what is kept, whatever its path leads to by then."""

    path: Path
    descriptor: int

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator["Held"]:
        """Lend an open file, no part of whose path is a link. Raises Unreadable."""
        try:
            descriptor = open_plain(path)
        except OSError as error:
            raise _unreadable(error) from None
        try:
            yield cls(path, descriptor)
        finally:
            os.close(descriptor)

    @property
    def stat(self) -> os.stat_result:
        """What the system says of it."""
        return os.fstat(self.descriptor)

    def pieces(self) -> Iterator[bytes]:
        """Yield its bytes from the beginning, as they are."""
        at = 0
        while piece := os.pread(self.descriptor, CHUNK, at):
            yield piece
            at += len(piece)


@dataclass(frozen=True, slots=True)
class Origin:
    """A plain file that came in, in the state in which it was hashed: device, inode, size, and time of change in ns."""

    path: Path
    state: tuple[int, int, int, int]

    @classmethod
    def of(cls, file: Held) -> Self | None:
        """Return a file as it is now; None where it cannot be told whether it changes after this."""
        found = file.stat
        # The system's time, not the home's clock: it is compared with what the system writes.
        return cls(file.path, _state(found)) if found.st_ctime_ns < time.time_ns() - _SETTLED_NS else None

    def pieces(self, size: int) -> Iterator[bytes]:
        """Yield its bytes in pieces of about a size that end with a line; stop where it is no longer as it was."""
        with suppress(OSError, Unreadable), Held.open(self.path) as file:
            at = 0
            while at < self.state[2]:
                tail = os.pread(file.descriptor, CHUNK, at + size - 1)
                piece = os.pread(file.descriptor, size + max(0, tail.find(b"\n")), at)
                if not piece or _state(file.stat) != self.state:
                    return
                yield piece
                at += len(piece)


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file that came in: the hash of its bytes as delivered, and where they can be read again.

    ``origin`` is where they came from, if they are plain and can be read there too, for now.
    """

    sha256: str
    size: int
    path: Path
    how: Literal["copy", "reference"]
    origin: Origin | None = None


class RawStore:
    """A folder of files named by content hash."""

    def __init__(self, root: Path, *, fault: FaultHook = no_fault) -> None:
        # The home itself may lie behind a link.
        self._root = root.resolve()
        self._fault = fault

    def keep(self, file: Path | Held, *, reference: bool = False) -> RawFile:
        """Take a file in and return its address; a file that is there already is not written again.

        With ``reference`` only the hash is taken; the file stays where it is. Packed files (gzip, zstd) are kept as
        they are, others are packed with zstd. A killed writer leaves a file that nothing names. Raises Unreadable.
        """
        if not isinstance(file, Held):
            with Held.open(file) as held:
                return self.keep(held, reference=reference)
        if reference:
            sha, size = _hash(file)
            return RawFile(sha, size, file.path.absolute(), "reference")
        if file.stat.st_size <= CHUNK:
            sha, size = _hash(file)
            if there := self._kept(sha):
                return RawFile(sha, size, there, "copy")
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._root / f"arriving-{uuid.uuid4().hex}"
        digest, size = hashlib.sha256(), 0
        before = Origin.of(file)
        packing, coming = _unpacked_first(file)
        pack = None if packing else zstandard.ZstdCompressor(level=1).compressobj()
        with _private(part) as going, ThreadPoolExecutor(1) as beside:
            for chunk in coming:
                # Both let the interpreter go: a processor that has nothing else to do takes one of them.
                hashed = beside.submit(digest.update, chunk)
                size += len(chunk)
                going.write(pack.compress(chunk) if pack else chunk)
                hashed.result()
            going.write(pack.flush() if pack else b"")
            going.flush()
            os.fsync(going.fileno())
        self._fault("raw.file-written")
        final = self._root / f"{digest.hexdigest()}{packing or '.zst'}"
        if final.exists():
            part.unlink()
        else:
            part.replace(final)
        self._fault("raw.kept")
        same = before if not packing and before == Origin.of(file) else None
        return RawFile(digest.hexdigest(), size, final, "copy", same)

    def find(self, sha256: str, referenced: str = "") -> Path:
        """Return where the bytes of a raw file are. Raises KeyrollError where they are gone or changed."""
        if there := self._kept(sha256):
            return there
        path = Path(referenced)
        if referenced and path.exists():
            if _hash(path)[0] == sha256:
                return path
            raise KeyrollError(f"{path} is no longer the file that was read", hint="restore it, then try again")
        raise KeyrollError(f"the raw file {sha256} is not kept here", hint="sync the export again")

    def _kept(self, sha256: str) -> Path | None:
        paths = (self._root / f"{sha256}{ending}" for ending in (".zst", ".gz"))
        return next((path for path in paths if path.exists()), None)

    def sweep(self) -> None:
        """Remove what a killed writer left; the caller holds the lease."""
        for part in self._root.glob("arriving-*"):
            part.unlink()


class Damaged(Exception):  # noqa: N818 - caught where a file is read, becomes a quarantine row
    """A packed file ends too early or is not what its first bytes promise; what came before was good."""


class Unreadable(Damaged):
    """The system does not let us read a file: rights, a bad disk, it is gone, a link or no plain file."""


def chunks(file: Path | Held) -> Iterator[bytes]:
    """Yield a file's unpacked bytes in pieces of moderate size. Raises Damaged after the last good ones."""
    packing, coming = _unpacked_first(file)
    unpack = {".gz": _ungzip, ".zst": _unzstd}.get(packing)
    try:
        yield from _limited(unpack(coming)) if unpack else coming
    except (zlib.error, zstandard.ZstdError) as error:
        raise Damaged(f"packed data is broken: {error}") from None


def _limited(unpacked: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces up to the limit of what a file may unpack to. How much that is to one packed byte says nothing."""
    size = 0
    for piece in unpacked:
        size += len(piece)
        if size > MOST_UNPACKED:
            raise Damaged(f"it unpacks to more than {MOST_UNPACKED >> 30} GiB; what follows was not read")
        yield piece


def contents(raw: RawFile, size: int) -> Iterator[bytes]:
    """Yield a raw file's unpacked bytes: in pieces of about a size while its origin is as it was, else as kept.

    Raises Damaged after the last good ones.
    """
    at = 0
    for piece in raw.origin.pieces(size) if raw.origin else ():
        yield piece
        at += len(piece)
    if raw.origin and at == raw.size:
        return
    for chunk in chunks(raw.path):
        if at < len(chunk):
            yield chunk[at:] if at else chunk
        at = max(0, at - len(chunk))


def _unpacked_first(file: Path | Held) -> tuple[str, Iterator[bytes]]:
    """Return a file's packing (``.gz``, ``.zst`` or nothing), judged by its first bytes, and its bytes as they are."""
    pieces = _pieces(file)
    first = next(pieces, b"")
    return _PACKED.get(first[:2], ""), chain([first], pieces)


def _pieces(file: Path | Held) -> Iterator[bytes]:
    try:
        if isinstance(file, Held):
            yield from file.pieces()
            return
        with Held.open(file) as held:
            yield from held.pieces()
    except OSError as error:
        raise _unreadable(error) from None


def _unreadable(error: OSError) -> "Unreadable":
    return Unreadable(f"the file cannot be read: {error.strerror}")


def _bites(coming: Iterable[bytes]) -> Generator[bytes | memoryview, bool, None]:
    """Yield packed bytes in bites: small ones while members end in them, for what is left of a bite is copied then."""
    bite = CHUNK
    for piece in coming:
        view, start = memoryview(piece), 0
        while start < len(piece):
            ended = yield view[start : start + bite]
            start += bite
            bite = _BITE if ended else min(CHUNK, bite * 4)


def _ungzip(coming: Iterable[bytes]) -> Iterator[bytes]:
    member, members = zlib.decompressobj(31), 1
    bites = _bites(coming)
    packed: bytes | memoryview | None = next(bites, None)
    while packed is not None:
        before = members
        while packed:
            if member.eof:
                member, members = zlib.decompressobj(31), _one_more(members, "gzip members")
            # Limited, so that a small file cannot unpack to more than memory holds.
            yield member.decompress(packed, CHUNK)
            packed = member.unconsumed_tail or member.unused_data
        packed = _following(bites, ended=members > before)
    yield member.flush()
    if not member.eof:
        raise Damaged("gzip ends too early")


def _following(bites: Generator[bytes | memoryview, bool, None], *, ended: bool) -> bytes | memoryview | None:
    try:
        return bites.send(ended)
    except StopIteration:
        return None


def _one_more(members: int, name: str) -> int:
    if members >= MOST_MEMBERS:
        raise Damaged(f"it has more than {MOST_MEMBERS:,} {name}; what follows was not read")
    return members + 1


def _unzstd(coming: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zstandard.ZstdDecompressor(max_window_size=MOST_WINDOW)
    frame, frames = unpacker.decompressobj(), 1
    bite = _BITE
    for piece in coming:
        start = 0
        # Small bites, for the reason above: this unpacker takes no limit. Larger ones where they grow to little.
        while start < len(piece):
            packed = piece[start : start + bite]
            start += bite
            size = len(packed)
            while packed:
                if frame.eof:
                    frame, frames = unpacker.decompressobj(), _one_more(frames, "zstd frames")
                unpacked = frame.decompress(packed)
                yield unpacked
                bite = _BITE if len(unpacked) > 64 * size else 4 * _BITE
                packed = frame.unused_data if frame.eof else b""
    if not frame.eof:
        raise Damaged("zstd ends too early")


def _state(found: os.stat_result) -> tuple[int, int, int, int]:
    return (found.st_dev, found.st_ino, found.st_size, found.st_ctime_ns)


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        yield stream


def _hash(file: Path | Held) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in _pieces(file):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size
