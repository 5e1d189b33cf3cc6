"""The result of a replay."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Written:
    """A replay's folder, its truth file, its counts, its times, and the incident to open, if there is one."""

    folder: Path
    truth: Path
    records: int
    files: int
    begins: datetime
    ends: datetime
    vendor: str = ""
    window: tuple[datetime, datetime] | None = None
