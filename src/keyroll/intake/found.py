"""What was found in an export folder."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from keyroll.model.source import Source
from keyroll.providers.contracts.logs import Log
from keyroll.providers.contracts.survey import Endpoint


@dataclass(frozen=True, slots=True)
class FoundLog:
    """One file of a log."""

    source: Source
    log: Log
    file: Path
    shown: str


@dataclass(frozen=True, slots=True)
class FoundSurvey:
    """The files of one read of one endpoint, in order; ``observed_at`` is None where no folder is dated."""

    source: Source
    endpoint: Endpoint
    observed_at: datetime | None
    files: tuple[tuple[Path, str], ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A file that nothing here can read, and why. One that is not even opened (a link, a pipe) is ``closed``."""

    file: Path
    shown: str
    reason: str
    closed: bool = False


@dataclass(slots=True)
class Found:
    """All that lies in a folder, surveys before logs, each in a fixed order."""

    surveys: list[FoundSurvey] = field(default_factory=list)
    logs: list[FoundLog] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
