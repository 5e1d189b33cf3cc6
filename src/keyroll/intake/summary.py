"""What one sync did."""

from dataclasses import dataclass, field

from keyroll.intake.events import Read
from keyroll.intake.scan.report import Scanned
from keyroll.model.source import Source


@dataclass(slots=True)
class Summary:
    """What one sync did, per source; ``quarantined`` counts what is in quarantine from these files."""

    sources: dict[Source, Read] = field(default_factory=dict)
    files: int = 0
    unchanged: int = 0
    quarantined: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    #: How many files are known and have nothing to read, by what they are.
    without: dict[str, int] = field(default_factory=dict)
    #: How many values of which kind were masked in these files.
    masked: dict[str, int] = field(default_factory=dict)
    scans: list[Scanned] = field(default_factory=list)
    #: Of each source that was read live: why endpoints (by name) are not complete.
    unseen: dict[Source, dict[str, str]] = field(default_factory=dict)
    #: Those of them whose read broke off for a reason that passes.
    again: set[Source] = field(default_factory=set)

    @property
    def partial(self) -> bool:
        """Whether something is in quarantine, or a scan or a live read is not complete."""
        return self.quarantined > 0 or any(one.because for one in self.scans) or any(self.unseen.values())

    @property
    def new(self) -> int:
        """Records and observations that were not there before."""
        return sum(read.new for read in self.sources.values())

    def take_in(self, other: "Summary") -> None:
        """Add what another round of the same sync did."""
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
        self.scans += other.scans
        self.unseen |= other.unseen
        self.again |= other.again

    def add(self, source: Source, read: Read) -> None:
        """Count what came of one batch."""
        self.sources[source] = self.sources.get(source, Read()) + read
