"""Incidents, and how much of each is proven."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.server.page import Page, PageRequest


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One incident: its exposed credentials, and their proofs."""

    name: str
    vendor: str
    opened_at: datetime
    exposed: int
    proven: int
    open: int
    excepted: int
    reopened: int
    unmatched: int
    deadline: datetime | None


@dataclass(frozen=True, slots=True)
class IncidentsPage:
    """All incidents."""

    rows: tuple[IncidentRow, ...]
    command: str


def _data(asked: PageRequest) -> IncidentsPage:
    names = asked.keyroll.incidents.names()
    return IncidentsPage(tuple(_row(asked, name) for name in names), asked.command("keyroll incident status NAME"))


def _row(asked: PageRequest, name: str) -> IncidentRow:
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
        len(now.status.unmatched),
        now.terms.deadline,
    )


PAGE = Page("/incidents", "Incidents", IncidentsPage, _data, "incidents.html", menu=4, warm=True)
