"""Text with escapes that may hide a name or a mark, written plainly, and the way back to the places it came from."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

_ESCAPE = re.compile(rb"(?<!\\)(\\+)u00([2-7][0-9a-fA-F])|\x00+")
_QUOTE, _BACKSLASH = 0x22, 0x5C
#: An escape may give the backslash of another one.
_TURNS = 4


@dataclass(slots=True)
class Plainly:
    """A text without such escapes; the places at which its pieces begin, here and in what it was made of."""

    text: bytes
    here: list[int] = field(default_factory=list)
    there: list[tuple[int, int]] = field(default_factory=list)
    before: "Plainly | None" = None

    def begin(self, place: int) -> int:
        """Return where what stands at a place began."""
        return self._back(place, last=False)

    def end(self, place: int) -> int:
        """Return where what ends at a place ended."""
        return self._back(place, last=True)

    def _back(self, place: int, *, last: bool) -> int:
        if self.here:
            number = max(bisect_right(self.here, place - last) - 1, 0)
            start, stop = self.there[number]
            follows = self.here[number + 1] if number + 1 < len(self.here) else len(self.text)
            as_long = stop - start == follows - self.here[number]
            whole = stop if last else start
            place = start + place - self.here[number] if as_long else whole
        return self.before._back(place, last=last) if self.before else place


def plainly(data: bytes) -> Plainly:
    """Return a text without escapes of printable characters, and without zero bytes."""
    found = Plainly(data)
    for _ in range(_TURNS):
        if not _ESCAPE.search(found.text):
            break
        found = _once(found)
    return found


def _once(before: Plainly) -> Plainly:
    parts: list[bytes] = []
    made = Plainly(b"", before=before)
    at = size = 0
    for one in _ESCAPE.finditer(before.text):
        if one.start() > at:
            made.here.append(size)
            made.there.append((at, one.start()))
            parts.append(before.text[at : one.start()])
            size += one.start() - at
        text = _said(one)
        if text:
            made.here.append(size)
            made.there.append(one.span())
            parts.append(text)
            size += len(text)
        at = one.end()
    if at < len(before.text):
        made.here.append(size)
        made.there.append((at, len(before.text)))
        parts.append(before.text[at:])
    made.text = b"".join(parts)
    return made


def _said(one: "re.Match[bytes]") -> bytes:
    if one[1] is None:
        return b""
    letter, run = int(one[2], 16), len(one[1])
    if letter == _QUOTE:
        return b"\\" * (2 * run - 1) + b'"'
    if letter == _BACKSLASH:
        return b"\\" * (2 * run)
    return bytes((letter,))
