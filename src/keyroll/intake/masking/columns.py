"""Finds values in columns of tables: CSV with a header row, and Zeek's tables, whose header has its own lines."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from keyroll.intake.masking import words
from keyroll.intake.masking.spans import SecretSpan

_CELL = re.compile(rb'[ \t]*"((?:[^"]|"")*)"?[^,;\t\r\n]*|([^,;\t\r\n]*)')
_HEX = re.compile(rb"\\x([0-9a-fA-F]{2})")
_BLANK_ROWS = re.compile(rb"[\r\n]+")


class MaskedColumns:
    """Finds the columns of one table that hold values, by its header; it reads the whole table in order."""

    def __init__(self, names: Sequence[str], *, zeek: bool) -> None:
        self._names = {words.normal(one) for name in names for one in (name, name.rpartition(".")[2])}
        self._zeek = zeek
        self._separator = b"\t"
        self._places: dict[int, str] | None = None

    def found(self, data: bytes) -> Iterator[SecretSpan]:
        """Yield the values in some whole lines of the table."""
        yield from self._of_zeek(data) if self._zeek else self._of_csv(data)

    def _note(self, names: Iterable[bytes]) -> None:
        self._places = {}
        for place, raw in enumerate(names):
            name = raw.decode("utf-8", "replace").strip()
            if words.means_value(name) or words.normal(name) in self._names:
                self._places[place] = words.kind_of(name)

    def _of_zeek(self, data: bytes) -> Iterator[SecretSpan]:
        at = 0
        for line in data.split(b"\n"):
            cells = line.rstrip(b"\r").split(self._separator)
            if line.startswith(b"#separator "):
                self._separator = _HEX.sub(lambda one: bytes((int(one[1], 16),)), line[11:].strip()) or b"\t"
            elif line.startswith(b"#fields"):
                self._note(cells[1:])
            elif self._places and not line.startswith(b"#"):
                begin = at
                for place, cell in enumerate(cells):
                    if place in self._places and cell not in (b"-", b"(empty)", b""):
                        yield SecretSpan(begin, begin + len(cell), self._places[place])
                    begin += len(cell) + len(self._separator)
            at += len(line) + 1

    def _of_csv(self, data: bytes) -> Iterator[SecretSpan]:
        row = _Row()
        while row.at < len(data):
            if self._places is None:
                self._note(data[start:end] for start, end in _cells(data, row))
                continue
            if not self._places:  # no row of the table holds a value
                return
            if blank := _BLANK_ROWS.match(data, row.at):  # millions of rows are skipped at once
                row.at = blank.end()
                continue
            for place, (start, end) in enumerate(_plain_cells(data, row, max(self._places)) or _cells(data, row)):
                if place in self._places and start < end:
                    yield SecretSpan(start, end, self._places[place], data[start:end].replace(b'""', b'"'))


@dataclass(slots=True)
class _Row:
    """The start of the next row, and the mark between cells."""

    at: int = 0
    separator: bytes = b""


def _plain_cells(data: bytes, row: _Row, last: int) -> list[tuple[int, int]]:
    """Return the cells of a row without quotes up to a position, as ``_cells`` does; none if a mark needs a check."""
    end = data.find(b"\n", row.at)
    line = data[row.at : end] if end >= 0 else b""
    if not row.separator or not line or b'"' in line or b"\r" in line[:-1]:
        return []
    cells, at = [], row.at
    for cell in line.removesuffix(b"\r").split(row.separator, last + 1)[: last + 1]:
        cells.append((at, at + len(cell)))
        at += len(cell) + 1
    row.at = end + 1
    return cells


def _cells(data: bytes, row: _Row) -> Iterator[tuple[int, int]]:
    """Yield the cells of a row one by one: a row may have millions."""
    at = row.at
    while cell := _CELL.match(data, at):
        start, end = cell.span(1) if cell[1] is not None else cell.span(2)
        at = cell.end()
        mark = data[at : at + 1]
        if mark in (b",", b";", b"\t"):
            row.separator = row.separator or mark
            if mark != row.separator:  # part of a text without quotes
                rest = re.compile(rb"[^\r\n" + row.separator + rb"]*").match(data, at)
                at = rest.end() if rest else at + 1
                end, mark = at, data[at : at + 1]
        yield start, end
        if mark in (b"\r", b"\n", b""):
            row.at = at + (2 if data[at : at + 2] == b"\r\n" else 1)
            return
        at += 1
    row.at = len(data)
