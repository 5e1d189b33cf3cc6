"""Findings, and the stories that join the findings of one intruder."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Final

from keyroll.model.ids import digest

#: A rate below one in this many weeks has no exact number.
_FEW: Final = 1000


class Severity(IntEnum):
    """OCSF 1.8.0 severity_id."""

    INFORMATIONAL = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4
    CRITICAL = 5


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One event behind a finding: its time, source and log, and the address of its raw record."""

    at: datetime
    source: str
    log: str
    event_id: str
    raw: str
    record: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One detection about one subject. ``detected_at`` is the time of the last event that completed it.

    ``techniques`` are ids of MITRE ATT&CK.
    """

    behaviour: str
    title: str
    subject: str
    severity: Severity
    detected_at: datetime
    because: str
    evidence: tuple[Evidence, ...]
    network: str = ""
    score: float = 0.0
    target: str = ""
    techniques: tuple[str, ...] = ()
    #: The id: one behaviour, subject and time give one finding on every run.
    id: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        made = digest(self.behaviour, self.subject, self.detected_at.isoformat(), self.network, self.target)
        object.__setattr__(self, "id", made)

    @property
    def last_at(self) -> datetime:
        """When the last event of the finding happened; later than the detection if the behaviour went on."""
        return max(self.detected_at, *(one.at for one in self.evidence))


@dataclass(frozen=True, slots=True)
class Expected:
    """The expected rate of equally rare signals per week in an organisation without an intruder."""

    a_week: float
    #: Whether it is rarer than every measured signal without an intruder; the rate then continues the measured tail.
    extrapolated: bool = False

    @property
    def words(self) -> str:
        """The rate as a text."""
        if self.a_week >= 1:
            often = f"{self.a_week:.1f} times a week"
        elif self.a_week <= 1 / _FEW:
            often = f"less than once in {_FEW:,} weeks"
        else:
            weeks = 1 / self.a_week
            often = f"once in {weeks:.1f} weeks" if weeks < 10 else f"once in {weeks:,.0f} weeks"
        return f"expected {often} in a benign organisation{' (extrapolated)' if self.extrapolated else ''}"


@dataclass(frozen=True, slots=True)
class Foothold:
    """Access that the intruder created or granted: its object, time and maker, and whether it is known to be gone."""

    identifier: str
    what: str
    by: str
    at: datetime
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """The findings of one intruder, in order of time."""

    id: str
    severity: Severity
    findings: tuple[Finding, ...]
    subjects: tuple[str, ...]
    networks: tuple[str, ...]
    footholds: tuple[Foothold, ...] = field(default=())
    open_subjects: tuple[str, ...] = field(default=())
    #: Of a contained story: the ids of other stories at high at that time that are not contained, and may be of the
    #: same intruder.
    open_beside: tuple[str, ...] = field(default=())
    #: The rate of equally rare stories without an intruder; None without a rank (the first two weeks of a log).
    expected: Expected | None = None

    @property
    def rarity(self) -> tuple[int, float]:
        """The sort key of stories: the most severe first, of these the rarest; stories without a rank last."""
        return (-self.severity, self.expected.a_week if self.expected else float("inf"))

    @property
    def first_at(self) -> datetime:
        """When the first event of the story happened."""
        return min(one.at for finding in self.findings for one in finding.evidence)

    @property
    def last_at(self) -> datetime:
        """When the last event of the story happened."""
        return max(one.at for finding in self.findings for one in finding.evidence)

    @property
    def high_at(self) -> datetime | None:
        """When the first finding of high severity or above was detected."""
        return min((one.detected_at for one in self.findings if one.severity >= Severity.HIGH), default=None)

    @property
    def contained(self) -> bool:
        """Whether everything used, created or granted in the story and in related stories is known to be gone."""
        return not self.open_subjects and not self.open_beside and all(one.gone_at for one in self.footholds)
