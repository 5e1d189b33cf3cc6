"""The contract of a file of ``server/pages``: one page, its data and its place; discovery finds it."""

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final, Protocol, TypeVar

from keyroll.api import Campaign, Keyroll, Listed
from keyroll.api.browsing import HeldList, ListPart, PartRequest
from keyroll.api.people import SignedIn
from keyroll.api.reaching import Reach
from keyroll.api.showing import OpenCards
from keyroll.errors import UsageError
from keyroll.model.json import Json
from keyroll.report.subjects import Subjects, is_host
from keyroll.report.words import in_home

T = TypeVar("T")
#: The longest value of one parameter of an address.
LONGEST: Final = 4_000
#: Columns of the inventory whose value counts are shown beside it.
FACETS: Final = ("state", "source", "kind", "owner", "unused", "overdue")
#: The areas that lists, cards and the graph of reach depend on.
INVENTORY: Final = frozenset({"inventory"})
HUNT: Final = frozenset({"inventory", "hunt"})


@dataclass(frozen=True, slots=True)
class Named:
    """An identifier with its name; both are the same if no name is known."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a page's address: its name, its meaning, whether it is required, and its permitted texts.

    The description states the same rules as ``check``.
    """

    name: str
    about: str
    needed: bool = False
    longest: int = 900
    one_of: tuple[str, ...] = ()
    pattern: str = ""

    def schema(self) -> dict[str, "Json"]:
        """Return the JSON Schema of its value."""
        found: dict[str, Json] = {"type": "string", "maxLength": self.longest}
        if self.needed:
            found["minLength"] = 1
        if self.one_of:
            found["enum"] = list(self.one_of)
        if self.pattern:
            found["pattern"] = self.pattern
        return found

    def check(self, value: str) -> None:
        """Raise UsageError for an invalid text; an empty text counts as not given."""
        if not value:
            if self.needed:
                raise UsageError(f"the address lacks {self.name}", hint="open the page from a list")
        elif len(value) > self.longest:
            raise UsageError(f"{self.name} is too long", hint=f"write at most {self.longest:,} characters")
        elif self.one_of and value not in self.one_of:
            raise UsageError(f"{self.name} cannot be {value!r}", hint=f"known: {', '.join(self.one_of)}")
        elif self.pattern and not re.fullmatch(self.pattern, value):
            raise UsageError(f"{self.name} cannot be {value!r}", hint="open the page from a list")


class Sharing(Protocol):
    """Returns data of several pages, computed once for each state of its areas; ``doing`` names the computation."""

    def __call__(
        self, what: Hashable, make: Callable[[], T], *, areas: Collection[str] = frozenset(), doing: str = ""
    ) -> T:
        """Return the data."""


def _alone(what: Hashable, make: Callable[[], T], *, areas: Collection[str] = frozenset(), doing: str = "") -> T:  # noqa: ARG001 - nothing is shared
    return make()


