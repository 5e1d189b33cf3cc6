"""What a judgement of attempts needs to know beside the attempts, and what it finds."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from keyroll.model.incident import VerdictKind
from keyroll.model.probe import Attempt, Limit, Plane
from keyroll.proof.minted import Minted
from keyroll.proof.pointer import Pointer


class Control(StrEnum):
    """What makes a refusal mean something. For some provider each one alone prevents a false death.

    Take one out and a case of ``tests/proof/adversary`` is judged wrongly; a test does that for each.
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


class ProviderRecord(StrEnum):
    """What the provider's own list or log says of the credential."""

    GONE = "gone"
    ACTIVE = "active"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ProbeContext:
    """What is known of a credential and of its provider.

    ``window`` is how long a revocation may take to arrive. ``lockout`` counts failures of one account,
    ``rate`` attempts with one value. ``sessions`` says whether a session outlives its credential, ``derives`` whether
    credentials can be issued with it; ``derived_life`` is the longest lifetime of these (None: no end). ``record`` is
    what the provider says, as of ``record_at``; ``uses`` are accepted uses by others, from logs that distinguish the
    values. ``new_as`` is empty if the new value is known to read back another account, and nobody said which.
    ``minted`` is what the issuer's log shows of what was derived.
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
    """What the attempts show: a verdict, why, what was last seen that matters, and when to try again.

    ``stuck`` is there where no further attempt can prove it dead: it says what a person does first. ``rests_on`` are
    the records that the verdict rests on beside the attempts. ``open_values`` are the fingerprints of the values that
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
