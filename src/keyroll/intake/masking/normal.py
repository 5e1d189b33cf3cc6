"""Decodes escapes that may hide a name or a mark, and maps positions back to the original text."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

#: A run of escapes is one piece if each stands for one letter that needs no escape.
_ESCAPE = re.compile(
    rb"(?<!\\)((?:\\u00(?!22|5[cC])[2-7][0-9a-fA-F]){2,2048})"
    rb"|(?<!\\)(\\+)u00([2-7][0-9a-fA-F])|((?:[^\x00\\]\x00){4,2048})|((?:\x00[^\x00\\]){4,2048})|\x00+",
    re.DOTALL,
)
_BEGINS, _PRINTABLE = b"\\u00", re.compile(rb"[2-7][0-9a-fA-F]")
_QUOTE, _BACKSLASH = 0x22, 0x5C
#: The number of bytes of an escape.
_WIDE = 6
#: The number of bytes of a letter in UTF-16.
_LETTER = 2
#: Decoding one escape may produce the backslash of another.
_TURNS = 4
#: Consecutive lines are one region up to this size: a region has the overhead of a short line.
_REGION = 64 << 10


@dataclass(slots=True)
class Plainly:
    """A text without such escapes, with the starts of its pieces here, and their starts and ends in the original text.

    ``widths`` is the number of original bytes for each byte of a piece; 0 if the piece is one unit. The positions are
    arrays: a text of two-byte letters has as many pieces as letters.
    """

    text: bytes
    here: "array[int]" = field(default_factory=lambda: array("I"))
    starts: "array[int]" = field(default_factory=lambda: array("I"))
    stops: "array[int]" = field(default_factory=lambda: array("I"))
    widths: "array[int]" = field(default_factory=lambda: array("B"))
    before: "Plainly | None" = None

    def begin(self, place: int) -> int:
        """Return the original start of a part that begins at a position."""
        return self._back(place, last=False)

    def end(self, place: int) -> int:
        """Return the original end of a part that ends at a position."""
        return self._back(place, last=True)

    def _back(self, place: int, *, last: bool) -> int:
        if self.here:
            number = max(bisect_right(self.here, place - last) - 1, 0)
            start, stop = self.starts[number], self.stops[number]
            if wide := self.widths[number]:
                place = start + wide * (place - self.here[number])
            else:
                place = stop if last else start
        return self.before._back(place, last=last) if self.before else place

    def piece(self, here: int, start: int, stop: int, width: int) -> None:
        """Record the start of a piece, and the original bytes that it stands for."""
        self.here.append(here)
        self.starts.append(start)
        self.stops.append(stop)
        self.widths.append(width)


def escaped_lines(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield start and end of the lines with such an escape or a zero byte; each line once.

    Consecutive such lines are yielded together, up to a limit.
    """
    began = ended = -2
    for start, end in _each_line(data):
        if start == ended + 1 and end - began <= _REGION:
            ended = end
            continue
        if ended >= 0:
            yield began, ended
        began, ended = start, end
    if ended >= 0:
        yield began, ended


def _each_line(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the lines one by one.

    It searches for plain bytes: an expression would report each of millions of zero bytes.
    """
    escape, zero, at = data.find(_BEGINS), data.find(0), 0
    while escape >= 0 or zero >= 0:
        first = zero if escape < 0 or 0 <= zero < escape else escape
        if first != zero and not _PRINTABLE.match(data, first + len(_BEGINS)):
            escape = data.find(_BEGINS, first + 1)
            continue
        start = data.rfind(b"\n", at, first) + 1 or at
        end = data.find(b"\n", first)
        end = len(data) if end < 0 else end
        yield start, end
        at = end
        escape, zero = (
            place if place < 0 or place >= end else data.find(sign, end)
            for place, sign in ((escape, _BEGINS), (zero, b"\0"))
        )


def plainly(data: bytes) -> Plainly:
    """Return a text without escapes of printable characters, and without zero bytes."""
    found = Plainly(data)
    for _ in range(_TURNS):
        if not _ESCAPE.search(found.text):
            break
        found = _once(found)
    return found


def _once(before: Plainly) -> Plainly:
    written = bytearray()
    made = Plainly(b"", before=before)
    at = 0

    def copied(stop: int) -> None:
        if stop > at:
            made.piece(len(written), at, stop, 1)
            written.extend(before.text[at:stop])

    for one in _ESCAPE.finditer(before.text):
        copied(one.start())
        text = _said(one)
        if text:
            made.piece(len(written), *one.span(), _WIDE if one[1] is not None else 0 if one[2] is not None else _LETTER)
            written.extend(text)
        at = one.end()
    copied(len(before.text))
    made.text = bytes(written)
    return made


def _said(one: "re.Match[bytes]") -> bytes:
    if one[1] is not None:
        return bytes.fromhex(one[1].replace(_BEGINS, b"").decode())
    if one[2] is None:
        return (one[4] or b"")[::2] or (one[5] or b"")[1::2]
    letter, run = int(one[3], 16), len(one[2])
    if letter == _QUOTE:
        return b"\\" * (2 * run - 1) + b'"'
    if letter == _BACKSLASH:
        return b"\\" * (2 * run)
    return bytes((letter,))
