"""Authentication attempts: which value was used where, and the outcome. They hold only the value's fingerprint."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Outcome(StrEnum):
    """The outcome of an attempt. Only ``refused_credential`` and ``refused_disabled`` can prove a value dead.

    ``refused_policy``: the value may be valid, but not for this action, network or time. ``ambiguous``: an answer that
    fits no other outcome.
    """

    ACCEPTED = "accepted"
    REFUSED_CREDENTIAL = "refused_credential"
    REFUSED_DISABLED = "refused_disabled"
    REFUSED_POLICY = "refused_policy"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    AMBIGUOUS = "ambiguous"


#: The outcomes that can prove a value dead.
PROVING = frozenset({Outcome.REFUSED_CREDENTIAL, Outcome.REFUSED_DISABLED})


class ValueRole(StrEnum):
    """The value of an attempt: the exposed one, its successor, a never-issued one, or a derived one.

    A ``session`` attempt lists the sessions that were opened with the exposed value: ``accepted`` while one is
    alive, ``refused_credential`` when none is.
    """

    OLD = "old"
    NEW = "new"
    NEVER = "never"
    DERIVED = "derived"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Plane:
    """A unit that checks the credential: a server, a region, or an address.

    If it is not ``addressable``, it has replicas that cannot be chosen. ``address`` is how the provider's probe reaches
    it and holds no secret.
    """

    name: str
    address: str
    addressable: bool = True


@dataclass(frozen=True, slots=True)
class ProbeTarget:
    """Where a credential of an incident is probed, and the account that its old and new value sign in as."""

    incident: str
    identifier: str
    plane: Plane
    old_as: str
    new_as: str
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt. ``outcome`` is None if the process ended during the attempt: then it is unknown.

    ``value`` is the keyed fingerprint of the value, ``vantage`` the machine of the attempt, ``mark`` the name under
    which the provider's log shows the attempt. ``identity`` is the account that the provider reports, ``said`` the
    provider's short code for a refusal, never free text.
    """

    id: str
    incident: str
    identifier: str
    role: ValueRole
    plane: str
    value: str
    vantage: str
    mark: str
    at: datetime
    outcome: Outcome | None = None
    identity: str = ""
    said: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """The most attempts within a time."""

    attempts: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class NextAttempt:
    """When a credential of an incident is due for the next attempt, and the reason."""

    incident: str
    identifier: str
    due_at: datetime
    because: str
