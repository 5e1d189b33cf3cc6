"""Bad input is quarantined with its place and reason; it never stops the good input."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from keyroll.model.ids import digest
from keyroll.model.text import printable


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One piece of input that could not be read.

    ``place`` is the record number from 1, or 0 for the whole file; ``raw`` the SHA-256 of the raw file, if kept.
    """

    source: str
    log_or_endpoint: str
    file: str
    place: int
    reason: str
    raw: str = ""
    first_seen_at: datetime | None = field(default=None, compare=False)

    @property
    def id(self) -> str:
        """The id; equal faults at the same place of the same content have the same id, whatever the name of the file.

        The same content under another source or log is another fault: each list shows its own.
        """
        content = self.raw or printable(self.file)
        where = (printable(self.source), printable(self.log_or_endpoint))
        return digest(*where, content, str(self.place), printable(self.reason))


def in_order(found: Iterable[Quarantined]) -> tuple[Quarantined, ...]:
    """Return quarantined input by source, log, file and place."""
    return tuple(sorted(found, key=lambda one: (one.source, one.log_or_endpoint, one.file, one.place, one.reason)))
