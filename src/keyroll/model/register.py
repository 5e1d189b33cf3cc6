"""A row of the register that names nothing known, or several credentials."""

from dataclasses import dataclass


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
