"""What was found in an export folder."""

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
    """One file of a log; ``pick`` takes its records out of a file that holds those of others, too."""

    source: Source
    log: Log
    file: Path
    shown: str
    pick: Pick | None = None

    @property
    def group(self) -> tuple[Source, str, bool]:
        """Return what is equal in files that are read together."""
        return self.source, self.log.name, self.pick is not None


@dataclass(frozen=True, slots=True)
class FoundSurvey:
    """The files of one read of one endpoint, in order; ``observed_at`` is None if no folder is dated.

    ``recode`` makes the mask of a table that is written otherwise than others; ``way`` is another text where the same
    file is read otherwise; ``lost`` why the read cannot be complete.
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
    """A file that nothing here can read, and why. One that is not even opened (a link, a pipe) is ``closed``."""

    file: Path
    shown: str
    reason: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Without:
    """A file that is known, and has nothing to read; ``reason`` says what it is."""

    shown: str
    reason: str


@dataclass(slots=True)
class FolderContents:
    """All that is in a folder, surveys before logs, each in a fixed order."""

    surveys: list[FoundSurvey] = field(default_factory=list)
    logs: list[FoundLog] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    #: How many files are known and have nothing to read, by what they are.
    without: dict[str, int] = field(default_factory=dict)
