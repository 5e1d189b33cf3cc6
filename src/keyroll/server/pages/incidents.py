"""Incidents: how much of each is proven."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.server.page import Asked, Page


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One incident: what it exposed, and what is proven of it."""

    name: str
    vendor: str
    opened_at: datetime
    exposed: int
    proven: int
    open: int
    excepted: int
    reopened: int
    deadline: datetime | None


@dataclass(frozen=True, slots=True)
class Incidents:
    """All incidents."""

    rows: tuple[IncidentRow, ...]
    command: str


def _data(asked: Asked) -> Incidents:
    names = asked.keyroll.incidents.names()
    return Incidents(tuple(_row(asked, name) for name in names), asked.command("keyroll incident status NAME"))


def _row(asked: Asked, name: str) -> IncidentRow:
    now = asked.campaign(name)
    incident, left = now.status.incident, len(now.left)
    return IncidentRow(
        name,
        incident.vendor,
        incident.opened_at,
        len(now.work),
        len(now.work) - left,
        left,
        len(now.excepted),
        len(now.reopened),
        now.terms.deadline,
    )


PAGE = Page("/incidents", "Incidents", Incidents, _data, "incidents.html", menu=4, warm=True)
