"""Confluence: service accounts and people, the access log. Its accounts are Jira's, which lists them."""

from dataclasses import dataclass
from random import Random
from urllib.parse import quote_plus

from keyroll.replay.writers import confluence as write
from scenarios.systems import Machine, Person, Record, System, origin

TITLES = ("Overview", "Timetable", "Handover", "Rota", "Suppliers", "Reports", "How+to", "Minutes", "Plan", "Contacts")
#: Request; ``{}`` stands for the page (space and title) or space.
ACTS: dict[str, str] = {
    "page": "GET /display/{}", "body": "GET /rest/api/content/{}?expand=body.storage",
    "update": "PUT /rest/api/content/{}", "search": "GET /rest/api/content/search?cql={}",
    "space": "GET /rest/api/space/{}?expand=homepage", "export": "GET /spaces/doexportspace.action?key={}",
    "set-up": "GET /server-info.action?bootstrapStatusProvider.applicationConfig.setupComplete={}",
    "set-up-admin": "POST /setup/setupadministrator.action", "set-up-end": "POST /setup/finishsetup.action",
    "log-in": "POST /dologin.action", "admin": "GET /admin/{}.action", "file": "GET /download/attachments/{}",
    "find": "GET /dosearchsite.action?queryString={}",
}  # fmt: skip


def number(page: str) -> int:
    """A page's number."""
    return 1_000_000 + sum(ord(letter) * (place + 1) for place, letter in enumerate(page)) * 7


@dataclass(kw_only=True, eq=False)
class Confluence(System):
    """The pages. ``guides`` are those on how to get in, which every company has some of."""

    name, source, identified = "confluence", "confluence@main", "jira@main:account:{0.name}"
    spaces: tuple[str, ...]
    guides: tuple[str, ...]

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """One request; a page is looked for by its title."""
        thing = quote_plus(f'title ~ "{thing.partition("/")[2]}"') if act == "search" else thing
        status = int(details.get("refused") or 200)
        return self._request(rng, ms, act, thing, machine.name, *origin(machine, ms, details), status)

    def _request(
        self, rng: Random, ms: int, act: str, thing: str, user: str, address: str, agent: str, status: int = 200
    ) -> list[Record]:
        named = str(number(thing)) if act in ("body", "update") else thing
        size, took = 900 + rng.randrange(60_000), 20 + rng.randrange(800)
        return [write.access(ms, address, user, ACTS[act].format(named), status, size, took, agent)]

    def anybody(self, rng: Random, ms: int, act: str, thing: str, user: str, address: str, agent: str,
                status: int = 200) -> list[Record]:  # fmt: skip
        """One request in the name of any account, or of nobody: ``-``."""
        return self._request(rng, ms, act, thing, user, address, agent, status)

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """A person reads a page of two spaces, now and then one on how to get in."""
        space = self.spaces[(sum(person.login.encode()) + rng.randrange(2)) % len(self.spaces)]
        page = f"{space}/{TITLES[rng.randrange(len(TITLES))]}"
        if rng.random() < 0.02:
            page = self.guides[rng.randrange(len(self.guides))]
        return self._request(rng, ms, "page", page, person.login, address, person.agent)
