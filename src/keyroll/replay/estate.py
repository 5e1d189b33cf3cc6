"""The machines' estate: credentials with their states over time, and workloads with their habits."""

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
    """Return the value at a time, by the changes in their order; before the first change, the initial value."""
    now = before
    for start, value in changes:
        if start > ms:
            break
        now = value
    return now


@dataclass(slots=True, eq=False)
class Principal:
    """The owner of credentials in its system: an IAM user, an Okta application, a service account."""

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
    """One credential. Planning sets its states; the play sets its last use."""

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
        """Return the state at that time; before its creation the credential is gone as well."""
        return since(self.states, ms, GONE)

    def changes_after(self, ms: int) -> int:
        """Return when its state changes next, or a time beyond the end."""
        return next((start for start, _ in self.states if start > ms), ENDS * 2)

    def version(self, ms: int) -> tuple[int, int, int]:
        """Return when the value was last changed in place, its version, and the end of the previous value."""
        return since([(change[0], change) for change in self.versions], ms, (self.created, 1, 0))

    @property
    def identifier(self) -> str:
        """The identifier that reports use."""
        match self.kind:
            case PlayedKind.AWS_KEY:
                return f"aws@*:access_key_id:{self.native}"
            case PlayedKind.SERVICE_TOKEN:
                return f"cloudflare@*:access_client_id:{self.native}"
            case _:
                return f"{self.source}:{self.kind.native}:{self.native}"


@dataclass(frozen=True, slots=True)
class Unsurveyed:
    """One key without a listing: whether logs show it, the place of its copy, whether people wrote it down.

    ``team`` is the responsible team. ``audited`` is whether the audit visited that team.
    """

    credential: Credential
    team: str
    audited: bool
    used: bool
    copy: str
    registered: bool


@dataclass(frozen=True, slots=True)
class Habit:
    """The schedule of a workload: an interval in milliseconds, or a time on some days; `burst` counts the calls."""

    period: str
    every: int
    at: int
    day: int
    burst: int


@dataclass(frozen=True, slots=True)
class Phase:
    """The appearance of a workload from a time on: its addresses, its client, its habit."""

    start: int
    addresses: tuple[str, ...]
    agent: str
    habit: Habit


@dataclass(frozen=True, slots=True)
class WorkCall:
    """One request of a workload: `thing` is the part between head and tail."""

    system: str
    head: str
    thing: str = ""
    tail: str = ""
    status: int = 200


@dataclass(slots=True, eq=False)
class Machine:
    """A workload: the credentials that it holds, each from a time on, and its behaviour."""

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
        """Return the credential that it uses at that time."""
        return since(self.holds, ms, None)

    def phase(self, ms: int) -> Phase:
        """Return its phase at that time."""
        return since([(phase.start, phase) for phase in self.phases], ms, self.phases[0])


@dataclass(slots=True, eq=False)
class Application:
    """An Okta app instance, and its stored credential from a time on, if any."""

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
        """Return its stored credential at that time."""
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
    """The whole machine estate."""

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
