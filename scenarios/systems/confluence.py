"""Confluence: service accounts and people, the access log. Its accounts are Jira's."""

from random import Random

from keyroll.replay.folder import WIKI, Folder
from keyroll.replay.times import DAY, HOUR
from keyroll.replay.writers import confluence as write
from scenarios.companies.brackwater import AREAS, REGION, SHARED, VENDORS, some_address, vendor_address
from scenarios.machine import Machine, Person
from scenarios.systems import Record

SPACES = tuple(area.upper() for area in AREAS)
_PAGES = ("Overview", "Timetable", "Handover", "Rota", "Suppliers", "Reports", "How+to", "Minutes", "Plan", "Contacts")
#: Pages on how to get in, which every company has some of.
ACCESS_PAGES = tuple(
    f"{space}/{title}"
    for space in SPACES
    for title in ("Service+accounts", "VPN+and+bastion", "Where+passwords+are", "Admin+access", "Single+sign-on")
)
#: Request; ``{}`` stands for the page (space and title) or space.
ACTS: dict[str, str] = {
    "page": "GET /display/{}",
    "body": "GET /rest/api/content/{}?expand=body.storage",
    "update": "PUT /rest/api/content/{}",
    "search": "GET /rest/api/content/search?cql={}",
    "space": "GET /rest/api/space/{}?expand=homepage",
    "export": "GET /spaces/doexportspace.action?key={}",
}


def number(page: str) -> int:
    """A page's number."""
    return 1_000_000 + sum(ord(letter) * (place + 1) for place, letter in enumerate(page)) * 7


class Confluence:
    """The pages."""

    name = "confluence"
    spaces, guides = SPACES, ACCESS_PAGES

    def machines(self, rng: Random) -> list[Machine]:
        """What writes reports into pages, reads them into a search, and copies some to a vendor."""

        def pages(spaces: tuple[str, ...]) -> list[str]:
            return [f"{space}/{title}" for space in spaces for title in _PAGES]

        def one(name: str, agent: str, every: int, burst: int, things: list[str], acts: tuple[str, ...],
                address: str = SHARED, vendor: str = "") -> Machine:  # fmt: skip
            return Machine("confluence", name, name, address, agent, every, burst, things, acts, vendor=vendor,
                           phase=rng.randrange(min(every, DAY)))  # fmt: skip

        found = [
            one("svc-bw-timetables", "python-requests/2.32.3", 3 * HOUR, 3, pages(SPACES[:2])[:9], ("body", "update")),
            one("svc-bw-handover", "okhttp/4.12.0", 4 * HOUR, 3, pages(SPACES[3:6])[:14], ("page", "update")),
            one("svc-bw-signage", "Java/21.0.7", 2 * HOUR, 3, pages(SPACES[6:8])[:12], ("body", "page")),
            one("svc-bw-finder", "Apache-HttpClient/5.4.3 (Java/21.0.7)", 2 * HOUR, 14, pages(SPACES), ("body",)),
            one(f"ext-{VENDORS[3].lower()}", "axios/1.9.0", 6 * HOUR, 4, pages(SPACES[9:]), ("page", "body"),
                vendor_address(VENDORS[3]), VENDORS[3]),
        ]  # fmt: skip
        found[1].roams = lambda key, ms: some_address(REGION, key, ms)
        return found

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One request."""
        address, agent = told.get("address") or one.place(ms), told.get("agent") or one.client(ms)
        return [(WIKI, ms, self._line(rng, ms, act, thing, one.name, address, agent, int(told.get("refused") or 200)))]

    def _line(
        self, rng: Random, ms: int, act: str, thing: str, user: str, address: str, agent: str, status: int = 200
    ) -> str:
        named = str(number(thing)) if act in ("body", "update") else thing
        size, took = 900 + rng.randrange(60_000), 20 + rng.randrange(800)
        return write.access(ms, address, user, ACTS[act].format(named), status, size, took, agent)

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """A person reads a page of two spaces, now and then one on how to get in."""
        space = self.spaces[(sum(one.login.encode()) + rng.randrange(2)) % len(self.spaces)]
        page = f"{space}/{_PAGES[rng.randrange(len(_PAGES))]}"
        if rng.random() < 0.02:
            page = self.guides[rng.randrange(len(self.guides))]
        return [(WIKI, ms, self._line(rng, ms, "page", page, one.login, address, one.agent))]

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """It lists nobody: Jira does."""

    def identifier(self, one: Machine) -> str:
        """By the account, which is Jira's."""
        return f"jira@main:account:{one.name}"
