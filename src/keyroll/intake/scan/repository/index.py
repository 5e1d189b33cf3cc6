"""Reads and writes the index of a pack: the offset of each object. Sources: gitformat-pack, versions 1 and 2."""

import hashlib
import mmap
import os
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from keyroll.intake.scan.repository.limits import MOST_OBJECTS, Corrupt

_MAGIC = b"\xfftOc\x00\x00\x00\x02"
_HEAD = len(_MAGIC) + 1024
_LARGE = 1 << 31
#: The bytes of an index without those of its objects, and the most bytes of one object.
MOST_INDEX = _HEAD + 40 + 36 * MOST_OBJECTS


@dataclass(frozen=True, slots=True)
class Index:
    """The ids of a pack's objects, in order, with their checksums and offsets."""

    names: NDArray[np.uint8]
    checks: NDArray[np.uint32]
    offsets: NDArray[np.int64]

    def kept(self, mask: NDArray[np.bool_]) -> "Index":
        """Return the objects that a mask selects."""
        return Index(self.names[mask], self.checks[mask], self.offsets[mask])

    def find(self, name: bytes) -> int:
        """Return the offset of an object, or -1."""
        place = bisect_left(range(len(self.names)), name, key=lambda one: self.names[one].tobytes())
        if place < len(self.names) and self.names[place].tobytes() == name:
            return int(self.offsets[place])
        return -1


def read_index(path: Path) -> Index:
    """Read an index, and sort its ids. Raises Corrupt."""
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if size < 1024 + 40 or size > MOST_INDEX:
            raise Corrupt("its index is broken or over the limit")
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as text:
            found = _second(text, size) if text[:8] == _MAGIC else _first(text, size)
    names = found.names
    if len(names) > 1 and not _ordered(names):
        keys = [names[:, place : place + 4].copy().view(">u4").ravel() for place in range(16, -1, -4)]
        order = np.lexsort(keys)
        return Index(names[order], found.checks[order], found.offsets[order])
    return found


def _count(fan: bytes, size: int, each: int, beside: int) -> int:
    count = int.from_bytes(fan[-4:], "big")
    if count > MOST_OBJECTS or count * each + beside > size:
        raise Corrupt("its index is broken, or of an unsupported form")
    return count


def _second(text: mmap.mmap, size: int) -> Index:
    count = _count(text[8:_HEAD], size, 28, _HEAD + 40)
    at = _HEAD
    names = np.frombuffer(text[at : at + 20 * count], np.uint8).reshape(count, 20)
    at += 20 * count
    checks = np.frombuffer(text[at : at + 4 * count], ">u4").astype(np.uint32)
    at += 4 * count
    offsets = np.frombuffer(text[at : at + 4 * count], ">u4").astype(np.int64)
    at += 4 * count
    large = np.frombuffer(text[at : size - 40 - (size - 40 - at) % 8], ">u8")
    far = offsets >= _LARGE
    if far.any():
        places = offsets[far] - _LARGE
        if len(large) == 0 or int(places.max()) >= len(large):
            raise Corrupt("its index is broken")
        offsets[far] = np.minimum(large[places], np.iinfo(np.int64).max).astype(np.int64)
    return Index(names, checks, offsets)


def _first(text: mmap.mmap, size: int) -> Index:
    count = _count(text[:1024], size, 24, 1024 + 40)
    if count * 24 + 1024 + 40 != size:
        raise Corrupt("its index is broken, or of an unsupported form")
    rows = np.frombuffer(text[1024 : 1024 + 24 * count], np.uint8).reshape(count, 24)
    offsets = rows[:, :4].copy().view(">u4").ravel().astype(np.int64)
    return Index(rows[:, 4:].copy(), np.zeros(count, np.uint32), offsets)


def _ordered(names: NDArray[np.uint8]) -> bool:
    """Return whether ids are in order, each once or more."""
    before, after = names[:-1], names[1:]
    differs = before != after
    first = differs.argmax(axis=1)
    rows = np.arange(len(before))
    return bool((~differs.any(axis=1) | (before[rows, first] < after[rows, first])).all())


def write_index(path: Path, index: Index, trailer: bytes) -> None:
    """Write an index of version 2 for a pack that ends with ``trailer``."""
    fan = np.searchsorted(index.names[:, 0], np.arange(256), side="right").astype(">u4")
    far = index.offsets >= _LARGE
    near = index.offsets.copy()
    near[far] = np.arange(int(far.sum())) + _LARGE
    parts = (
        _MAGIC, fan.tobytes(), np.ascontiguousarray(index.names).tobytes(), index.checks.astype(">u4").tobytes(),
        near.astype(">u4").tobytes(), index.offsets[far].astype(">u8").tobytes(), trailer,
    )  # fmt: skip
    digest = hashlib.sha1(usedforsecurity=False)
    with path.open("xb") as stream:
        for part in parts:
            digest.update(part)
            stream.write(part)
        stream.write(digest.digest())
