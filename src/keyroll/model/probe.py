"""Tries of a credential: what is tried where, and how each one ended. No value is part of it, only its fingerprint."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Outcome(StrEnum):
    """How a try ended. Only ``refused_credential`` and ``refused_disabled`` can prove a death.

    ``refused_policy``: the value may be good, but not for this act, place or time. ``ambiguous``: an answer that
    fits none of the others.
    """

    ACCEPTED = "accepted"
    REFUSED_CREDENTIAL = "refused_credential"
    REFUSED_DISABLED = "refused_disabled"
    REFUSED_POLICY = "refused_policy"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    AMBIGUOUS = "ambiguous"


#: The outcomes that can prove a death.
PROVING = frozenset({Outcome.REFUSED_CREDENTIAL, Outcome.REFUSED_DISABLED})


class Role(StrEnum):
    """What was tried: the exposed value, the one after it, one that was never issued, or what the exposed one made.

    A ``session`` try is a look at the sessions that were opened with the exposed value: ``accepted`` while one is
    alive, ``refused_credential`` when none is.
    """

    OLD = "old"
    NEW = "new"
    NEVER = "never"
    DERIVED = "derived"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Plane:
    """A place that checks the credential. Behind one that is not ``addressable`` replicas answer that one cannot name.

    ``address`` is how the provider's probe reaches it and holds no secret.
    """

    name: str
    address: str
    addressable: bool = True


@dataclass(frozen=True, slots=True)
class Target:
    """A place at which a credential of an incident is tried, and as whom its old and new value sign in there."""

    incident: str
    identifier: str
    plane: Plane
    old_as: str
    new_as: str
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try. ``outcome`` is None where the process died in between: nobody knows how it ended.

    ``value`` is the keyed fingerprint of what was tried, ``vantage`` the machine it was tried from, ``mark`` the name
    under which the provider's log shows the try. ``identity`` is who the
    provider says one is signed in as, ``said`` its own short word for a refusal (a code, never free text).
    """

    id: str
    incident: str
    identifier: str
    role: Role
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
    """So many tries within a time."""

    tries: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class NextTry:
    """When a credential of an incident is to be tried again, and why then."""

    incident: str
    identifier: str
    due_at: datetime
    because: str
