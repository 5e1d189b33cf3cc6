"""What a reason for exposure is: a query that leads from the incident, or from what is exposed already, to more."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.model.incident import Incident, Reason, Widening
from keyroll.store.session import Row, Session


@dataclass(frozen=True, slots=True)
class ExposureScope:
    """The incident that is looked at, what people added to it, and what approved rotations made in place of what."""

    incident: Incident
    widened: Sequence[Widening] = ()
    replaced: Sequence[tuple[str, str]] = ()

    def when(self, value: object) -> datetime:
        """Return a time of a row, or the window's beginning if it has none."""
        return value if isinstance(value, datetime) else self.incident.window_from


@dataclass(frozen=True, slots=True)
class NewExposure:
    """One credential that a reason leads to; its value was exposed ``at``, and again ``until`` after the window."""

    id: str
    reason: Reason
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExposureReason:
    """A reason for exposure.

    ``find`` builds the relations that it reads. A reason that ``begins`` looks at the incident alone; the others go on
    from ``exposed_so_far``, and must not find less where that has more.
    """

    find: Callable[[Session, ExposureScope], Iterable[NewExposure]]
    begins: bool = False


def place_words(row: Row) -> str:
    """Return a place of a row in words: its kind and its name for people."""
    return f"{str(row['kind']).replace('_', ' ')} {row['place']}"
