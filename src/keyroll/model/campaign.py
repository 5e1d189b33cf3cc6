"""The work after an incident: until when it must be done, how long the dead are watched, what is excepted."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person set for a campaign; the latest terms count.

    ``deadline`` is when everything must be proven, ``watch`` how long after its death a credential is looked at.
    """

    incident: str
    deadline: datetime | None = None
    watch: timedelta = timedelta()
    person: str = ""
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Excepted:
    """A person's reasoned word that a credential may stay unproven until a time; it counts as not proven all the while.

    The latest exception of a credential counts.
    """

    incident: str
    identifier: str
    because: str
    until: datetime
    person: str
    made_at: datetime

    def ended(self, now: datetime) -> bool:
        """Whether its time is over."""
        return now > self.until


class ConsumerClass(StrEnum):
    """How whoever uses a credential gets a new value, the slowest way last; ``unknown`` where nothing shows it."""

    PUSH = "push"
    POLL = "poll"
    RESTART = "restart"
    HUMAN = "human"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Consumers:
    """The consumer class of a credential, and what shows it."""

    kind: ConsumerClass
    because: str
