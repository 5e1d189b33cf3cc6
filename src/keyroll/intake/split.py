"""Splits JSON into values as its bytes arrive. Memory holds one value; a value over the limit is skipped.

Only the end of a value is searched here: the decoder decides whether it is JSON. A string ends with its line at the
latest, so that a broken value costs no more than its line in a file of lines.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from keyroll.intake import brackets, limits
from keyroll.store.raw import Damaged

_STEP = 1 << 20
#: The brackets of a value with more tokens are counted by blocks.
_TOKENS = 1000
_STRING = rb'"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+"'
_DEPTH = 12
_BLANK = re.compile(rb"[ \t\r\n]*+")
_BARE = re.compile(rb"[^\s,\[\]{}]+")
_MARKS = re.compile(_STRING + rb"|[{}\[\]]")
_TEXT = re.compile(_STRING)
_REST = re.compile(rb'(?:[^"\\\n]++|\\[^\n])*+')
_KEY = re.compile(rb'[ \t\r\n]*+("(?:[^"\\\n]++|\\[^\n])*+")[ \t\r\n]*+:[ \t\r\n]*+')
#: A line that is an object: a file whose first line is broken may have one.
_OBJECT = re.compile(rb"^[ \t\r]*+(\{.*\})[ \t\r]*$", re.MULTILINE)


def _nested() -> bytes:
    """Return a pattern of a bracket with its content, to some depth; it never backtracks."""
    between = rb'[^"{}\[\]]*+'
    pattern = rb"[{\[]%b(?:%b%b)*+[}\]]" % (between, _STRING, between)
    for _ in range(_DEPTH):
        pattern = rb"[{\[]%b(?:(?:%b|%b)%b)*+[}\]]" % (between, _STRING, pattern, between)
    return pattern


_NESTED = re.compile(_nested())
#: A whole element of a list, with the comma or the bracket after it.
_ELEMENT = re.compile(rb'[ \t\r\n]*+(%b|%b|[^ \t\r\n,{}\[\]"]++)[ \t\r\n]*+(?:,|(?=\]))' % (_nested(), _STRING))
#: A run of consecutive elements.
_ELEMENTS = re.compile(rb"(?:%b)++" % _ELEMENT.pattern)


class ByteWindow:
    """Bytes as they arrive; ``data`` from ``at`` on is unread. Damage ends them, and is reported."""

    def __init__(self, coming: Iterable[bytes], *, whole: bool = False) -> None:
        self._coming = iter(coming)
        self.data, self.at = b"", 0
        self._passed = 0
        self.ended, self.damage = False, ""
        #: Whether ``data`` still begins at the start of the input.
        self.whole = whole

    @property
    def place(self) -> int:
        """The number of bytes before the current position."""
        return self._passed + self.at

    @property
    def left(self) -> int:
        """The number of unread bytes in memory."""
        return len(self.data) - self.at

    def more(self) -> bool:
        """Read as much again as is in memory, so that a restart costs little. Return whether more was read."""
        if self.ended:
            return False
        self.whole = self.whole and len(self.data) <= limits.RECORD
        parts, got = [self.data if self.whole else self.data[self.at :]], 0
        if not self.whole:
            self._passed, self.at = self._passed + self.at, 0
        self.data = b""
        try:
            while got < max(_STEP, min(len(parts[0]), limits.RECORD)):
                chunk = next(self._coming, None)
                if chunk is None:
                    self.ended = True
                    break
                parts.append(chunk)
                got += len(chunk)
        except Damaged as error:
            self.ended, self.damage = True, str(error)
        self.data = b"".join(parts)
        return got > 0

    def blank(self) -> bool:
        """Skip white space; return whether something follows."""
        while True:
            found = _BLANK.match(self.data, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.data):
                return True
            if not self.more() and self.ended:
                return False

    def begins(self, mark: bytes) -> bool:
        """Return whether a byte is next."""
        return self.data[self.at : self.at + 1] == mark

    def all(self) -> Iterator[bytes]:
        """Return the bytes from the start, or from the current position if the start is gone."""
        return chain([self.data if self.whole else self.data[self.at :]], self._coming)


class TooLong(ValueError):  # noqa: N818 - caught where a value is read, becomes a reason
    """A value is longer than a record may be."""


def value(window: ByteWindow, most: int | None = None) -> bytes | None:
    """Return the next value, None if it never ends. Raises TooLong before any of it is consumed."""
    most = limits.RECORD if most is None else most
    while True:
        end = None if _in_text(window) else value_end(window.data, window.at)
        # A value without brackets and quotes ends before the next such character.
        if end is not None and (end < len(window.data) or window.ended or window.data[end - 1] in b'}]"'):
            if end - window.at > most:
                raise TooLong
            found = window.data[window.at : end]
            window.at = end
            return found
        if window.left > most:
            raise TooLong
        if not window.more() and window.ended:
            return None


def _in_text(window: ByteWindow) -> bool:
    """Return whether the next value is a string whose end, or whose line's end, has not arrived."""
    if window.ended or not window.begins(b'"') or _TEXT.match(window.data, window.at):
        return False
    return window.data.find(b"\n", window.at) < 0


