"""The content of an export folder."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from keyroll.intake.mixed import Pick
from keyroll.model.source import Source
from keyroll.providers.contracts.logs import Log
from keyroll.providers.contracts.survey import Endpoint
from keyroll.store.masked import ValueMask


@dataclass(frozen=True, slots=True)
class FoundLog:
    """One file of a log; ``pick`` selects the log's records in a file that also holds other logs."""

    source: Source
    log: Log
    file: Path
    shown: str
    pick: Pick | None = None

    @property
    def group(self) -> tuple[Source, str, bool]:
        """Return the key of files that are read together."""
        return self.source, self.log.name, self.pick is not None


@dataclass(frozen=True, slots=True)
class FoundSurvey:
    """The files of one read of one endpoint, in order; ``observed_at`` is None if no folder is dated.

    ``recode`` makes the mask of a table in an unusual form; ``way`` is a text that differs if the same file is read
    differently; ``lost`` is the reason why the read cannot be complete.
    """

    source: Source
    endpoint: Endpoint
    observed_at: datetime | None
    files: tuple[tuple[Path, str], ...]
    recode: Callable[[ValueMask], ValueMask] | None = None
    way: str = ""
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A file that nothing here can read, with the reason. ``closed``: it is not even opened (a link, a pipe)."""

    file: Path
    shown: str
    reason: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Without:
    """A recognised file with nothing to read; ``reason`` names its kind."""

    shown: str
    reason: str


@dataclass(slots=True)
class FolderContents:
    """The content of a folder, surveys before logs, each in a fixed order."""

    surveys: list[FoundSurvey] = field(default_factory=list)
    logs: list[FoundLog] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    #: The number of recognised files with nothing to read, by kind.
    without: dict[str, int] = field(default_factory=dict)
