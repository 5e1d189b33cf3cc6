"""Strings of JSON at any depth of quoting, read from raw bytes that may be broken.

A quote after ``n`` backslashes ends a string of the depth that the trailing one bits of ``n`` give: none at depth 0,
one at depth 1 (JSON within a string), three at depth 2. A raw line end ends every string: valid JSON has none inside.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_BLANK = re.compile(rb"(?:\s|\\+[nrt])*")
_QUOTE = re.compile(rb'(\\*)"')
_MARK = re.compile(rb'(?<!\\)\\*"|[{}\[\]]')
_TOKEN = re.compile(rb'(?<!\\)\\*"|[{}\[\]]|[^\s{}\[\],:"\\]+')
_BARE = re.compile(rb"[^\s,\]}\"]+")
_BACKSLASH = ord("\\")
#: The most bytes before a position in which the start of an object is searched, and the most candidates.
_BACK, _BEGINNINGS = 1 << 16, 12
#: Start, end and quoting depth of a text; a bare number or word has the depth -1.
Text = tuple[int, int, int]


@dataclass(slots=True)
class Effort:
    """The number of bytes that may still be searched for the position of members; beyond it values are masked.

    ``searched`` are the parts of the data in which the bodies of a declaration were found already.
    """

    left: int
    searched: dict[object, tuple[int, int]] = field(default_factory=dict)


def depth_of(run: int) -> int:
    """Return the depth of a quote after a number of backslashes."""
    return ((run + 1) & -(run + 1)).bit_length() - 1


def run_before(data: bytes, at: int, least: int = 0) -> int:
    """Count the backslashes right before a place."""
    begin = at
    while begin > least and data[begin - 1] == _BACKSLASH:
        begin -= 1
    return at - begin


def end_of(data: bytes, start: int, depth: int) -> int:
    """Return the end of the text of a string that begins here; a line end, or the data's end, ends a broken one."""
    at = start
    while True:
        quote = data.find(b'"', at)
        line = data.find(b"\n", at, quote if quote >= 0 else len(data))
        if line >= 0:
            return line
        if quote < 0:
            return len(data)
        found = depth_of(run_before(data, quote, start))
        if found <= depth:
            return max(start, quote - (1 << found) + 1)
        at = quote + 1


def after(data: bytes, end: int) -> int:
    """Return the position after the quote at which a string's text ended."""
    found = _QUOTE.match(data, end)
    return found.end() if found else end


def skip(data: bytes, at: int) -> int:
    """Return the next position that is not blank, at any depth."""
    found = _BLANK.match(data, at)
    return found.end() if found else at


def texts_of(data: bytes, at: int, end: int, effort: Effort) -> Iterator[Text]:
    """Yield the texts of a value that begins here: a string, a number, or all texts within an object or a list."""
    for _, text in texts_with_paths(data, at, end, effort):
        yield text


def texts_with_paths(data: bytes, at: int, end: int, effort: Effort) -> Iterator[tuple[list[bytes], Text]]:
    """Yield the texts of a value that begins here, each with the names of the members that lead to it.

    Lists have empty names. The names are valid until the next text.
    """
    at = skip(data, at)
    if opening := _QUOTE.match(data, at):
        depth = depth_of(len(opening[1]))
        yield [], (opening.end(), end_of(data, opening.end(), depth), depth)
    elif data[at : at + 1] in (b"{", b"["):
        yield from _leaves(data, at, end, effort)
    elif bare := _BARE.match(data, at, end):
        yield [], (bare.start(), bare.end(), -1)


def _leaves(data: bytes, at: int, end: int, effort: Effort) -> Iterator[tuple[list[bytes], Text]]:
    depth, path = None, [b""]
    while token := _TOKEN.search(data, at, end):
        effort.left -= token.end() - at
        if effort.left < 0:
            yield [], (at, end, 0)  # the rest of the data
            return
        at = token.end()
        if token[0].endswith(b'"'):
            found = depth_of(len(token[0]) - 1)
            depth = found if depth is None else depth
            if found < depth:
                return
            if found == depth:
                stop = end_of(data, at, depth)
                behind = after(data, stop)
                at = skip(data, behind)
                if data[at : at + 1] != b":":
                    yield path, (token.end(), stop, depth)
                else:
                    path[-1] = data[token.end() : stop]
        elif token[0] in (b"{", b"["):
            path.append(b"")
        elif token[0] in (b"}", b"]"):
            path.pop()
            if len(path) <= 1:
                return
        else:
            yield path, (token.start(), token.end(), -1)


def object_around(data: bytes, place: int, depth: int, effort: Effort) -> int | None:
    """Return the start of the object of which a member begins at a position, or None if it was not found."""
    at, least = place, max(0, place - _BACK)
    for _ in range(_BEGINNINGS):
        at = data.rfind(b"{", least, at)
        effort.left -= place - at
        if at < 0 or effort.left < 0:
            return None
        if _nested(data, at, place, depth) == 1:
            return at
    return None


def _nested(data: bytes, at: int, place: int, depth: int) -> int:
    """Return the number of brackets that are open at a position, counted from an opening one; 0 inside a string."""
    nested = 0
    while mark := _MARK.search(data, at, place):
        at = mark.end()
        if mark[0].endswith(b'"'):
            found = depth_of(len(mark[0]) - 1)
            if found < depth:
                return 0
            if found == depth:
                at = after(data, end_of(data, at, depth))
                if at > place:
                    return 0
        else:
            nested += 1 if mark[0] in (b"{", b"[") else -1
            if nested <= 0:
                return 0
    return nested


def members(data: bytes, begin: int, depth: int, end: int, effort: Effort) -> Iterator[tuple[bytes, int]]:
    """Yield the names of an object's own members, each with the position of its value."""
    at, nested = begin, 0
    while mark := _MARK.search(data, at, end):
        effort.left -= mark.end() - at
        at = mark.end()
        if effort.left < 0:
            return
        if mark[0].endswith(b'"'):
            found = depth_of(len(mark[0]) - 1)
            if found < depth:
                return
            if found == depth:
                stop = end_of(data, at, depth)
                behind = skip(data, after(data, stop))
                if nested == 1 and data[behind : behind + 1] == b":":
                    yield data[at:stop], behind + 1
                at = behind
        else:
            nested += 1 if mark[0] in (b"{", b"[") else -1
            if nested <= 0:
                return


def object_end(data: bytes, begin: int, depth: int, end: int, effort: Effort) -> int:
    """Return a position after the last text of an object; without meaning if the effort was not enough."""
    last = begin + 1
    for _, at in members(data, begin, depth, end, effort):
        last = at
    for _, stop, _ in texts_of(data, last, end, effort):
        last = max(last, stop)
    return last


def key_before(data: bytes, colon: int) -> tuple[bytes, int, int] | None:
    """Return the name that ends before a colon, the position of its opening quote, and its depth."""
    close = data.rfind(b'"', 0, colon)
    if close < 0:
        return None
    run = run_before(data, close)
    depth = depth_of(run)
    stop = close - (1 << depth) + 1
    begin = data.rfind(b'"', max(0, stop - 256), stop)
    if begin < 0:
        return None
    return data[begin + 1 : stop], begin - min(run_before(data, begin), (1 << depth) - 1), depth


def plain(raw: bytes, depth: int) -> bytes:
    """Return the decoded text of a string at some depth; a text with broken escapes stays unchanged."""
    for _ in range(depth + 1):
        if b"\\" not in raw:
            break
        try:
            said = json.loads(b'"' + raw + b'"', strict=False)
        except ValueError:
            break
        raw = said.encode("utf-8", "surrogatepass")
    return raw
