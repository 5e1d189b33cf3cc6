"""Reads the entries of a pack within limits: their headers and their unpacked content.

Source: git, Documentation/gitformat-pack.adoc. A pack is given as a private buffer, which does not change.
"""

import mmap
import zlib
from dataclasses import dataclass

from keyroll.intake.scan.repository.limits import Corrupt

#: A header needs no more bytes: ten for the size, twenty for the base.
_HEAD = 48
#: The unpacked bytes of a delta that hold its two sizes, and the packed bytes read for them: tables come first.
_SIZES, _TAKEN = 20, 1024
_COMMIT, _OFFSET, _REFERENCE = 1, 6, 7
_KINDS = frozenset({1, 2, 3, 4})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its kind, its declared unpacked size, its base as an offset or an id, and its stream."""

    kind: int
    size: int
    base: int
    reference: bytes
    stream: int

    @property
    def is_delta(self) -> bool:
        """Return whether it is stored as a difference from another entry."""
        return self.kind >= _OFFSET


def entry_at(pack: mmap.mmap, at: int, end: int) -> Entry:
    """Return the entry that begins at an offset; ``end`` is where the entries end. Raises Corrupt."""
    if not 12 <= at < end:
        raise Corrupt("an entry lies outside of its pack")
    head = pack[at : min(at + _HEAD, end)]
    kind, size, place = _kind_and_size(head)
    base, reference = 0, b""
    if kind == _OFFSET:
        back, place = _distance(head, place)
        base = at - back
        if not 12 <= base < at:
            raise Corrupt("a base lies outside of its pack")
    elif kind == _REFERENCE:
        reference, place = head[place : place + 20], place + 20
        if len(reference) != 20:
            raise Corrupt("an entry is cut off")
    elif kind not in _KINDS:
        raise Corrupt("an entry is of an unknown kind")
    return Entry(kind, size, base, reference, at + place)


def size_of(pack: mmap.mmap, entry: Entry, end: int) -> int:
    """Return the size of the object of an entry, without unpacking it. Raises Corrupt."""
    if not entry.is_delta:
        return entry.size
    begin = _inflated(pack[entry.stream : min(entry.stream + _TAKEN, end)], _SIZES, whole=False)
    _, place = _number(begin, 0)
    return _number(begin, place)[0]


def unpacked(pack: mmap.mmap, entry: Entry, end: int, most: int) -> bytes:
    """Return the unpacked stream of an entry, whose length is the declared one. Raises Corrupt."""
    if entry.size > most:
        raise Corrupt("an object is over the limit")
    bound = entry.size + (entry.size >> 8) + 1024
    return _inflated(pack[entry.stream : min(entry.stream + bound, end)], entry.size, whole=True)


def applied(delta: bytes, base: bytes, most: int) -> bytes:
    """Return the result of a delta on its base. Raises Corrupt."""
    before, place = _number(delta, 0)
    after, place = _number(delta, place)
    if before != len(base) or after > most:
        raise Corrupt("a delta does not fit its base, or is over the limit")
    parts, done = [], 0
    while place < len(delta):
        code = delta[place]
        place += 1
        if code & 0x80:
            begin, length, place = _copied(delta, code, place)
            piece = base[begin : begin + length]
        else:
            length = code
            piece = delta[place : place + length]
            place += length
        done += len(piece)
        if not code or len(piece) != length or done > after:
            raise Corrupt("a delta is broken")
        parts.append(piece)
    if done != after:
        raise Corrupt("a delta is broken")
    return b"".join(parts)


def _copied(delta: bytes, code: int, place: int) -> tuple[int, int, int]:
    """Return the start of a copy, its length, and the position of the next instruction."""
    value = 0
    for bit in range(7):
        if code >> bit & 1:
            if place >= len(delta):
                raise Corrupt("a delta is broken")
            value |= delta[place] << (8 * bit)
            place += 1
    return value & 0xFFFFFFFF, value >> 32 or 0x10000, place


def _kind_and_size(head: bytes) -> tuple[int, int, int]:
    size, shift = head[0] & 15, 4
    for place in range(1, len(head) + 1):
        if not head[place - 1] & 0x80:
            return head[0] >> 4 & 7, size, place
        if place == len(head) or shift > 60:
            break
        size |= (head[place] & 0x7F) << shift
        shift += 7
    raise Corrupt("an entry is cut off")


def _distance(head: bytes, place: int) -> tuple[int, int]:
    value = -1
    for _ in range(10):
        if place >= len(head):
            break
        value = (value + 1) << 7 | head[place] & 0x7F
        place += 1
        if not head[place - 1] & 0x80:
            return value, place
    raise Corrupt("an entry is cut off")


def _number(text: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while place < len(text) and shift <= 63:
        value |= (text[place] & 0x7F) << shift
        shift += 7
        place += 1
        if not text[place - 1] & 0x80:
            return value, place
    raise Corrupt("a delta is broken")


def _inflated(packed: bytes, size: int, *, whole: bool) -> bytes:
    """Return at most ``size`` bytes of a stream; with ``whole`` the stream must have exactly that many."""
    stream = zlib.decompressobj()
    try:
        found = stream.decompress(packed, size + 1 if whole else size)
    except zlib.error:
        raise Corrupt("an object cannot be unpacked") from None
    if whole and len(found) != size:
        raise Corrupt("an object is not as long as it says")
    return found
