"""The rotation of one credential: its steps, how each ended, and the resulting position."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

#: The longest duration of a sign-off.
MOST_SIGNED_OFF = timedelta(days=30)
#: The words between the reason of a sign-off and its end, so that both are kept, and signed, as one text.
UNTIL = "; until "


class Step(StrEnum):
    """The steps for one credential.

    ``rescue`` and ``discard`` are done only after a failed step or on an abort, ``restore`` and ``return`` on an abort.
    """

    SEAL = "seal"
    CREATE = "create"
    VERIFY = "verify"
    PUBLISH = "publish"
    GATE = "gate"
    DISABLE = "disable"
    END_SESSIONS = "end sessions"
    OBSERVE = "observe"
    DELETE = "delete"
    RECONCILE = "reconcile"
    PROVE = "prove"
    DESTROY = "destroy"
    RESCUE = "rescue"
    DISCARD = "discard"
    RESTORE = "restore"
    RETURN = "return"


class Result(StrEnum):
    """How a step ended.

    ``waiting``: no fault, and it must be done again later. ``failed``: it did not succeed this time. ``bad``: its
    evidence forbids the next step (a refused new value, a copy that still uses the old one).
    """

    DONE = "done"
    WAITING = "waiting"
    FAILED = "failed"
    BAD = "bad"


class Standing(StrEnum):
    """The status of one credential's rotation."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    ORPHANED = "orphaned"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One step as the ledger keeps it: the intent, and its outcome once there is one.

    ``fence`` is the fence of the lease under which the intent was committed. ``facts`` holds ids and times, never a
    value. ``result`` is None while the outcome is unknown: the step may have been done.
    """

    plan: str
    identifier: str
    number: int
    step: Step
    fence: int
    at: datetime
    facts: Mapping[str, str] = field(default_factory=dict)
    result: Result | None = None
    said: str = ""
    ended_at: datetime | None = None


class Wish(StrEnum):
    """A person's decision about a running plan."""

    PAUSE = "pause"
    RESUME = "resume"
    ABORT = "abort"
    SIGN_OFF = "sign off"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision: about a whole plan, about one of its credentials, or about a ``copy`` of one.

    ``turn`` is its place among the decisions about the plan, from 1. Decisions of earlier versions have no signature.
    """

    plan: str
    wish: Wish
    person: str
    at: datetime
    identifier: str = ""
    copy: str = ""
    because: str = ""
    turn: int = 0
    public: str = ""
    signature: str = ""

    @property
    def until(self) -> datetime:
        """Return when a sign-off ends: at the time after its reason, at the latest after ``MOST_SIGNED_OFF``."""
        most = self.at + MOST_SIGNED_OFF
        text = self.because.rpartition(UNTIL)[2] if UNTIL in self.because else ""
        try:
            return min(datetime.fromisoformat(text), most) if text else most
        except (ValueError, TypeError):
            return self.at  # an end that cannot be read is over


class StopSign(StrEnum):
    """What stops an unattended change of a credential while it is seen. An unended change stops it in any case."""

    INCIDENT = "incident"  # an open incident has the credential among its open items
    STORY = "story"  # a story of the last hunt, high or above and not contained, has the credential
