"""Cuts values out of bytes before they are written, and writes a replacement. The caller decides which values."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class MaskedSpan(NamedTuple):
    """The start and end of a value, its replacement, and its kind."""

    start: int
    end: int
    text: bytes
    kind: str


class ValueMask(Protocol):
    """Locates the values in bytes, piece by piece."""

    def pieces(self, coming: Iterable[bytes]) -> Iterator[tuple[bytes, Sequence[MaskedSpan]]]:
        """Yield the incoming pieces, each with its cuts, in order and without overlap."""
        ...


@dataclass(frozen=True, slots=True)
class Masked:
    """The result of a copy with values cut out: their number by kind, the copy's hash, and the cuts if few."""

    kinds: tuple[tuple[str, int], ...] = ()
    cuts: tuple[MaskedSpan, ...] | None = ()

    @property
    def count(self) -> int:
        """The number of values that were cut out."""
        return sum(number for _, number in self.kinds)


NOTHING = Masked()


def without(data: bytes, cuts: Sequence[MaskedSpan]) -> bytes:
    """Return bytes with each cut replaced."""
    if not cuts:
        return data
    parts: list[bytes | memoryview] = []
    view, at = memoryview(data), 0
    for start, end, text, _ in cuts:
        parts += (view[at:start], text)
        at = end
    parts.append(view[at:])
    return b"".join(parts)


def masked(mask: ValueMask | None, coming: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the incoming bytes without values."""
    if mask is None:
        yield from coming
        return
    for piece, cuts in mask.pieces(coming):
        yield without(piece, cuts)


def again(coming: Iterable[bytes], cuts: Sequence[MaskedSpan]) -> Iterator[bytes]:
    """Yield the incoming bytes without the values at known positions."""
    at, number, held = 0, 0, b""
    for piece in coming:
        data = held + piece if held else piece
        inside, end = [], at + len(data)
        while number < len(cuts) and cuts[number].end <= end:
            start, stop, text, kind = cuts[number]
            inside.append(MaskedSpan(start - at, stop - at, text, kind))
            number += 1
        keep = len(data)
        if number < len(cuts) and cuts[number].start < end:
            keep = cuts[number].start - at
        held = data[keep:]
        yield without(data[:keep], inside)
        at += keep
    if held and number >= len(cuts):
        yield held
