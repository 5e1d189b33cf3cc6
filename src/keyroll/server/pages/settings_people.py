"""Settings: people, their roles and passkeys."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.api.people import ROLES
from keyroll.server.issuer_settings import IssuerSettings
from keyroll.server.page import Page, PageRequest


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person who may sign in, or might until ``ended_at``."""

    name: str
    role: str
    passkeys: int
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """All people; ``issuer``: people who sign in by the organisation's issuer may be registered, too."""

    rows: tuple[PersonRow, ...]
    issuer: bool
    roles: tuple[str, ...]
    command: str


def _data(asked: PageRequest) -> PeoplePage:
    people = asked.keyroll.people
    keys = [one.person for one in asked.keyroll.passkeys.all()]
    rows = tuple(PersonRow(one.name, one.role, keys.count(one.name), one.made_at, one.ended_at) for one in people.all())
    issuer = IssuerSettings.of(asked.keyroll.home.path) is not None
    return PeoplePage(rows, issuer, ROLES, asked.command("keyroll serve link NAME --role ROLE"))


PAGE = Page(
    "/settings/people", "People", PeoplePage, _data, "settings_people.html", role="admin", under="/settings", kept=False
)
