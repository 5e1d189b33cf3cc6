"""Counts JSON brackets outside of strings by blocks of numbers: many tokens take no more time than few.

A string ends with its line at the latest, as in :mod:`keyroll.intake.split`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

#: Bytes of the first block, and of the longest: a short value costs little, a long one needs few blocks.
_FIRST: Final = 16 << 10
_MOST: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class _Block:
    """Bytes that begin at ``start``, without escaped quotes; ``outer`` marks those outside of strings.

    A quote that opens a string counts as inside, one that closes it as outside: neither is a bracket. ``string`` is the
    position of the quote whose string is open at the end, or None.
    """

    start: int
    bytes: "npt.NDArray[np.uint8]"
    outer: "npt.NDArray[np.bool_]"
    string: int | None


@dataclass(frozen=True, slots=True)
class Marks:
    """Counts of brackets (opening and closing) and separators outside of strings; ``ends``: no string is open."""

    opened: int
    closed: int
    between: int
    ends: bool


@dataclass(frozen=True, slots=True)
class Closing:
    """``end`` is the position after the bracket that closes all, or None.

    If it is None, ``depth`` brackets are open at ``at``: the end of the data, or the quote of a string that is open
    there.
    """

    end: int | None
    depth: int
    at: int


def marks(data: bytes) -> Marks:
    """Count opening brackets, closing brackets, and separators."""
    import numpy as np

    opened = closed = between = 0
    ends = True
    for block in _blocks(data, 0):
        outside = block.bytes[block.outer]
        opened += sum(int(np.count_nonzero(outside == mark)) for mark in b"{[")
        closed += sum(int(np.count_nonzero(outside == mark)) for mark in b"}]")
        between += sum(int(np.count_nonzero(outside == mark)) for mark in b",:")
        ends = block.string is None
    return Marks(opened, closed, between, ends)


def closing(data: bytes, at: int, depth: int) -> Closing:
    """Return the position after the last of ``depth`` brackets that are open at ``at``, outside of strings."""
    import numpy as np

    string = None
    for block in _blocks(data, at):
        found, string = block.bytes, block.string
        opens = ((found == ord("{")) | (found == ord("["))) & block.outer
        closes = ((found == ord("}")) | (found == ord("]"))) & block.outer
        depths = depth + np.cumsum(opens.astype(np.int32) - closes, dtype=np.int32)
        if (depths <= 0).any():
            return Closing(block.start + int(np.argmax(depths <= 0)) + 1, 0, at)
        depth = int(depths[-1])
    return Closing(None, depth, len(data) if string is None else string)


def _blocks(data: bytes, at: int) -> Iterator[_Block]:
    import numpy as np

    size, string = _FIRST, None
    while at < len(data):
        piece = _plain(data, at, size)
        block = np.frombuffer(piece, np.uint8)
        quotes = np.cumsum(block == ord('"'), dtype=np.int32) + np.int32(string is not None)
        # A line end closes a string: the count begins again after it.
        lines = np.maximum.accumulate(np.where(block == ord("\n"), quotes, np.int32(0)))
        texts = ((quotes - lines) & 1).astype(bool)
        last = piece.rfind(b'"')
        string = None if not texts[-1] else at + last if last >= 0 else string
        yield _Block(at, block, ~texts, string)
        at, size = at + len(piece), min(2 * size, _MOST)


def _plain(data: bytes, at: int, size: int) -> bytes:
    """Return the next bytes, of the same length, without escaped quotes; an escape at the end is kept whole."""
    piece = data[at : at + size]
    if b"\\" not in piece:
        return piece
    if (len(piece) - len(piece.rstrip(b"\\"))) % 2:
        piece = data[at : at + size + 1]
    return piece.replace(b"\\\\", b"  ").replace(b'\\"', b"  ")
