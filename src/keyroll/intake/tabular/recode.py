"""The mask of a table in any format: its rows are rewritten in the one format that masks can read.

That format is stored: UTF-8, commas, each title once. A row that does not fit its header is not stored, because its
values may be under any title.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from keyroll.intake.tabular.dialect import Dialect, rows
from keyroll.providers._table_columns import TableColumns, is_marked, is_value
from keyroll.providers._table_rows import VALUE
from keyroll.store.masked import MaskedSpan, ValueMask

_PIECE: Final = 1 << 19


@dataclass(frozen=True, slots=True)
class Recoded:
    """Finds the values of a table in any format; ``inner`` finds them in its columns by title."""

    inner: ValueMask
    dialect: Dialect
    columns: TableColumns

    def pieces(self, coming: Iterable[bytes]) -> Iterator[tuple[bytes, Sequence[MaskedSpan]]]:
        """Yield the table in pieces, with the cuts in each. Raises Damaged if it is broken."""
        yield from self.inner.pieces(self._written(coming))

    def _written(self, coming: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the table as UTF-8 with commas. A fault is raised after the sound rows."""
        page = io.StringIO()
        writer = csv.writer(page, lineterminator="\n")
        writer.writerow(self.columns.titles)
        found = rows(coming, self.dialect)
        next(found, None)  # the header
        for row in found:
            writer.writerow(self._fitting(row))
            if page.tell() >= _PIECE:
                yield page.getvalue().encode()
                page.seek(0)
                page.truncate()
        yield page.getvalue().encode()

    def _fitting(self, row: list[str]) -> list[str]:
        width = len(self.columns.titles)
        while len(row) > width and not row[-1].strip():
            row.pop()
        if len(row) > width:
            return [""] * width + ["not kept"]
        return [self._clean(place, cell) for place, cell in enumerate(row)] + [""] * (width - len(row))

    def _clean(self, place: int, cell: str) -> str:
        """Return the cell if it may be stored; a value in a column without values may not be stored."""
        if place not in self.columns.values and (
            is_marked(cell.strip()) or (place == self.columns.roles.get("hint") and is_value(cell.strip()))
        ):
            return VALUE
        # The reader of tables treats a lone carriage return as a broken line.
        return cell.replace("\r", "\n").replace("\x00", "")
