"""The pages of a survey's file: consecutive JSON documents, or the rows of a table.

A page is in memory as a whole up to a limit. A longer list or table comes in parts: its reader gets some
elements at a time. So does an object with declared lists.
"""

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from keyroll.intake import brackets, limits, split
from keyroll.intake.split import ByteWindow, TooLong
from keyroll.model.json import Json
from keyroll.store.raw import Damaged

_BOM = b"\xef\xbb\xbf"
_BEGINS = re.compile(rb"\n(?=[\[{])")
#: Halves of surrogate pairs in JSON's notation.
_HALVES = re.compile(rb"\\u[dD][89a-fA-F]")
#: The most bytes of a Python object for each JSON mark: an entry of a large dict with its texts.
_MARK = 100
_NOT_JSON: Final = "not JSON: "
#: The rows of a table that a reader gets at a time.
_ROWS: Final = 5_000


@dataclass(frozen=True, slots=True)
class PageInFile:
    """One page, or a part of it, at the bytes from ``start`` to ``end`` of a file.

    It has a body, or a ``fault``. ``first`` and ``last`` mark the first and last part of a page; in the last part of a
    list ``elements`` is the number of all its elements. A fault of the file has no extent. ``row`` is the number of the
    first row of a part of a table, whose header is row 1.
    """

    start: int
    end: int
    body: Json = None
    fault: str = ""
    first: bool = True
    last: bool = True
    elements: int = 0
    row: int = 1


def pages(coming: Iterable[bytes], lists: Sequence[str] = ()) -> Iterator[PageInFile]:
    """Yield the pages of unpacked bytes in order. The page after a broken one starts at the start of a line.

    A long object comes in parts: each has some elements of one of the ``lists``, the last one has the other fields.
    Bytes that cannot be unpacked are the fault of a page that begins there.
    """
    window = ByteWindow(coming)
    window.more()
    if window.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield PageInFile(0, 0, fault="not UTF-8: UTF-16 is not read")
        return
    window.at = len(_BOM) if window.data.startswith(_BOM) else 0
    broken = endless = 0
    while window.blank():
        fault, end = "", 0
        for one in _page(window, lists):
            fault, end = one.fault, one.end
            broken += bool(fault)
            yield one
            del one  # Released here, because the next one is built meanwhile.
        if fault:
            endless += end < 0
            if broken >= limits.BROKEN or endless >= limits.ENDLESS:
                yield PageInFile(window.place, window.place, fault="too many pages are broken: the rest was not read")
                return
            _to_line(window)
    if window.damage:
        yield PageInFile(window.place, window.place, fault=window.damage)


def _page(window: ByteWindow, lists: Sequence[str]) -> Iterator[PageInFile]:
    """Yield a page or its parts; an endless page has no ``end``, and only its first byte is skipped."""
    start = window.place
    try:
        try:
            found = split.value(window, limits.PART)
        except TooLong:
            if window.begins(b"["):
                yield from _parts(window, start)
                return
            if lists and window.begins(b"{"):
                yield from _object_parts(window, start, lists)
                return
            found = split.value(window, limits.PAGE)
    except TooLong:
        ends = split.skip(window)
        fault = f"a page of more than {limits.PAGE >> 20} MiB is not read: export it as a list, or in smaller pages"
        yield PageInFile(start, window.place if ends else -1, fault=fault)
        return
    if found is None:
        window.at += 1
        yield PageInFile(start, -1, fault=window.damage or f"{_NOT_JSON}it does not end")
        return
    body, fault = decoded(found)
    yield PageInFile(start, window.place, body, fault)


def _parts(window: ByteWindow, start: int) -> Iterator[PageInFile]:
    """Yield a long list some elements at a time."""
    window.at += 1
    held: list[bytes] = []
    size = number = 0
    first, fault = True, ""
    for one in _elements(window):
        number += 1
        if isinstance(one, str):
            yield PageInFile(start, window.place, fault=one, first=first, last=False)
            first, fault = False, one
            continue
        if size + len(one) > limits.PART and held:
            body, said = decoded(b"[%b]" % b",".join(held))
            yield PageInFile(start, window.place, body, said, first=first, last=False)
            del body
            first, fault = False, fault or said
            held, size = [], 0
        held.append(one)
        size += len(one) + 1
    body, said = decoded(b"[%b]" % b",".join(held))
    yield PageInFile(start, window.place, body, said, first=first, elements=number)


def _object_parts(window: ByteWindow, start: int, lists: Sequence[str]) -> Iterator[PageInFile]:
    """Yield a long object: the elements of its lists some at a time, then its other fields."""
    first = True
    try:
        for one in _fields(window, start, lists):
            yield replace(one, first=first)
            first = False
    except ValueError as error:
        fault = window.damage or f"{_NOT_JSON}{error}"
        yield PageInFile(start, window.place if window.left else -1, fault=fault, first=first)


def _fields(window: ByteWindow, start: int, lists: Sequence[str]) -> Iterator[PageInFile]:
    """Yield the parts of an object. Raises ValueError."""
    empty: dict[str, Json] = {one: [] for one in lists}
    rest: dict[str, Json] = {}
    size = 0
    for name in _names(window):
        if name in rest:
            raise ValueError(f"the field {name!r} is there twice")
        rest[name] = []
        if name in lists and window.begins(b"["):
            for one in _parts(window, start):
                yield replace(one, body={**empty, name: one.body}, last=False, elements=0)
            continue
        found = split.element(window) or b""
        size += len(name) + len(found)
        if not found or size > limits.PART:
            raise ValueError(f"the fields beside its lists have more than {limits.PART >> 20} MiB")
        rest[name], fault = decoded(found)
        if fault:
            raise ValueError(fault.removeprefix(_NOT_JSON))
    yield PageInFile(start, window.place, empty | rest)


