"""What is cut out of bytes before they are written, and what stands there in its place. Who decides lies above."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Cut(NamedTuple):
    """From where to where a value stands, what is written in its place, and of what kind it is."""

    start: int
    end: int
    text: bytes
    kind: str


class Mask(Protocol):
    """Finds the values in bytes, piece by piece."""

    def pieces(self, coming: Iterable[bytes]) -> Iterator[tuple[bytes, Sequence[Cut]]]:
        """Yield what comes in pieces, each with the cuts in it, in order and apart from each other."""
        ...


@dataclass(frozen=True, slots=True)
class Masked:
    """A copy with values cut out: how many of which kind, the hash of the copy, and the cuts if they are few enough."""

    kinds: tuple[tuple[str, int], ...] = ()
    cuts: tuple[Cut, ...] | None = ()

    @property
    def count(self) -> int:
        """How many values were cut out."""
        return sum(number for _, number in self.kinds)


NOTHING = Masked()


def without(data: bytes, cuts: Sequence[Cut]) -> bytes:
    """Return bytes with what is to stand in the place of each cut."""
    if not cuts:
        return data
    parts: list[bytes | memoryview] = []
    view, at = memoryview(data), 0
    for start, end, text, _ in cuts:
        parts += (view[at:start], text)
        at = end
    parts.append(view[at:])
    return b"".join(parts)


def masked(mask: Mask | None, coming: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what comes without values."""
    if mask is None:
        yield from coming
        return
    for piece, cuts in mask.pieces(coming):
        yield without(piece, cuts)


def again(coming: Iterable[bytes], cuts: Sequence[Cut]) -> Iterator[bytes]:
    """Yield what comes without the values whose places in the whole are known."""
    at, number, held = 0, 0, b""
    for piece in coming:
        data = held + piece if held else piece
        inside, end = [], at + len(data)
        while number < len(cuts) and cuts[number].end <= end:
            start, stop, text, kind = cuts[number]
            inside.append(Cut(start - at, stop - at, text, kind))
            number += 1
        keep = len(data)
        if number < len(cuts) and cuts[number].start < end:
            keep = cuts[number].start - at
        held = data[keep:]
        yield without(data[:keep], inside)
        at += keep
    if held and number >= len(cuts):
        yield held
