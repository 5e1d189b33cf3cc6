"""Raw: what came in, kept by the SHA-256 of the whole file, compressed, readable by the owner only."""

import hashlib
import os
import time
import uuid
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import IO, Literal, Self

import zstandard

from keyroll.errors import KeyrollError
from keyroll.store.faults import FaultHook, no_fault
from keyroll.store.masked import NOTHING, Cut, Mask, Masked, again, masked, without

CHUNK = 1 << 20
#: Nearly all lines are shorter; a piece may end within one that is longer.
_LINE = 1 << 16
_BITE = 1 << 10
_PACKED = {b"\x1f\x8b": ".gz", b"\x28\xb5": ".zst"}
#: A file that changed so short ago may change once more and keep its time of change: clocks of files tick slowly.
_SETTLED_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Origin:
    """A plain file that came in, in the state in which it was hashed: device, inode, size, and time of change in ns."""

    path: Path
    state: tuple[int, int, int, int]

    @classmethod
    def of(cls, file: Path) -> Self | None:
        """Return a file as it is now; None where it cannot be told whether it changes after this."""
        try:
            found = file.stat()
        except OSError:
            return None
        # The system's time, not the home's clock: it is compared with what the system writes.
        return cls(file, _state(found)) if found.st_ctime_ns < time.time_ns() - _SETTLED_NS else None

    def pieces(self, size: int) -> Iterator[bytes]:
        """Yield its bytes in pieces of about a size that end with a line; stop where it is no longer as it was."""
        with suppress(OSError), self.path.open("rb", buffering=0) as stream:
            at = 0
            while at < self.state[2]:
                tail = os.pread(stream.fileno(), _LINE, at + size - 1)
                piece = os.pread(stream.fileno(), size + max(0, tail.find(b"\n")), at)
                if not piece or _state(os.fstat(stream.fileno())) != self.state:
                    return
                yield piece
                at += len(piece)


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file that came in: the hash of its bytes as delivered, and where they can be read again.

    ``origin`` is where they came from, if they are plain and can be read there too, for now. ``masked`` says what was
    cut out of a copy, ``mask`` what is to be cut out of what is only referred to, whenever it is read.
    """

    sha256: str
    size: int
    path: Path
    how: Literal["copy", "reference"]
    origin: Origin | None = None
    masked: Masked = NOTHING
    mask: Mask | None = None


class RawStore:
    """A folder of files named by content hash."""

    def __init__(self, root: Path, *, fault: FaultHook = no_fault) -> None:
        self._root = root
        self._fault = fault

    def keep(self, file: Path, *, reference: bool = False, mask: Mask | None = None) -> RawFile:
        """Take a file in and return its address; a file that is there already is not written again.

        With ``reference`` only the hash is taken; the file stays where it is. Packed files (gzip, zstd) are kept as
        they are, others are packed with zstd. A killed writer leaves a file that nothing names. Raises Unreadable.
        With ``mask`` the copy has no values, and is named by both hashes: that of the file, and its own.
        """
        if reference:
            return _referred(file, mask)
        if mask:
            return self._keep_masked(file, mask)
        if _small(file):
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

    def _keep_masked(self, file: Path, mask: Mask) -> RawFile:
        """Keep a copy without values; a packed file that is damaged stays where it is: it is masked when it is read."""
        if _small(file):
            sha, size = _hash(file)
            if there := self._kept_masked(sha):
                return RawFile(sha, size, there, "copy", masked=Masked(cuts=None))
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._root / f"arriving-{uuid.uuid4().hex}"
        with _private(part) as going:
            taken, own = _take(file, mask, going)
        if taken.how == "reference":
            part.unlink()
            return taken
        self._fault("raw.file-written")
        final = self._kept_masked(taken.sha256)
        if final:
            part.unlink()
        else:
            final = self._root / f"{taken.sha256}-{own}.zst"
            part.replace(final)
        for old in (self._root / f"{taken.sha256}{ending}" for ending in (".zst", ".gz")):
            old.unlink(missing_ok=True)  # kept before copies were masked
        self._fault("raw.kept")
        return replace(taken, path=final)

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

    def is_masked(self, path: Path) -> bool:
        """Say whether a file is a copy of ours that has no values."""
        return path.parent == self._root and "-" in path.stem

    def _kept_masked(self, sha256: str) -> Path | None:
        return next(self._root.glob(f"{sha256}-*.zst"), None)

    def _kept(self, sha256: str) -> Path | None:
        if there := self._kept_masked(sha256):
            return there
        paths = (self._root / f"{sha256}{ending}" for ending in (".zst", ".gz"))
        return next((path for path in paths if path.exists()), None)

    def sweep(self) -> None:
        """Remove what a killed writer left; the caller holds the lease."""
        for part in self._root.glob("arriving-*"):
            part.unlink()


class Damaged(Exception):  # noqa: N818 - caught where a file is read, becomes a quarantine row
    """A packed file ends too early or is not what its first bytes promise; what came before was good."""


class Unreadable(Damaged):
    """The system does not let us read a file: rights, a bad disk, or it is gone."""


#: More cuts than this are not held: a second look finds them again.
_MOST_CUTS = 250_000


class _Taking:
    """A file that comes in: its bytes unpacked, while the hash and the size of it as it is are made beside."""

    def __init__(self, coming: Iterator[bytes], packing: str) -> None:
        self.digest, self.size = hashlib.sha256(), 0
        self._coming, self._packing = coming, packing
        self._beside = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._beside.shutdown()

    def __iter__(self) -> Iterator[bytes]:
        return _unpacked(self._packing, self._noted())

    def _noted(self) -> Iterator[bytes]:
        for chunk in self._coming:
            # Both let the interpreter go: a processor that has nothing else to do takes one of them.
            hashed = self._beside.submit(self.digest.update, chunk)
            self.size += len(chunk)
            yield chunk
            hashed.result()


def _referred(file: Path, mask: Mask | None) -> RawFile:
    """Return a file that stays where it is, with what is cut out of it when it is read."""
    if mask:
        return replace(_take(file, mask, None)[0], how="reference", mask=mask)
    sha, size = _hash(file)
    return RawFile(sha, size, file.absolute(), "reference")


def _take(file: Path, mask: Mask, going: IO[bytes] | None) -> tuple[RawFile, str]:
    """Hash a file, find what is to be cut out of it, and write it without that, packed; return it and its copy's hash.

    One that is damaged is only referred to: what is kept must end as it does.
    """
    own, pack, at = hashlib.sha256(), zstandard.ZstdCompressor(level=1).compressobj(), 0
    kinds: Counter[str] = Counter()
    kept: list[Cut] | None = []

    def write(packed: bytes) -> None:
        if going:
            own.update(packed)
            going.write(packed)

    before = Origin.of(file)
    packing, coming = _unpacked_first(file)
    with _Taking(coming, packing) as taking:
        try:
            for piece, cuts in mask.pieces(taking):
                if going:
                    write(pack.compress(without(piece, cuts)))
                kinds.update([one.kind for one in cuts])
                if kept is not None:
                    kept += [Cut(start + at, end + at, text, kind) for start, end, text, kind in cuts]
                    kept = kept if len(kept) <= _MOST_CUTS else None
                at += len(piece)
        except Unreadable:
            raise
        except Damaged:
            sha, size = _hash(file)
            done = Masked(tuple(sorted(kinds.items())), None)
            return RawFile(sha, size, file.absolute(), "reference", masked=done, mask=mask), ""
    write(pack.flush())
    if going:
        going.flush()
        os.fsync(going.fileno())
    same = before if not packing and before == Origin.of(file) else None
    done = Masked(tuple(sorted(kinds.items())), None if kept is None else tuple(kept))
    return RawFile(taking.digest.hexdigest(), taking.size, file.absolute(), "copy", same, done), own.hexdigest()


def chunks(file: Path | RawFile) -> Iterator[bytes]:
    """Yield a file's unpacked bytes in pieces of moderate size. Raises Damaged after the last good ones.

    Of a raw file they are without values, wherever it lies.
    """
    if isinstance(file, RawFile):
        yield from masked(file.mask, chunks(file.path))
        return
    yield from _unpacked(*_unpacked_first(file))


def _unpacked(packing: str, coming: Iterator[bytes]) -> Iterator[bytes]:
    unpack = {".gz": _ungzip, ".zst": _unzstd}.get(packing)
    try:
        yield from unpack(coming) if unpack else coming
    except (zlib.error, zstandard.ZstdError) as error:
        raise Damaged(f"packed data is broken: {error}") from None


def contents(raw: RawFile, size: int) -> Iterator[bytes]:
    """Yield a raw file's unpacked bytes: in pieces of about a size while its origin is as it was, else as kept.

    Raises Damaged after the last good ones.
    """
    at = read = 0

    def pieces(origin: Origin) -> Iterator[bytes]:
        nonlocal read
        # Where something is cut out, small pieces are copied in memory that is there already.
        for piece in origin.pieces(CHUNK if raw.masked.cuts else size):
            read += len(piece)
            yield piece

    if raw.origin and raw.masked.cuts is not None:
        for piece in again(pieces(raw.origin), raw.masked.cuts):
            yield piece
            at += len(piece)
        if read == raw.size:
            return
    for chunk in chunks(raw):
        if at < len(chunk):
            yield chunk[at:] if at else chunk
        at = max(0, at - len(chunk))


def _unpacked_first(file: Path) -> tuple[str, Iterator[bytes]]:
    """Return a file's packing (``.gz``, ``.zst`` or nothing), judged by its first bytes, and its bytes as they are."""
    pieces = _pieces(file)
    first = next(pieces, b"")
    return _PACKED.get(first[:2], ""), chain([first], pieces)


def _pieces(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except OSError as error:
        raise Unreadable(f"the file cannot be read: {error.strerror}") from None


def _ungzip(coming: Iterable[bytes]) -> Iterator[bytes]:
    member = zlib.decompressobj(31)
    for piece in coming:
        packed = piece
        while packed:
            if member.eof:
                member = zlib.decompressobj(31)
            # Limited, so that a small file cannot unpack to more than memory holds.
            yield member.decompress(packed, CHUNK)
            packed = member.unconsumed_tail or member.unused_data
    yield member.flush()
    if not member.eof:
        raise Damaged("gzip ends too early")


def _unzstd(coming: Iterable[bytes]) -> Iterator[bytes]:
    frame = zstandard.ZstdDecompressor().decompressobj()
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
                    frame = zstandard.ZstdDecompressor().decompressobj()
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


def _small(file: Path) -> bool:
    """Say whether a file may well be read twice."""
    try:
        return file.stat().st_size <= CHUNK
    except OSError:
        return False


def _hash(file: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in _pieces(file):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size