def _names(window: ByteWindow) -> Iterator[str]:
    """Yield the name of each field of an object, at its value. Raises ValueError."""
    window.at += 1
    more = False
    while True:
        if not window.blank():
            raise ValueError("it does not end")
        if window.begins(b"}") and not more:
            window.at += 1
            return
        name = (window.begins(b'"') and split.element(window)) or b""
        if not name or not window.blank() or not window.begins(b":"):
            raise ValueError("a field has no name or no value")
        window.at += 1
        if not window.blank():
            raise ValueError("it does not end")
        yield str(json.loads(name))
        more = window.blank() and window.begins(b",")
        if more:
            window.at += 1
        elif not window.begins(b"}"):
            raise ValueError("it does not end, or has no comma between two fields")


def _elements(window: ByteWindow) -> Iterator[bytes | str]:
    """Yield the elements of a list, or the reason why an element is not read."""
    try:
        for one in split.elements(window):
            yield one if one is not None else f"an element of more than {limits.RECORD >> 20} MiB is not read"
    except ValueError as error:
        yield window.damage or f"{_NOT_JSON}{error}"


def decoded(content: bytes) -> tuple[Json, str]:
    """Return the decoded JSON, or the reason why it is not read."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None, "not UTF-8"
    if len(content) > limits.PART and _cost(content, text) > limits.OBJECTS:
        return None, f"a page of so many values would take more than {limits.OBJECTS >> 20} MiB: export smaller pages"
    try:
        body: Json = json.loads(text)
    except (ValueError, RecursionError) as error:
        return None, f"{_NOT_JSON}{error}"
    return (_storable(body) if _HALVES.search(content) else body), ""


def _cost(content: bytes, text: str) -> int:
    """Return the most memory that the values of a JSON text take: its texts twice, and each mark."""
    counted = brackets.marks(content)
    return 2 * sys.getsizeof(text) + _MARK * (counted.opened + counted.between)


def _to_line(window: ByteWindow) -> None:
    """Skip to the next line that begins with a bracket."""
    window.at = max(0, window.at - 1)
    while not (found := _BEGINS.search(window.data, window.at)):
        window.at = max(window.at, len(window.data) - 2)
        if not window.more() and window.ended:
            window.at = len(window.data)
            return
    window.at = found.end()


def _storable(body: Json) -> Json:
    """Return a body without halves of surrogate pairs, which JSON can write and no store can hold."""
    text = json.dumps(body, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        clean: Json = json.loads(text.encode("utf-8", "replace"))
        return clean
    return body


_TOO_LONG = f"a line is longer than {limits.ROW >> 20} MiB"


_BLANK: Final = " \t\r\n\ufeff"


def table(coming: Iterable[bytes]) -> Iterator[PageInFile]:
    """Yield the rows of a CSV with a header as one page, in parts; a fault has the number of its line as ``start``."""
    rows: list[Json] = []
    first, number, begins = True, 1, 2
    try:
        lines = _lines(coming)
        head = next(lines, "")
        reading = csv.reader(chain([head], lines))
        names = next(reading, [])
        if len(names) > limits.COLUMNS:
            raise csv.Error(f"it has more than {limits.COLUMNS:,} columns")  # noqa: TRY301 - told like any other fault
        if not any(name.strip(_BLANK) for name in names):
            # A truncated, empty file is not a list without rows: all listed credentials would be gone.
            yield PageInFile(0, 0, fault="the file is empty, or its first line names no column", first=True)
            return
        most = max(1, min(_ROWS, 40 * limits.COLUMNS // len(names)))
        for row in filter(None, reading):  # a blank line is not a row
            number += 1
            rows.append(_by_name(names, row))
            if len(rows) >= most:
                yield PageInFile(0, 0, rows, first=first, last=False, row=begins)
                rows, first, begins = [], False, number + 1
    except csv.Error as error:
        yield PageInFile(number + 1, 0, fault=f"not CSV: {error}", first=first, last=False)
        first = False
    except UnicodeDecodeError:
        yield PageInFile(0, 0, fault="not UTF-8", first=first)
        return
    except Damaged as error:
        yield PageInFile(0, 0, fault=str(error), first=first)
        return
    yield PageInFile(0, 0, rows, first=first, row=begins)


def _by_name(names: Sequence[str], cells: list[str]) -> dict[str, Json]:
    """Return the cells of a row by column: None for missing cells, and the list of surplus cells under None.

    These are the keys of ``csv.DictReader``, which takes twice as long for a row.
    """
    row: dict[str, Json] = dict(zip(names, cells, strict=False))
    row |= dict.fromkeys(names[len(cells) :])
    if len(cells) > len(names):
        row[None] = cells[len(names) :]  # type: ignore[index, assignment]
    return row


def _lines(coming: Iterable[bytes]) -> Iterator[str]:
    """Yield the lines of a table with their ends. Raises csv.Error for a line that is too long."""
    rest, begun = b"", False
    for chunk in coming:
        block, end, rest = (rest + chunk).rpartition(b"\n")
        if end:
            yield from _of_block(block if begun else block.removeprefix(_BOM))
            begun = True
        if len(rest) > limits.ROW:
            raise csv.Error(_TOO_LONG)
    if rest:
        yield rest.decode() if begun else rest.removeprefix(_BOM).decode()


def _of_block(block: bytes) -> Iterator[str]:
    for line in block.split(b"\n"):
        if len(line) >= limits.ROW:  # with its end it is longer
            raise csv.Error(_TOO_LONG)
        yield line.decode() + "\n"
