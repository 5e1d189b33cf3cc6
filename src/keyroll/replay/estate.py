"""What machines have: credentials with their states over time, and workloads with their habits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from keyroll.replay.times import ENDS


class PlayedKind(StrEnum):
    """Kinds of machine credential; `account` is a service account with a password."""

    AWS_KEY = "access_key"
    SERVICE_TOKEN = "service_token"  # noqa: S105
    CF_TOKEN = "account_token"  # noqa: S105
    OKTA_TOKEN = "api_token"  # noqa: S105
    OKTA_SECRET = "client_secret"  # noqa: S105
    JIRA_ACCOUNT = "jira_account"
    GIT_ACCOUNT = "bitbucket_account"
    GIT_TOKEN = "access_token"  # noqa: S105
    SHEET_TOKEN = "smartsheet_token"  # noqa: S105

    @property
    def native(self) -> str:
        """The kind's name inside its provider."""
        if self in (PlayedKind.JIRA_ACCOUNT, PlayedKind.GIT_ACCOUNT):
            return "account"
        return "access_token" if self is PlayedKind.SHEET_TOKEN else self.value

    @property
    def system(self) -> str:
        """The provider that issues it."""
        provider = {PlayedKind.AWS_KEY: "aws", PlayedKind.SERVICE_TOKEN: "cloudflare",
        PlayedKind.CF_TOKEN: "cloudflare",
                    PlayedKind.OKTA_TOKEN: "okta", PlayedKind.OKTA_SECRET: "okta",
                    PlayedKind.GIT_TOKEN: "bitbucket"}  # fmt: skip
        return provider.get(self) or self.value.partition("_")[0]


ACTIVE, INACTIVE, GONE = "active", "inactive", "gone"
Value = TypeVar("Value")


def since(changes: Sequence[tuple[int, Value]], ms: int, before: Value) -> Value:
    """What holds at a time, by the changes in their order; before the first of them, what held before."""
    now = before
    for start, value in changes:
        if start > ms:
            break
        now = value
    return now


@dataclass(slots=True, eq=False)
class Principal:
    """What owns credentials in its system: an IAM user, an Okta application, a service account."""

    source: str
    name: str
    native: str
    display: str
    mail: str
    created: int
    groups: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    owner: str = ""
    number: int = 0
    removed: int = ENDS * 2


@dataclass(slots=True, eq=False)
class Credential:
    """One credential; planning fills in its states, the play its last use."""

    kind: PlayedKind
    source: str
    name: str
    native: str
    principal: Principal
    created: int
    states: list[tuple[int, str]]
    serial: str = ""
    versions: list[tuple[int, int, int]] = field(default_factory=list)
    used: int = 0

    def state(self, ms: int) -> str:
        """The state at that time; before its creation it is gone as well."""
        return since(self.states, ms, GONE)

    def changes_after(self, ms: int) -> int:
        """When its state changes next, or a time beyond the end."""
        return next((start for start, _ in self.states if start > ms), ENDS * 2)

    def version(self, ms: int) -> tuple[int, int, int]:
        """When the value was last changed in place, its version, and until when the previous one lives."""
        return since([(change[0], change) for change in self.versions], ms, (self.created, 1, 0))

    @property
    def identifier(self) -> str:
        """The identifier by which reports name it."""
        match self.kind:
            case PlayedKind.AWS_KEY:
                return f"aws@*:access_key_id:{self.native}"
            case PlayedKind.SERVICE_TOKEN:
                return f"cloudflare@*:access_client_id:{self.native}"
            case _:
                return f"{self.source}:{self.kind.native}:{self.native}"


@dataclass(frozen=True, slots=True)
class Unsurveyed:
    """One key that no listing has: whether logs show it, the place that keeps a copy, whether people wrote it down.

    ``team`` answers for it, and ``audited`` says whether the audit visited that team.
    """

    credential: Credential
    team: str
    audited: bool
    used: bool
    copy: str
    registered: bool


@dataclass(frozen=True, slots=True)
class Habit:
    """When a workload runs: every so many milliseconds, or at a time on some days; `burst` calls a run."""

    period: str
    every: int
    at: int
    day: int
    burst: int


@dataclass(frozen=True, slots=True)
class Phase:
    """How a workload appears from some time on: its addresses, its client, its habit."""

    start: int
    addresses: tuple[str, ...]
    agent: str
    habit: Habit


@dataclass(frozen=True, slots=True)
class WorkCall:
    """One request that a workload makes: `thing` is the part between head and tail."""

    system: str
    head: str
    thing: str = ""
    tail: str = ""
    status: int = 200


@dataclass(slots=True, eq=False)
class Machine:
    """A workload: which credential it holds from when, and how it behaves."""

    name: str
    kind: PlayedKind
    team: int
    vendor: str
    holds: list[tuple[int, Credential | None]]
    phases: list[Phase]
    calls: tuple[WorkCall, ...]
    projects: tuple[int, ...]
    things: tuple[int, ...]
    quiet: bool = False
    changed: bool = False

    def credential(self, ms: int) -> Credential | None:
        """What it uses at that time."""
        return since(self.holds, ms, None)

    def phase(self, ms: int) -> Phase:
        """How it appears at that time."""
        return since([(phase.start, phase) for phase in self.phases], ms, self.phases[0])


@dataclass(slots=True, eq=False)
class Application:
    """An Okta app instance, and what it stores from when: a credential, or nothing any more."""

    native: str
    name: str
    label: str
    mode: str
    created: int
    host: str = ""
    stored: list[tuple[int, Credential | None]] = field(default_factory=list)
    inactive_from: int = ENDS * 2
    principal: Principal | None = None

    def holding(self, ms: int) -> Credential | None:
        """What it stores at that time."""
        return since(self.stored, ms, None)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A HAR file on a support case, and the credentials in its requests."""

    case: str
    uploaded: int
    held: tuple[Credential, ...]
    person: str


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A line of the vendor register."""

    vendor: str
    system: str
    credential: str
    kind: str
    owner: str
    note: str
    reviewed: str


@dataclass(slots=True)
class Estate:
    """Everything machines have."""

    credentials: list[Credential] = field(default_factory=list)
    machines: list[Machine] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    files: list[CaseFile] = field(default_factory=list)
    register: list[RegisterLine] = field(default_factory=list)
    principals: list[Principal] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)

    def machine(self, credential: Credential) -> Machine | None:
        """The workload that holds a credential at the beginning."""
        for machine in self.machines:
            if any(held is credential for _, held in machine.holds):
                return machine
        return None
