"""Settings: people, their roles and passkeys."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.api.people import ROLES
from keyroll.server.page import Asked, Page


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who may sign in, or might until ``ended_at``."""

    name: str
    role: str
    passkeys: int
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody."""

    rows: tuple[PersonRow, ...]
    roles: tuple[str, ...]
    command: str


def _data(asked: Asked) -> PeoplePage:
    people = asked.keyroll.people
    keys = [one.person for one in asked.keyroll.passkeys.all()]
    rows = tuple(PersonRow(one.name, one.role, keys.count(one.name), one.made_at, one.ended_at) for one in people.all())
    return PeoplePage(rows, ROLES, asked.command("keyroll serve link NAME --role ROLE"))


PAGE = Page(
    "/settings/people", "People", PeoplePage, _data, "settings_people.html", role="admin", under="/settings", kept=False
)
