"""The input of a judgement in addition to the attempts, and its result."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from keyroll.model.incident import VerdictKind
from keyroll.model.probe import Attempt, Limit, Plane


class Control(StrEnum):
    """What makes a refusal meaningful.

    For each control there is a provider that would lead to a false verdict of dead without it. A case of
    ``tests/proof/adversary`` shows each.
    """

    ACCEPTED_BEFORE = "accepted before"
    SAME_VALUE = "the same value"
    SAME_PLACE = "from the same place"
    IDENTITY = "identity read back"
    NEVER_ISSUED = "a never-issued value refused likewise"
    NEW_VALUE = "the new value accepted within the minute"
    OUTCOME = "only refusals of the credential count"
    RESTART = "one acceptance starts the count anew"
    LOST = "so does an answer that was lost"
    WINDOW = "counted only after the propagation window"
    APART = "two refusals ten seconds apart"
    EVERY_PLANE = "every place"
    CONNECTIONS = "sixteen fresh connections where replicas cannot be addressed"
    RECORD = "the provider's own record"
    SESSIONS = "no session left"
    DERIVED = "nothing derived left"
    LIMITS = "below lock-out and rate limits"
    USE = "no use by others"


ALL = frozenset(Control)


class Record(StrEnum):
    """The state of the credential by the provider's own list or log."""

    GONE = "gone"
    ACTIVE = "active"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class About:
    """The known facts about a credential and its provider.

    ``window`` is how long a revocation may take to propagate. ``lockout`` limits failures of one account, ``rate``
    attempts with one value. ``sessions`` says whether a session outlives its credential, ``derives`` whether
    credentials can be made with it; ``derived_life`` is their longest life (None: no end). ``record`` is as of
    ``record_at``; ``uses`` are accepted uses by others, from logs that distinguish the values.
    """

    planes: tuple[Plane, ...]
    window: timedelta
    old_as: str
    new_as: str
    lockout: Limit | None = None
    rate: Limit | None = None
    sessions: bool = True
    derives: bool = False
    derived_life: timedelta | None = None
    record: Record = Record.UNKNOWN
    record_at: datetime | None = None
    uses: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The result of the attempts: a verdict, its reason, the latest relevant attempt, and when the next one is due."""

    verdict: VerdictKind
    because: str
    next_at: datetime
    seen_at: datetime | None = None
    attempts: tuple[Attempt, ...] = field(default=(), repr=False)
