"""The context of a judgement of attempts, and its result."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from keyroll.model.incident import VerdictKind
from keyroll.model.probe import Attempt, Limit, Plane
from keyroll.proof.minted import Minted
from keyroll.proof.pointer import Pointer


class Control(StrEnum):
    """A condition that makes a refusal meaningful. For some provider each one alone prevents a false death.

    Without any one of them a case of ``tests/proof/adversary`` is judged wrongly; a test checks that for each.
    """

    ACCEPTED_BEFORE = "accepted before"
    SAME_VALUE = "the same value"
    SAME_PLACE = "from the same place"
    IDENTITY = "identity read back"
    NEVER_ISSUED = "a never-issued value refused likewise"
    NEW_VALUE = "the new value accepted within the minute"
    OUTCOME = "only refusals of the credential count"
    RESTART = "one acceptance restarts the count"
    LOST = "a lost reply restarts the count"
    WINDOW = "counted only after the propagation window"
    APART = "two refusals ten seconds apart"
    EVERY_PLANE = "every place"
    CONNECTIONS = "sixteen fresh connections where replicas cannot be addressed"
    RECORD = "the provider's own record"
    SESSIONS = "no session left"
    DERIVED = "no derived credential left"
    LIMITS = "below lock-out and rate limits"
    USE = "no use by others"


ALL = frozenset(Control)


class ProviderRecord(StrEnum):
    """The record of the credential in the provider's own list or log."""

    GONE = "gone"
    ACTIVE = "active"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ProbeContext:
    """The facts about a credential and its provider.

    ``window`` is how long a revocation may take to arrive. ``lockout`` counts failures of one account, ``rate``
    attempts with one value. ``sessions`` is whether a session outlives its credential. ``derives`` is whether
    credentials can be issued with it. ``derived_life`` is the longest lifetime of these (None: no end). ``record`` is
    the provider's record, as of ``record_at``. ``uses`` are accepted uses by others, from logs that distinguish the
    values. ``new_as`` is empty if the new value is known to have another account, and nobody named it. ``minted`` is
    the issuer's log of derived credentials.
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
    record: ProviderRecord = ProviderRecord.UNKNOWN
    record_at: datetime | None = None
    uses: tuple[datetime, ...] = ()
    minted: Minted | None = None


@dataclass(frozen=True, slots=True)
class AttemptsVerdict:
    """The result of the attempts: a verdict, the reason, the last relevant attempt, and the time of the next try.

    ``stuck`` is set if no further attempt can prove the value dead: it is the next step of a person. ``rests_on`` are
    the records that support the verdict beside the attempts. ``open_values`` are the fingerprints of the values that
    are not refused for good: without these values no attempt can change that.
    """

    verdict: VerdictKind
    because: str
    next_at: datetime
    seen_at: datetime | None = None
    attempts: tuple[Attempt, ...] = field(default=(), repr=False)
    stuck: str = ""
    rests_on: tuple[Pointer, ...] = ()
    open_values: frozenset[str] = frozenset()