def _array(value: object) -> list[object]:
    return value if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One request for a page: the home, the declared parameters of the page, and the person or machine."""

    keyroll: Keyroll
    query: Mapping[str, str]
    person: SignedIn | None = None
    share: "Sharing" = field(default_factory=lambda: _alone)

    def campaign(self, name: str) -> Campaign:
        """Return the state of the campaign of an incident; several pages share it. Raises UsageError, NothingToDo."""
        status = partial(self.keyroll.campaigns.status, name)
        return self.share(("campaign", name), status, doing=f"where incident {name} stands")

    def listed(self, kind: str) -> Listed:
        """Return a whole list that several pages share. Raises NothingToDo."""
        listed = partial(self.keyroll.inventory.listed, kind)
        return self.share(("listed", kind), listed, areas=HUNT, doing=f"the list of {kind}")

    def held(self, kind: str) -> HeldList:
        """Return a list that is held in memory for all pages. Raises NothingToDo."""
        held = partial(self.keyroll.browse.held, kind, FACETS if kind == "credentials" else ())
        return self.share(("held", kind), held, areas=HUNT if kind == "evidence" else INVENTORY, doing=f"all {kind}")

    def part(self, kind: str, wanted: PartRequest) -> ListPart:
        """Return a part of a list. Raises UsageError, BadQuery, NothingToDo."""
        return self.held(kind).part(wanted)

    def cards(self) -> OpenCards:
        """Return the cards of everything. Raises NothingToDo."""
        return self.share(
            ("cards",), self.keyroll.cards.opened, areas={*HUNT, "incidents"}, doing="the facts of each credential"
        )

    def reach(self) -> Reach:
        """Return the graph of reach. Raises NothingToDo."""
        graph = partial(Reach.of, self.keyroll.home)
        return self.share(("reach",), graph, areas=INVENTORY, doing="the graph of reach")

    def names(self) -> Subjects:
        """Return the names of the subjects of the last hunt. Raises NothingToDo."""
        return self.share(("names",), self._names, areas=HUNT, doing="the names of the subjects of stories")

    def _names(self) -> Subjects:
        stories, findings = self.listed("stories").rows, self.listed("findings").rows
        ids = {str(row["subject"]) for row in findings}
        texts = [str(row["because"]) for row in findings]
        for row in stories:
            ids.update(map(str, _array(row["subjects"])))
            texts += map(str, _array(row["footholds"]))
        return self.keyroll.browse.called(ids, texts)

    def named(self, identifiers: Iterable[str]) -> tuple[Named, ...]:
        """Return identifiers of the last hunt with their names, credentials before computers."""
        known, some = self.names(), list(identifiers)
        return tuple(Named(one, known.name(one)) for one in sorted(some, key=is_host))

    def text(self, name: str) -> str:
        """Return a parameter; empty if it is not given. Raises UsageError if it is too long."""
        value = self.query.get(name, "")
        if len(value) > LONGEST:
            raise UsageError(f"{name} is too long", hint=f"write at most {LONGEST} characters")
        return value

    def needed(self, name: str) -> str:
        """Return a parameter. Raises UsageError if it is missing."""
        if not (value := self.text(name)):
            raise UsageError(f"the address lacks {name}", hint="open the page from a list")
        return value

    def number(self, name: str, otherwise: int, most: int) -> int:
        """Return a parameter as a number from 0 to ``most``. Raises UsageError."""
        value = self.text(name) or str(otherwise)
        if not (value.isascii() and value.isdecimal() and len(value) < 10 and int(value) <= most):
            raise UsageError(f"{name} is not a number up to {most:,}", hint="open the page from a list")
        return int(value)

    def command(self, command: str) -> str:
        """Return a command for this home."""
        return in_home(command, self.keyroll.home.path)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: ``data`` returns an instance of ``shape``, a frozen dataclass, for the template and for the JSON.

    ``role`` is the least role that may see it. ``menu`` is its place in the navigation (0: none), ``under`` the page
    that the navigation marks. ``kept``: the answer is valid while no data of ``areas`` changes (of all of them, if none
    is named). ``part``: another page loads it. ``ahead`` computes the page's data before the first request;
    without it the page itself is computed if it is ``warm``. ``earlier``: an answer of an earlier state may be shown
    meanwhile; not on pages where people decide something and check the result.
    """

    path: str
    title: str
    shape: type
    data: Callable[[PageRequest], object]
    template: str
    role: str = "viewer"
    parameters: tuple[Parameter, ...] = ()
    menu: int = 0
    under: str = ""
    kept: bool = True
    part: bool = False
    csv: Callable[[PageRequest], str] | None = field(default=None)
    warm: bool = False
    areas: frozenset[str] = frozenset()
    ahead: Callable[[PageRequest], object] | None = field(default=None)
    earlier: bool = True


@dataclass(frozen=True, slots=True)
class Answered:
    """The data of a page, and the time of its computation by the machine's clock; ``earlier``: newer data exists."""

    data: object
    made_at: datetime
    earlier: bool = False
