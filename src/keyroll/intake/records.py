"""Splits input into numbered records: lines, elements of a JSON array, or of a vendor's envelope."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, Literal

from keyroll.intake import limits, log_tables, split, tables
from keyroll.providers.contracts.logs import LogTable
from keyroll.store.raw import Damaged, Held, RawFile, chunks

#: A longer line is not read; the longest known valid record is far below the limit.
LONGEST = limits.RECORD
#: The target size of the text in one batch.
BATCH_BYTES = 24 << 20
_PEEK = 1 << 16
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Bad:
    """A record that could not be read: its number (0 for the file as a whole) and the reason."""

    record: int
    reason: str


#: The reason why a file without lines, or with blank lines only, is not read.
EMPTY: Final = Bad(0, "the file is empty")


@dataclass(frozen=True, slots=True)
class RecordBatch:
    """Records in order: ``numbers[i]`` is the number (from 1) of ``texts[i]``; ``bad`` holds the unreadable ones."""

    numbers: list[int]
    texts: list[bytes]
    bad: list[Bad]
    last: bool


def batches(
    file: Path | Held | RawFile,
    *,
    envelope: str = "",
    is_text: bool = False,
    continued: str = "",
    table: LogTable | None = None,
    size: int = BATCH_BYTES,
) -> Iterator[RecordBatch]:
    """Yield a file's records in batches whose borders depend on its content only; the last is marked."""
    return batched(records(file, envelope=envelope, is_text=is_text, continued=continued, table=table), size)


def batched(found: Iterable[tuple[int, bytes] | Bad], size: int) -> Iterator[RecordBatch]:
    """Yield records in batches of about ``size`` bytes; the last one is marked as the last."""
    coming, weight = RecordBatch([], [], [], last=False), 0
    for one in found:
        if weight >= size or len(coming.numbers) + len(coming.bad) >= limits.RECORDS:
            yield coming
            coming, weight = RecordBatch([], [], [], last=False), 0
        if isinstance(one, Bad):
            coming.bad.append(one)
        else:
            coming.numbers.append(one[0])
            coming.texts.append(one[1])
            weight += len(one[1])
    yield RecordBatch(coming.numbers, coming.texts, coming.bad, last=True)


def records(
    file: Path | Held | RawFile,
    *,
    envelope: str = "",
    is_text: bool = False,
    continued: str = "",
    table: LogTable | None = None,
) -> Iterator[tuple[int, bytes] | Bad]:
    """Yield each record with its number from 1, or the reason why it could not be read.

    Lines are numbered as in an editor; elements of an array or envelope by their position. An empty array is valid, an
    empty file is not.
    """
    yield from parted(chunks(file), envelope=envelope, is_text=is_text, continued=continued, table=table)


def parted(
    coming: Iterator[bytes],
    *,
    envelope: str = "",
    is_text: bool = False,
    continued: str = "",
    table: LogTable | None = None,
) -> Iterator[tuple[int, bytes] | Bad]:
    """Yield the records of unpacked bytes, like ``records`` for a file."""
    form, whole = opened(coming, envelope=envelope, is_text=is_text, table=table)
    if isinstance(whole, Damaged):
        yield Bad(0, str(whole))
        return
    if form == "document":
        yield from _elements(whole, envelope)
        return
    empty = True
    continued = "quote" if form == "csv" else continued
    found = joined(lines(whole), continued) if continued else lines(whole)
    for one in _rows(found, table if form == "csv" else None) if form in ("table", "csv") else found:
        empty = False
        yield one
    if empty:
        yield EMPTY


def opened(
    coming: Iterator[bytes], *, envelope: str = "", is_text: bool = False, table: LogTable | None = None
) -> tuple[Literal["lines", "document", "table", "csv"], Iterator[bytes] | Damaged]:
    """Return the format of a file's unpacked bytes, and the bytes without a byte order mark, or the reason for none."""
    head, damage = _head(coming)
    if damage and not head:
        return "lines", damage
    head = head.removeprefix(_BOM)
    whole = chain([head], _raising(damage) if damage else coming)
    if not is_text and _is_document(head[:_PEEK], envelope):
        return "document", whole
    if table and log_tables.begins(head, table):
        return "csv", whole
    return "table" if not is_text and head.startswith(tables.HEADER) else "lines", whole


def _rows(found: Iterable[tuple[int, bytes] | Bad], table: LogTable | None) -> Iterator[tuple[int, bytes] | Bad]:
    """Yield the rows of a table with a header as JSON records: of a log's own form, else of Zeek's."""
    broken: list[Bad] = []

    def whole() -> Iterator[tuple[int, bytes]]:
        for line in found:
            if isinstance(line, Bad):
                broken.append(line)
            else:
                yield line

    for number, row in log_tables.rows(whole(), table) if table else tables.rows(whole()):
        yield Bad(number, row) if isinstance(row, str) else (number, row)
    yield from broken


