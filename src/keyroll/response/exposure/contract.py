"""What a reason for exposure is: a query that leads from the incident, or from what is exposed already, to more."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.model.incident import Incident, Reason, Widening
from keyroll.store.session import Session


@dataclass(frozen=True, slots=True)
class Scope:
    """The incident that is looked at, and what people added to it."""

    incident: Incident
    widened: Sequence[Widening] = ()

    def window(self) -> dict[str, datetime]:
        """Return the window as parameters of a query: ``begins``, ``ends``."""
        return {"begins": self.incident.window_from, "ends": self.incident.window_to}

    def when(self, value: object) -> datetime:
        """Return a time of a row, or the window's beginning where it has none."""
        return value if isinstance(value, datetime) else self.incident.window_from


@dataclass(frozen=True, slots=True)
class Found:
    """One credential that a reason leads to; its value was exposed ``at``, and again ``until`` after the window."""

    id: str
    reason: Reason
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Because:
    """A reason.

    ``find`` has the inventory's views, and the tables of ``ground``. One that ``begins`` looks at the incident alone;
    the others go on from the table ``exposed(id, name, since, sure)``, and must not find less where that has more.
    """

    find: Callable[[Session, Scope], Iterable[Found]]
    begins: bool = False
