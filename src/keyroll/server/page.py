"""What a file of ``server/pages`` says of itself: one page, its data and its place; discovery finds it."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final, cast

from keyroll.api import Campaign, Keyroll, Listed
from keyroll.api.people import SignedIn
from keyroll.errors import UsageError
from keyroll.report.words import in_home

#: The longest value of one parameter of an address.
LONGEST: Final = 4_000


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a page's address: its name, what it means, and whether it must be there."""

    name: str
    about: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for a page: the home, the parameters that the page declares, and who asks."""

    keyroll: Keyroll
    query: Mapping[str, str]
    person: SignedIn | None = None
    share: Callable[[Hashable, Callable[[], object]], object] = lambda _, make: make()

    def campaign(self, name: str) -> Campaign:
        """Return where the campaign of an incident stands; several pages share it. Raises UsageError, NothingToDo."""
        return cast("Campaign", self.share(("campaign", name), partial(self.keyroll.campaigns.status, name)))

    def listed(self, kind: str) -> Listed:
        """Return a whole list that several pages share. Raises NothingToDo."""
        return cast("Listed", self.share(("listed", kind), partial(self.keyroll.inventory.listed, kind)))

    def text(self, name: str) -> str:
        """Return a parameter; empty where it is not given. Raises UsageError where it is too long."""
        value = self.query.get(name, "")
        if len(value) > LONGEST:
            raise UsageError(f"{name} is too long", hint=f"write at most {LONGEST} characters")
        return value

    def needed(self, name: str) -> str:
        """Return a parameter. Raises UsageError where it is missing."""
        if not (value := self.text(name)):
            raise UsageError(f"the address lacks {name}", hint="open the page from a list")
        return value

    def number(self, name: str, otherwise: int, most: int) -> int:
        """Return a parameter as a number from 0 to ``most``. Raises UsageError."""
        value = self.text(name) or str(otherwise)
        if not (value.isascii() and value.isdecimal() and len(value) < 10 and int(value) <= most):
            raise UsageError(f"{name} is no number up to {most:,}", hint="open the page from a list")
        return int(value)

    def command(self, command: str) -> str:
        """Return a command for this home."""
        return in_home(command, self.keyroll.home.path)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: ``data`` returns an instance of ``shape``, a frozen dataclass, for the template and for the twin.

    ``role`` is the least that may see it. ``menu`` is its place in the navigation (0: not there), ``under`` the page
    that the navigation marks. ``kept``: the answer stays good while the home does not change. ``waits``: it may take
    long, and the browser is shown that it is being worked out. ``part``: it is loaded into another page.
    """

    path: str
    title: str
    shape: type
    data: Callable[[Asked], object]
    template: str
    role: str = "viewer"
    parameters: tuple[Parameter, ...] = ()
    menu: int = 0
    under: str = ""
    kept: bool = True
    part: bool = False
    csv: Callable[[Asked], str] | None = field(default=None)
    warm: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """The data of a page, and when it was worked out by the machine's clock."""

    data: object
    made_at: datetime
