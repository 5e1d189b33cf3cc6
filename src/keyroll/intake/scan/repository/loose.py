"""Copies loose objects whose header is within the limits, and reads one."""

import os
import re
import zlib
from pathlib import Path

from keyroll.intake.scan.repository.limits import MOST_OBJECT, Corrupt, UnpackBudget
from keyroll.intake.scan.staging import copy

FOLDER = re.compile(r"[0-9a-f]{2}")
NAME = re.compile(r"[0-9a-f]{38}")
_HEADER = re.compile(rb"(blob|tree|commit|tag) ([0-9]{1,12})\x00")
_HEAD = 4096
_KINDS = {b"commit": 1, b"tree": 2, b"blob": 3, b"tag": 4}


def admit(source: int, target: Path, budget: UnpackBudget) -> None:
    """Copy a loose object from a descriptor to a new file if it is within the limits. Raises Corrupt, OSError."""
    if not budget.objects:
        raise Corrupt("the repository has too many objects")
    size = _header(os.pread(source, _HEAD, 0))[1]
    if size > MOST_OBJECT:
        raise Corrupt(f"an object is over {MOST_OBJECT >> 20} MB")
    if size > budget.unpacked:
        raise Corrupt("the repository unpacks to too much")
    most = size + (size >> 8) + _HEAD
    if copy(source, target, most) > most:
        target.unlink()
        raise Corrupt("an object is longer than it says")
    budget.unpacked -= size
    budget.objects -= 1


def content(path: Path, most: int) -> tuple[int, bytes]:
    """Return kind and content of a copied loose object. Raises Corrupt."""
    packed = path.read_bytes()
    kind, size, begin = _header(packed[:_HEAD])
    if size > most:
        raise Corrupt("an object is over the limit")
    found = _unpacked(packed, begin + size + 1)[begin:]
    if len(found) != size:
        raise Corrupt("an object is not as long as it says")
    return _KINDS[kind], found


def _header(packed: bytes) -> tuple[bytes, int, int]:
    """Return the declared kind and size of an object, and the start of its content."""
    match = _HEADER.match(_unpacked(packed, 32))
    if not match:
        raise Corrupt("a loose object cannot be unpacked")
    return match[1], int(match[2]), match.end()


def _unpacked(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        raise Corrupt("a loose object cannot be unpacked") from None
