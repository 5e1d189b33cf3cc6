"""Unpacks input (gzip, zstd) within limits: the first bytes show the format.

A file may always unpack to ``FREE``; beyond that its ratio is limited. From ``SUSPECT`` on, its time is limited beyond
``QUICK``. A log of JSON packs 10 to 40 times, one of repeated lines 200 times; gzip packs at most 1,032 times
(zlib.net, *Technical details*).
"""

import sys
import time
import zlib
from collections.abc import Generator, Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

if sys.version_info >= (3, 14):
    from compression.zstd import DecompressionParameter, ZstdCompressor, ZstdDecompressor, ZstdError
else:
    from backports.zstd import DecompressionParameter, ZstdCompressor, ZstdDecompressor, ZstdError

CHUNK = 1 << 20
#: The most bytes a file may unpack to, and its most gzip members or zstd frames.
MOST_UNPACKED = 64 << 30
MOST_MEMBERS = 1_000_000
#: The size to which any file may unpack, and how many times its packed size it may have beyond that.
FREE = 256 << 20
MOST_RATIO = 200
#: From this ratio on, a file that unpacks to more than ``QUICK`` may take ``MOST_SECONDS`` of processor time a pass,
#: and ``SECONDS_A_MIB`` more for each packed MiB. Other processes do not count: their load must not cut a file.
SUSPECT = 50
QUICK = 16 << 20
MOST_SECONDS = 3.0
SECONDS_A_MIB = 0.5
#: The largest window of zstd, which is held in memory: that of ``zstd --long``.
MOST_WINDOW = 128 << 20
_WINDOW: Final[Mapping[int, int]] = {int(DecompressionParameter.window_log_max): MOST_WINDOW.bit_length() - 1}
PACKED = {b"\x1f\x8b": ".gz", b"\x28\xb5": ".zst"}
_BITE = 1 << 10


class Damaged(Exception):  # noqa: N818 - caught where a file is read, becomes a quarantine row
    """A packed file ends too early or does not fit its first bytes; the data before that is good."""


class Unreadable(Damaged):
    """A file that the system does not open: permissions, a bad disk, a missing file, a link or a special file."""


def packing_of(pieces: Iterator[bytes]) -> tuple[str, Iterator[bytes]]:
    """Return the packing (``.gz``, ``.zst`` or empty), determined by the first bytes, and the bytes unchanged."""
    first = next(pieces, b"")
    return PACKED.get(first[:2], ""), chain([first], pieces)


def unpacked(packing: str, coming: Iterator[bytes], *, arrived: int = 0) -> Iterator[bytes]:
    """Yield unpacked bytes, in pieces of moderate size. Raises Damaged after the last good piece.

    ``arrived`` is the size of the file that keyroll made this copy of: it was within the limit of the ratio.
    """
    unpack = {".gz": _ungzip, ".zst": _unzstd}.get(packing)
    packed = _Counted(coming)
    try:
        yield from _limited(unpack(packed), packed, arrived) if unpack else coming
    except (zlib.error, ZstdError) as error:
        raise Damaged(f"packed data is broken: {error}") from None


class _Counted:
    """Packed pieces, with the number of bytes that were read."""

    def __init__(self, coming: Iterable[bytes]) -> None:
        self.size = 0
        self._coming = coming

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._coming:
            self.size += len(piece)
            yield piece


def _limited(unpacked: Iterable[bytes], packed: _Counted, arrived: int) -> Iterator[bytes]:
    """Yield pieces up to the limits of a file: its unpacked size, its ratio, and its time if the ratio is high."""
    size, begun = 0, time.process_time()
    for piece in unpacked:
        size += len(piece)
        if size > MOST_UNPACKED:
            raise Damaged(f"it unpacks to more than {MOST_UNPACKED >> 30} GiB; the rest was not read")
        came = arrived or packed.size
        if size > QUICK and size > SUSPECT * came:
            if size > FREE and size > MOST_RATIO * came and not arrived:
                raise Damaged(
                    f"it unpacks to more than {FREE >> 20} MiB and {MOST_RATIO} times its size; the rest was not read"
                )
            most = MOST_SECONDS + SECONDS_A_MIB * came / (1 << 20)
            if time.process_time() - begun > most:
                raise Damaged(
                    f"it unpacks to {SUSPECT} times its size and took more than {most:.0f} s; the rest was not read"
                )
        yield piece


def _bites(coming: Iterable[bytes], bite: int = CHUNK) -> Generator[bytes | memoryview, bool, None]:
    """Yield packed bytes in chunks: small ones while members end in them, because their rest is copied."""
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
        raise Damaged(f"it has more than {MOST_MEMBERS:,} {name}; the rest was not read")
    return members + 1


def packer() -> ZstdCompressor:
    """Return the packer of the raw store."""
    return ZstdCompressor(level=1)


def _unzstd(coming: Iterable[bytes]) -> Iterator[bytes]:
    frame, frames = ZstdDecompressor(options=_WINDOW), 1
    bites = _bites(coming, _BITE)
    packed: bytes | memoryview | None = next(bites, None)
    while packed is not None:
        before = frames
        while packed or not (frame.needs_input or frame.eof):
            if frame.eof:
                frame, frames = ZstdDecompressor(options=_WINDOW), _one_more(frames, "zstd frames")
            # Limited, so that a small file cannot unpack to more than fits in memory.
            yield frame.decompress(packed, CHUNK)
            packed = frame.unused_data if frame.eof else b""
        packed = _following(bites, ended=frames > before)
    if not frame.eof:
        raise Damaged("zstd ends too early")
