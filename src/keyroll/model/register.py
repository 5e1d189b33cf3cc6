"""A row of the register that names nothing known, or several credentials."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

#: The most characters of a cell in a message.
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class UnmatchedRow:
    """The row: its file and number (the header is row 1), what was looked for, why it was not found, and the fix."""

    file: str
    row: int | None
    looked_for: str
    because: str
    fix: str

    @property
    def words(self) -> str:
        """The row in one line."""
        where = f"{self.file} row {self.row}" if self.row else self.file
        return f"{where}: {self.looked_for}: {self.because}; {self.fix}"


def in_words(rows: Iterable[UnmatchedRow]) -> list[str]:
    """Return each row in one line."""
    return [row.words for row in rows]


def wrong(what: str, because: str, fix: str) -> str:
    """Return the reason why a row is not read, or not in full: what was looked for, why it was not found, the fix."""
    texts = (what or "the row", because, fix or "correct the row")
    return "\n".join(" ".join(text.split())[:_LONGEST] for text in texts)
