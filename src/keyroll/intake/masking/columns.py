"""Values in columns: of tables with a header (CSV), and of Zeek's tables, whose header stands in lines of its own."""

import re
from collections.abc import Iterator, Sequence

from keyroll.intake.masking import words
from keyroll.intake.masking.texts import Found

_CELL = re.compile(rb'[ \t]*"((?:[^"]|"")*)"?[^,;\t\r\n]*|([^,;\t\r\n]*)')
_HEX = re.compile(rb"\\x([0-9a-fA-F]{2})")


class Columns:
    """The columns of one table that hold values, by its header; it is fed the whole table in order."""

    def __init__(self, names: Sequence[str], *, zeek: bool) -> None:
        self._names = {words.normal(one.rpartition(".")[2]) for one in names}
        self._zeek = zeek
        self._separator = b"\t"
        self._places: dict[int, str] | None = None

    def found(self, data: bytes) -> Iterator[Found]:
        """Yield the values in some whole lines of the table."""
        yield from self._of_zeek(data) if self._zeek else self._of_csv(data)

    def _note(self, names: Sequence[bytes]) -> None:
        said = [one.decode("utf-8", "replace").strip() for one in names]
        self._places = {
            place: words.kind_of(name)
            for place, name in enumerate(said)
            if words.means_value(name) or words.normal(name) in self._names
        }

    def _of_zeek(self, data: bytes) -> Iterator[Found]:
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
                        yield Found(begin, begin + len(cell), self._places[place])
                    begin += len(cell) + len(self._separator)
            at += len(line) + 1

    def _of_csv(self, data: bytes) -> Iterator[Found]:
        at = 0
        separator = b""
        while at < len(data):
            cells, at, separator = _row(data, at, separator)
            if self._places is None:
                self._note([data[start:end] for start, end in cells])
            else:
                for place, (start, end) in enumerate(cells):
                    if place in self._places and start < end:
                        text = data[start:end]
                        yield Found(start, end, self._places[place], text.replace(b'""', b'"'))


def _row(data: bytes, at: int, separator: bytes) -> tuple[list[tuple[int, int]], int, bytes]:
    """Return the cells of the row that begins here, the place of the next row, and the mark between cells."""
    cells: list[tuple[int, int]] = []
    while True:
        cell = _CELL.match(data, at)
        if cell is None:
            return cells, len(data), separator
        cells.append(cell.span(1) if cell[1] is not None else cell.span(2))
        at = cell.end()
        mark = data[at : at + 1]
        if mark in (b",", b";", b"\t"):
            separator = separator or mark
            if mark != separator:  # part of a text without quotes
                start, _ = cells.pop()
                rest = re.compile(rb"[^\r\n" + separator + rb"]*").match(data, at)
                at = rest.end() if rest else at + 1
                cells.append((start, at))
                mark = data[at : at + 1]
        if mark in (b"\r", b"\n", b""):
            return cells, at + (2 if data[at : at + 2] == b"\r\n" else 1), separator
        at += 1
