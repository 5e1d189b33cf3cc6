"""The work after an incident: its deadline, how long dead credentials are watched, and its exceptions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that a person set for a campaign; the latest terms count.

    ``deadline`` is when every credential must be proven dead. ``watch`` is how long a credential is probed after it was
    proven dead.
    """

    incident: str
    deadline: datetime | None = None
    watch: timedelta = timedelta()
    person: str = ""
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Excepted:
    """A person's decision, with a reason, that a credential may stay unproven until a time.

    Until then it counts as not proven. The latest exception of a credential counts.
    """

    incident: str
    identifier: str
    because: str
    until: datetime
    person: str
    made_at: datetime

    def ended(self, now: datetime) -> bool:
        """Return whether the exception has expired."""
        return now > self.until


class ConsumerClass(StrEnum):
    """How a consumer of a credential gets a new value, the slowest class last; ``unknown`` if no data shows it."""

    PUSH = "push"
    POLL = "poll"
    RESTART = "restart"
    HUMAN = "human"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Consumers:
    """The consumer class of a credential, and its evidence."""

    kind: ConsumerClass
    because: str
