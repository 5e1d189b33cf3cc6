"""Settings: the audit log, the newest entry first."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.server.page import Page, PageRequest


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry."""

    at: datetime
    person: str
    act: str
    about: str
    outcome: str
    address: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The newest entries."""

    rows: tuple[AuditRow, ...]
    command: str


def _data(asked: PageRequest) -> AuditPage:
    rows = tuple(
        AuditRow(one.at, one.person, one.act, one.about, one.outcome, one.address)
        for one in asked.keyroll.people.audited()
    )
    return AuditPage(rows, "curl -H 'Authorization: Bearer …' …/settings/audit.json")


PAGE = Page(
    "/settings/audit", "Audit log", AuditPage, _data, "settings_audit.html", role="admin", under="/settings", kept=False
)