def nth(
    file: Path | Held | RawFile,
    wanted: Iterable[int],
    *,
    envelope: str = "",
    is_text: bool = False,
    continued: str = "",
    table: LogTable | None = None,
) -> dict[int, bytes]:
    """Return the bytes of some records by their numbers."""
    left = set(wanted)
    found: dict[int, bytes] = {}
    if not left:
        return found
    last = max(left)
    for one in records(file, envelope=envelope, is_text=is_text, continued=continued, table=table):
        if not isinstance(one, Bad) and one[0] in left:
            found[one[0]] = one[1]
            left.discard(one[0])
        if not left or (not isinstance(one, Bad) and one[0] >= last):
            break
    return found


def _head(coming: Iterator[bytes]) -> tuple[bytes, Damaged | None]:
    """Return enough of a file's beginning to judge it, however small its pieces are."""
    head: list[bytes] = []
    try:
        while sum(map(len, head)) < _PEEK + len(_BOM) and (chunk := next(coming, None)) is not None:
            head.append(chunk)
    except Damaged as error:
        return b"".join(head), error
    return b"".join(head), None


def _raising(damage: Damaged) -> Iterator[bytes]:
    yield b""
    raise damage


def _is_document(start: bytes, envelope: str) -> bool:
    """Return whether a file is one JSON document (an array, an envelope, or spread over lines) and not JSON lines."""
    start = start.lstrip()
    if not start.startswith((b"[", b"{")):
        return False
    first, newline, _ = start.partition(b"\n")
    return (bool(newline) and first.strip() == b"{") or split.list_in(split.ByteWindow([start]), envelope)


def lines(whole: Iterable[bytes], first: int = 1) -> Iterator[tuple[int, bytes] | Bad]:
    """Yield the lines of some bytes that are not blank, numbered from ``first``."""
    number, size = first - 1, 0
    pending: list[bytes] = []
    try:
        for chunk in whole:
            begin, *others = chunk.split(b"\n")
            size += len(begin)
            pending.append(begin)
            if size > LONGEST:
                pending.clear()
            if not others:
                continue
            last = others.pop()
            number += 1
            yield from _line(number, pending, size)
            for line in others:
                number += 1
                if len(line) > LONGEST:
                    yield _too_long(number)
                elif line and not line.isspace():
                    yield number, line.removesuffix(b"\r")
            pending, size = [last], len(last)
    except Damaged as error:
        # The line that was being read is cut off: it is not a record.
        yield Bad(number + 1, str(error))
        return
    yield from _line(number + 1, pending, size)


def joined(found: Iterable[tuple[int, bytes] | Bad], continued: str) -> Iterator[tuple[int, bytes] | Bad]:
    """Yield lines joined with their continuations: lines that begin with a tab, or follow an open quote."""
    first, parts, size, quotes = 0, list[bytes](), 0, 0
    for one in found:
        if isinstance(one, Bad):
            yield one
            continue
        number, line = one
        goes_on = bool(parts) and (line.startswith(b"\t") if continued == "tab" else quotes % 2 == 1)
        if parts and (not goes_on or size + len(line) > LONGEST):
            yield first, b"\n".join(parts)
            parts, size, quotes = [], 0, 0
        first = first if parts else number
        parts.append(line)
        size += len(line) + 1
        quotes += line.count(b'"')
    if parts:
        yield first, b"\n".join(parts)


def _line(number: int, parts: list[bytes], size: int) -> Iterator[tuple[int, bytes] | Bad]:
    if size > LONGEST:
        yield _too_long(number)
        return
    line = b"".join(parts)
    if line and not line.isspace():
        yield number, line.removesuffix(b"\r")


def _too_long(number: int, what: str = "line") -> Bad:
    return Bad(number, f"{what} is longer than {LONGEST >> 20} MiB")


def _elements(whole: Iterable[bytes], envelope: str) -> Iterator[tuple[int, bytes] | Bad]:
    """Yield the records of a document: the elements of its lists, and values beside them."""
    window = split.ByteWindow(whole, whole=True)
    number = 0
    try:
        for found in _values(window, envelope):
            number += 1
            window.whole = False
            yield (number, found) if found is not None else _too_long(number, "record")
    except ValueError as error:
        if not number and not window.damage and window.whole and split.object_line(window.data):
            # The file has JSON lines, of which the first one is broken.
            yield from lines(window.all())
        else:
            said = window.damage or f"JSON is broken, the rest was not read: {error}"
            yield Bad(number + 1, said)
        return
    if window.damage:
        yield Bad(number + 1, window.damage)


def _values(window: split.ByteWindow, envelope: str) -> Iterator[bytes | None]:
    while window.blank():
        if not split.list_in(window, envelope):
            yield split.element(window)
            continue
        yield from split.elements(window)
        if not window.blank():
            return
        if window.begins(b"}"):
            window.at += 1
        elif window.begins(b",") and not split.skip(window, 1):
            # Fields after the list: the rest of the enclosing object.
            raise ValueError("the object around the list does not end")
