"""Unpacks input (gzip, zstd) within limits: the first bytes show the format."""

import zlib
from collections.abc import Generator, Iterable, Iterator
from itertools import chain

import zstandard

CHUNK = 1 << 20
#: The most bytes a file may unpack to, and its most gzip members or zstd frames.
MOST_UNPACKED = 64 << 30
MOST_MEMBERS = 1_000_000
#: The largest window of zstd, which is held in memory: that of ``zstd --long``.
MOST_WINDOW = 128 << 20
PACKED = {b"\x1f\x8b": ".gz", b"\x28\xb5": ".zst"}
_BITE = 1 << 10


class Damaged(Exception):  # noqa: N818 - caught where a file is read, becomes a quarantine row
    """A packed file ends too early or does not fit its first bytes; the data before that is good."""


class Unreadable(Damaged):
    """The system does not let us read a file: permissions, a bad disk, a missing file, a link or a special file."""


def packing_of(pieces: Iterator[bytes]) -> tuple[str, Iterator[bytes]]:
    """Return the packing (``.gz``, ``.zst`` or empty), judged by the first bytes, and the bytes unchanged."""
    first = next(pieces, b"")
    return PACKED.get(first[:2], ""), chain([first], pieces)


def unpacked(packing: str, coming: Iterator[bytes]) -> Iterator[bytes]:
    """Yield unpacked bytes, in pieces of moderate size. Raises Damaged after the last good piece."""
    unpack = {".gz": _ungzip, ".zst": _unzstd}.get(packing)
    try:
        yield from _limited(unpack(coming)) if unpack else coming
    except (zlib.error, zstandard.ZstdError) as error:
        raise Damaged(f"packed data is broken: {error}") from None


def _limited(unpacked: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces up to the limit of a file's unpacked size; the compression ratio has no limit."""
    size = 0
    for piece in unpacked:
        size += len(piece)
        if size > MOST_UNPACKED:
            raise Damaged(f"it unpacks to more than {MOST_UNPACKED >> 30} GiB; what follows was not read")
        yield piece


def _bites(coming: Iterable[bytes]) -> Generator[bytes | memoryview, bool, None]:
    """Yield packed bytes in chunks: small ones while members end in them, because their rest is copied."""
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
            # Limited, so that a small file cannot unpack to more than fits in memory.
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
        # Small chunks, for the reason above: this unpacker takes no limit. Larger ones where they expand little.
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
