"""Logs that a vendor exports as a table (CSV): each row becomes the JSON record that the vendor's API returns."""

import csv
from collections.abc import Iterable, Iterator

import orjson

from keyroll.intake import limits
from keyroll.providers.contracts.logs import LogTable


def begins(head: bytes, form: LogTable) -> bool:
    """Return whether a file begins with the header of such a table."""
    return form.titles <= set(_cells(head.partition(b"\n")[0]) or ())


def rows(lines: Iterable[tuple[int, bytes]], form: LogTable) -> Iterator[tuple[int, bytes | str]]:
    """Yield each row below the header as a JSON record with the number of its line, or as a text with its fault."""
    header: list[str] = []
    for number, line in lines:
        cells = _cells(line)
        if cells is None:
            yield number, "not CSV, or not UTF-8"
        elif not header:
            header = cells
            if len(header) > limits.COLUMNS:
                yield number, f"more than {limits.COLUMNS:,} columns"
                return
        elif len(cells) != len(header):
            yield number, f"{len(cells)} cells for {len(header)} columns"
        else:
            filled = {title: cell for title, cell in zip(header, cells, strict=True) if cell.strip()}
            yield number, orjson.dumps(form.record(filled))


def _cells(line: bytes) -> list[str] | None:
    """Return the cells of one row, which may continue over several lines; None if it cannot be read."""
    if len(line) > limits.ROW:
        return None
    try:
        found = list(csv.reader(line.decode().splitlines(keepends=True), strict=True))
    except (csv.Error, UnicodeDecodeError):
        return None
    return found[0] if len(found) == 1 else None
