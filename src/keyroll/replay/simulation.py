"""The state of one replay, which each part passes to the next."""

from dataclasses import dataclass, field
from random import Random

from keyroll.replay.company import Person
from keyroll.replay.estate import Credential, Estate, Machine, Phase, PlayedKind, Unsurveyed, WorkCall
from keyroll.replay.folder import Folder
from keyroll.replay.territory import Territory
from keyroll.replay.times import DAY


@dataclass(frozen=True, slots=True)
class Extra:
    """Calls beside a workload's habit: a new duty, a start after weeks, a try by hand."""

    ms: int
    machine: Machine
    calls: tuple[WorkCall, ...]
    phase: Phase | None = None


@dataclass(frozen=True, slots=True)
class Lag:
    """A forgotten consumer that still tries a value that no longer works."""

    machine: Machine
    credential: Credential
    start: int
    end: int
    every: int


@dataclass(frozen=True, slots=True)
class Noted:
    """A legitimate event that the truth file lists: its actor, its kind and its time."""

    identifier: str
    what: str
    time: int


@dataclass(frozen=True, slots=True)
class Survivor:
    """An exposed credential that stays alive, and why."""

    credential: Credential
    reason: str


@dataclass(frozen=True, slots=True)
class Guest:
    """A Jira user that somebody made outside the directory."""

    user: tuple[str, str, str, str, bool]
    created: int
    groups: tuple[str, ...]


@dataclass(slots=True)
class Simulation:
    """The company, its estate, and its future events."""

    seed: int
    scale: float
    staff: tuple[Person, ...]
    territory: Territory
    estate: Estate
    folder: Folder
    lags: list[Lag] = field(default_factory=list)
    extras: dict[int, list[Extra]] = field(default_factory=dict)
    changes: list[Noted] = field(default_factory=list)
    firsts: list[Noted] = field(default_factory=list)
    exposed: list[Credential] = field(default_factory=list)
    survivors: list[Survivor] = field(default_factory=list)
    part_read: list[str] = field(default_factory=list)
    four: list[Credential] = field(default_factory=list)
    reserved: set[int] = field(default_factory=set)
    guests: list[Guest] = field(default_factory=list)
    touched: dict[int, list[tuple[int, Credential]]] = field(default_factory=dict)
    unsurveyed: list[Unsurveyed] = field(default_factory=list)
    vending: Credential | None = None
    provisioner: tuple[int, Credential] | None = None

    def admin(self, rng: Random) -> Person:
        """Return one of the administrators."""
        return self.staff[rng.randrange(12)]

    def call(self, found: Extra) -> None:
        """Adds calls to a day."""
        self.extras.setdefault(found.ms // DAY, []).append(found)

    def hold(self, found: Credential) -> None:
        """Adds a credential to the estate."""
        self.estate.credentials.append(found)

    def touch(self, found: Credential, ms: int) -> None:
        """Record a use that no workload makes, for later listings."""
        self.touched.setdefault(ms // DAY, []).append((ms, found))

    def of(self, kind: PlayedKind) -> list[Credential]:
        """Return the credentials of a kind."""
        return [one for one in self.estate.credentials if one.kind is kind]

    def reserve(self, found: Credential) -> None:
        """Keep a credential out of every random choice."""
        self.reserved.add(id(found))

    def free(self, found: Credential) -> bool:
        """Return whether random choices may take the credential."""
        return id(found) not in self.reserved
