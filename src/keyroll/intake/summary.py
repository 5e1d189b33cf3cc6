"""The result of one sync."""

from dataclasses import dataclass, field

from keyroll.intake.events import Read
from keyroll.intake.scan.report import Scanned
from keyroll.model.source import Source


@dataclass(slots=True)
class Summary:
    """The result of one sync, by source; ``quarantined`` counts the quarantined records of its files."""

    sources: dict[Source, Read] = field(default_factory=dict)
    files: int = 0
    unchanged: int = 0
    quarantined: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    #: The number of recognised files with nothing to read, by kind.
    without: dict[str, int] = field(default_factory=dict)
    #: The number of values that were masked in the files, by kind.
    masked: dict[str, int] = field(default_factory=dict)
    #: The number of these whose copies elsewhere are not searched for, because the home knows the most values.
    unsearched: int = 0
    scans: list[Scanned] = field(default_factory=list)
    #: The reasons why endpoints (by name) of each live source are not complete.
    unseen: dict[Source, dict[str, str]] = field(default_factory=dict)
    #: Those of the sources whose read ended for a temporary reason.
    again: set[Source] = field(default_factory=set)

    @property
    def partial(self) -> bool:
        """Whether something is in quarantine, or a scan or a live read is not complete."""
        return self.quarantined > 0 or any(one.because for one in self.scans) or any(self.unseen.values())

    @property
    def new(self) -> int:
        """The number of records and observations that are new in the home."""
        return sum(read.new for read in self.sources.values())

    def take_in(self, other: "Summary") -> None:
        """Add the result of another round of the same sync."""
        for source, read in other.sources.items():
            self.add(source, read)
        self.files, self.unchanged = self.files + other.files, self.unchanged + other.unchanged
        self.quarantined += other.quarantined
        for reason, many in other.reasons.items():
            self.reasons[reason] = self.reasons.get(reason, 0) + many
        for what, many in other.without.items():
            self.without[what] = self.without.get(what, 0) + many
        for kind, many in other.masked.items():
            self.masked[kind] = self.masked.get(kind, 0) + many
        self.unsearched += other.unsearched
        self.scans += other.scans
        self.unseen |= other.unseen
        self.again |= other.again

    def add(self, source: Source, read: Read) -> None:
        """Count the result of one batch."""
        self.sources[source] = self.sources.get(source, Read()) + read