def value_end(data: bytes, at: int) -> int | None:
    """Return the position after a JSON value, also of a value that is broken inside; None if none ends here."""
    if data[at : at + 1] == b'"' and (text := _TEXT.match(data, at)):
        return text.end()
    if bare := _BARE.match(data, at):
        return bare.end()
    if data[at : at + 1] not in (b"{", b"["):
        return None
    if nested := _NESTED.match(data, at):
        return nested.end()
    if data.find(b"}", at) < 0 and data.find(b"]", at) < 0:
        return None
    depth = 0
    tokens = _MARKS.finditer(data, at)
    for mark in islice(tokens, _TOKENS):
        depth += (mark[0] in b"{[") - (mark[0] in b"}]")
        if depth == 0:
            return mark.end()
    return brackets.closing(data, at + 1, 1).end if next(tokens, None) else None


def skip(window: ByteWindow, depth: int = 0) -> bool:
    """Skip a value of any size, or to the end of ``depth`` brackets. Return whether the value ends."""
    if not depth and not (window.begins(b"{") or window.begins(b"[")):
        return _skip_plain(window)
    if not depth:
        depth, window.at = 1, window.at + 1
    while True:
        found = brackets.closing(window.data, window.at, depth)
        if found.end is not None:
            window.at = found.end
            return True
        depth, window.at = found.depth, found.at
        if window.left:
            _skip_plain(window)
        elif not window.more() and window.ended:
            return False


def _skip_plain(window: ByteWindow) -> bool:
    """Skip a string, to the end of its line at most, or a bare word."""
    if not window.begins(b'"'):
        while bare := _BARE.match(window.data, window.at):
            window.at = bare.end()
            if window.at < len(window.data) or not window.more():
                return True
        return window.at > 0
    window.at += 1
    while True:
        rest = _REST.match(window.data, window.at)
        window.at = rest.end() if rest else window.at
        if window.left > 1 or (window.left and window.data[window.at] != ord("\\")):
            # A quote ends it; a line end (after a backslash too) leaves it broken.
            window.at += 1
            return True
        if not window.more() and window.ended:
            window.at = len(window.data)
            return False


def object_line(data: bytes) -> bool:
    """Return whether a line is an object."""
    return any(value_end(data, line.start(1)) == line.end(1) for line in _OBJECT.finditer(data))


def list_in(window: ByteWindow, envelope: str) -> bool:
    """Enter the list of records that begins here: an array, or the envelope's. Return False if there is none."""
    window.blank()
    if window.begins(b"["):
        window.at += 1
        return True
    if not envelope or not window.begins(b"{"):
        return False
    while True:
        place = _list_at(window.data, window.at + 1, envelope.encode())
        if place is not None:
            window.at = place or window.at
            return place > 0
        if window.left > limits.RECORD or (not window.more() and window.ended):
            return False


def _list_at(data: bytes, at: int, envelope: bytes) -> int | None:
    """Return the position after the bracket of the envelope's list, 0 if there is none, None if it is still unknown."""
    while key := _KEY.match(data, at):
        at = key.end()
        if key[1] == b'"%b"' % envelope and data[at : at + 1] == b"[":
            return at + 1
        end = value_end(data, at)
        following = _BLANK.match(data, end) if end is not None else None
        if following is None or following.end() >= len(data):
            return None
        if data[following.end()] != ord(","):
            return 0
        at = following.end() + 1
    left = _BLANK.match(data, at)
    begins = data[left.end() : left.end() + 1] if left else b""
    return None if begins in (b"", b'"') else 0


def elements(window: ByteWindow, *, passed: bool = False) -> Iterator[bytes | None]:
    """Yield the elements of the current list, to its bracket; None for an element over the limit.

    ``passed``: consecutive elements are skipped at once, and one empty element is yielded for them. Raises ValueError
    if an element, or the list, never ends, and if many elements have no comma between them: a list of quotes has an
    element for each two bytes.
    """
    unparted = 0
    while True:
        if passed and (several := _ELEMENTS.match(window.data, window.at)):
            window.at = several.end()
            yield b""
        while found := _ELEMENT.match(window.data, window.at):
            if found.end(1) - found.start(1) > limits.RECORD:
                break
            window.at = found.end()
            yield found[1]
        if not window.blank():
            raise ValueError("the list does not end")
        if window.begins(b"]"):
            window.at += 1
            return
        yield element(window)
        if window.blank() and window.begins(b","):
            window.at += 1
        elif not window.begins(b"]"):
            unparted += 1
            if unparted >= limits.BROKEN:
                raise ValueError(f"{unparted:,} elements of the list have no comma behind them")


def element(window: ByteWindow) -> bytes | None:
    """Return the next value; None for one over the limit. Raises ValueError if it never ends."""
    try:
        found = value(window)
    except TooLong:
        if skip(window):
            return None
        found = None
    if found is None:
        raise ValueError("a value does not end")
    return found
