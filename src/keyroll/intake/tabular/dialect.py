"""Finds the format of a table: its encoding, the mark between cells, and the place of its header.

Nothing is read whole: a table is judged by its beginning, and its rows are rewritten one at a time.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from keyroll.errors import UsageError
from keyroll.intake import limits
from keyroll.store.raw import Damaged

#: The number of bytes of a table that are examined.
HEAD: Final = 1 << 18
_MARKS: Final = ",;\t|"
_LOOKED_AT: Final = 50
_NO_TABLE: Final = (
    (b"PK\x03\x04", "a workbook: save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "a workbook: save it as CSV"),
    (b"%PDF", "a document: export it as CSV"),
    (b"SQLite format 3", "a database: export it as CSV"),
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The format of a table; ``above`` counts the rows above its header."""

    encoding: str
    mark: str
    above: int = 0

    @property
    def shown(self) -> str:
        """The format as a text for people."""
        names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
        return f"{self.encoding.upper().replace('-SIG', '')}, cells apart by {names[self.mark]}"


def sniff(head: bytes, *, whole: bool) -> Dialect:
    """Return the format of a table that begins with these bytes. Raises UsageError if it is not a table."""
    for begin, what in _NO_TABLE:
        if head.startswith(begin):
            raise UsageError(f"it is not a table but {what}", hint="a table is a text file with one row in each line")
    encoding = _encoding(head)
    text = head.decode(encoding, "replace").lstrip("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        raise UsageError(
            "it is JSON, not a table", hint="keyroll sync PATH reads exports; docs/connecting.md for an API"
        )
    best = max((_fit(text, mark, whole=whole), -_MARKS.index(mark), mark) for mark in _MARKS)
    (share, width), _, mark = best
    if width < 2 or not share:
        raise UsageError("it has one column only", hint="a table has a header, and cells apart by , ; | or a tab")
    rows = _first(text, mark, whole=whole)
    above = next((number for number, row in enumerate(rows) if len(_stripped(row)) * 2 > width), None)
    if above is None:
        raise UsageError("it has no header", hint="write the names of the columns above the rows")
    return Dialect(encoding, mark, above)


def _encoding(head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.count(0) > len(head) // 5:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _first(text: str, mark: str, *, whole: bool) -> list[list[str]]:
    """Return the first rows; if the text continues, the last one may be cut off."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=None), delimiter=mark):
            rows.append(row)
            if len(rows) > _LOOKED_AT:
                break
    except csv.Error:
        pass
    return rows if whole or len(rows) < 2 else rows[:-1]


def _stripped(row: list[str]) -> list[str]:
    return [cell for cell in row if cell.strip()]


def _fit(text: str, mark: str, *, whole: bool) -> tuple[float, int]:
    """Return the share of the rows with the same number of cells, and that number."""
    widths = Counter(len(row) for row in _first(text, mark, whole=whole) if _stripped(row))
    width, many = max(widths.items(), key=lambda one: (one[1] if one[0] > 1 else 0, one[0]), default=(0, 0))
    return (many / widths.total() if width > 1 else 0.0, width)


def rows(coming: Iterable[bytes], dialect: Dialect) -> Iterator[list[str]]:
    """Yield the rows of a table from its header on. Raises Damaged after the last good row if the table is broken."""
    number = 0
    try:
        for number, row in enumerate(csv.reader(_lines(coming, dialect), delimiter=dialect.mark)):
            if len(row) > limits.COLUMNS:
                raise Damaged(f"row {number + 1} has more than {limits.COLUMNS:,} cells: the rest was not read")
            if number >= dialect.above:
                yield row
    except csv.Error as error:
        raise Damaged(f"row {number + 2} is broken, the rest was not read: {error}") from None


def _lines(coming: Iterable[bytes], dialect: Dialect) -> Iterator[str]:
    """Yield lines with one kind of end. Raises csv.Error for a line that is too long."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(dialect.encoding)("replace"), translate=True)
    rest = ""
    for chunk in coming:
        *whole, rest = (rest + decoder.decode(chunk)).split("\n")
        for line in whole:
            yield _bounded(line) + "\n"
        _bounded(rest)
    if rest := rest + decoder.decode(b"", final=True):
        yield _bounded(rest)


def _bounded(line: str) -> str:
    if len(line) > limits.ROW:
        raise csv.Error(f"a line is longer than {limits.ROW >> 20} MiB")
    return line
