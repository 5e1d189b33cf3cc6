"""The contract of an exposure reason: a query from the incident, or from exposed credentials, to further ones."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.model.incident import Incident, Reason, Widening
from keyroll.store.session import Row, Session


@dataclass(frozen=True, slots=True)
class ExposureScope:
    """The incident, the identifiers that people added, and the pairs of old and new credentials of rotations."""

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

    ``find`` builds the relations that it reads. A reason that ``begins`` reads the incident only. The others read
    ``exposed_so_far``, and must not yield less if it has more rows.
    """

    find: Callable[[Session, ExposureScope], Iterable[NewExposure]]
    begins: bool = False


def place_words(row: Row) -> str:
    """Return the text of the secret location of a row: its kind and its name."""
    return f"{str(row['kind']).replace('_', ' ')} {row['place']}"
