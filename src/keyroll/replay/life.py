"""A day of the people: they log in, and read and write tickets, pages and code, at their own hours."""

from collections.abc import Callable
from random import Random
from urllib.parse import quote, quote_plus

from keyroll.replay.company import Person, session
from keyroll.replay.directory import git_author
from keyroll.replay.simulation import Simulation
from keyroll.replay.streams import hexes, uuid
from keyroll.replay.territory import page_id, page_title
from keyroll.replay.times import DAY, HOUR
from keyroll.replay.words import TEAMS, TOPICS
from keyroll.replay.writers import bitbucket as write_bitbucket
from keyroll.replay.writers import cloudflare as write_cloudflare
from keyroll.replay.writers import confluence as write_confluence
from keyroll.replay.writers import jira as write_jira
from keyroll.replay.writers import okta as write_okta
from keyroll.replay.writers import smartsheet as write_smartsheet

_APPS = ("jira", "wiki", "git", "grafana", "argocd", "dash", "reports", "sentry")
_SSO = ("Jira", "Confluence", "Bitbucket", "Slack", "Zoom", "Workday", "Smartsheet", "GitHub")


#: The requests of a person for tickets and pages, each with its cumulative probability.
_TICKETS = (
    (0.4, "GET /browse/{ticket}"), (0.62, "GET /rest/api/2/issue/{ticket}"),
    (0.78, "GET /secure/RapidBoard.jspa?rapidView={board}"), (0.86, "GET /issues/?jql=text%20~%20%22{topic}%22"),
    (0.93, "POST /rest/api/2/issue/{ticket}/comment"), (1, "GET /secure/Dashboard.jspa"),
)  # fmt: skip
_PAGES = (
    (0.5, "GET /pages/viewpage.action?pageId={page}"), (0.78, "GET /display/{place}"),
    (0.9, "GET /dosearchsite.action?queryString={topic}"),
    (0.95, "GET /download/attachments/{page}/image-{image}.png"), (1, "GET /index.action"),
)  # fmt: skip


class Life:
    """Writes log records of people's daily work."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.rng = Random()

    def day(self, rng: Random, day: int) -> None:
        """Write all actions of people on that day."""
        self.rng = rng
        for one in self.simulation.staff:
            if one.works(day):
                self._shift(one, one.morning(day) + int((rng.random() - 0.4) * 2 * HOUR), 0.5 + rng.random())
            elif one.here(day) and rng.random() < 0.025:
                self._shift(one, day + int(rng.random() * 22 * HOUR), 0.25)
            if one.engineer and one.here(day) and rng.random() < 0.012:
                self._shift(one, day + DAY + int((2 - one.office.hours) % 24 * HOUR), 0.15)

    def _address(self, one: Person, ms: int) -> str:
        if one.trip[0] <= ms < one.trip[1]:
            return one.trip[2]
        at_home = (ms // DAY * 7 + one.number) % 5 < 2
        return one.home if at_home else one.office.address(ms)

    def _shift(self, one: Person, start: int, load: float) -> None:
        address, agent = self._address(one, start), one.agent(start)
        self._log_in(one, start, address, agent)
        self._jira(one, start, address, agent, int(24 * load))
        self._wiki(one, start, address, agent, int(14 * load))
        if one.engineer:
            self._git(one, start, address, agent, int(13 * load))
        if self.rng.random() < 0.08:
            self._sheets(one, start)

    def _log_in(self, one: Person, start: int, address: str, agent: str) -> None:
        rng, folder = self.rng, self.simulation.folder
        where = write_okta.place(one.office.country)
        who = write_okta.actor(one.okta, one.mail, one.display)
        via, root = write_okta.client(address, agent, where), session(rng)

        def note(ms: int, kind: str, text: str, target: str, uri: str, reason: str = "") -> None:
            folder.add(write_okta.event(
                ms, uuid(rng), kind, text, who, via, target, address=address, where=where, request=hexes(rng, 32),
                session=root, uri=uri, reason=reason,
            ))  # fmt: skip

        user = write_okta.target(one.okta, one.mail, one.display, "User")
        if rng.random() < 0.04:
            note(
                start - 20_000, "user.session.start", "User login to Okta", user, "/api/v1/authn", "INVALID_CREDENTIALS"
            )
        note(start, "user.session.start", "User login to Okta", user, "/api/v1/authn")
        for _ in range(1 + int(rng.random() * 3)):
            ms, label = start + int(rng.random() * 7 * HOUR), _SSO[int(rng.random() * len(_SSO))]
            app = write_okta.target(f"0oa{label.lower():x<17}", label, label, "AppInstance")
            note(ms, "user.authentication.sso", "User single sign on to app", app, f"/app/{label.lower()}/sso/saml")
        for number in range(2 + int(rng.random() * 4)):
            ms = start + 30_000 + int(rng.random() * number * 2 * HOUR)
            app = f"{_APPS[min(number, int(rng.random() * len(_APPS)))]}.northwind.example"
            folder.add(write_cloudflare.access(
                ms, address, app, one.uid, hexes(rng, 16), mail=one.mail, country=one.office.country,
                allowed=rng.random() > 0.006,
            ))  # fmt: skip

    def _request(
        self, paths: tuple[tuple[float, str], ...], chance: float, quoted: Callable[[str], str], **parts: object
    ) -> str:
        path = next(path for limit, path in paths if chance < limit)
        if "{topic}" in path:
            parts["topic"] = quoted(TOPICS[int(self.rng.random() * len(TOPICS))])
        return path.format(**parts)

    def _jira(self, one: Person, start: int, address: str, agent: str, count: int) -> None:
        rng, land = self.rng, self.simulation.territory
        random, folder, seat = rng.random, self.simulation.folder, f"{one.number * 7919 % 1_000_003:x}"
        for _ in range(count):
            ms, chance = start + int(random() * 8.5 * HOUR), random()
            project = one.team if random() < 0.8 else int(random() * len(TEAMS))
            ticket = land.ticket(rng, project) if random() < 0.93 else land.any_ticket(rng)
            what = self._request(_TICKETS, chance, quote, ticket=ticket, board=one.team + 3)
            size, took = 900 + int(random() * 60_000), 20 + int(random() ** 3 * 1500)
            folder.add(write_jira.access(ms, address, one.login, what, 200, size, took, agent, seat))

    def _wiki(self, one: Person, start: int, address: str, agent: str, count: int) -> None:
        rng, land = self.rng, self.simulation.territory
        random, folder = rng.random, self.simulation.folder
        for _ in range(count):
            ms = start + int(random() * 8.5 * HOUR)
            space = one.team if random() < 0.75 else int(random() * len(TEAMS))
            pages = land.space_pages(space)
            page, chance = pages[int(random() ** 2 * len(pages))], random()
            parts = {"page": page_id(page), "place": f"{land.spaces[space]}/{page_title(page)}", "image": page % 9}
            what = self._request(_PAGES, chance, quote_plus, **parts)
            size, took = 900 + int(random() * 60_000), 30 + int(random() ** 3 * 1500)
            folder.add(write_confluence.access(ms, address, one.login, what, 200, size, took, agent))

    def _git(self, one: Person, start: int, address: str, agent: str, count: int) -> None:
        rng, every = self.rng, self.simulation.territory.repositories
        random, folder = rng.random, self.simulation.folder
        for turn in range(count):
            ms = start + int(random() * 8.5 * HOUR)
            number = (one.number * 131 + int(random() * 14)) % len(every)
            if random() < 0.06:
                number = int(random() * len(every))
            found, chance = every[number], random()
            took, size = 20 + int(random() ** 3 * 2500), 400 + int(random() * 80_000)
            base = f"/projects/{found.project}/repos/{found.slug}"
            if chance < 0.3:
                path = f"{found.project.lower()}/{found.slug}"
                kind = "cache:hit, fetch" if chance > 0.03 else "cache:miss, clone"
                key = 40 + one.number
                folder.add(*write_bitbucket.ssh(ms, address, one.login, path, size * 40, took, key, kind))
            else:
                what = f"GET {base}/browse" if chance < 0.6 else f"GET {base}/pull-requests"
                folder.add(*write_bitbucket.request(ms, address, one.login, what, 200, size, took, agent))
            if turn < 2:
                by = git_author(one)
                folder.add(write_bitbucket.accessed(ms, by, address, found.number, found.project, found.slug))

    def _sheets(self, one: Person, start: int) -> None:
        rng, folder, user = self.rng, self.simulation.folder, str(4_000_000_000 + one.number)
        for _ in range(1 + int(rng.random() * 5)):
            ms, sheet = start + int(rng.random() * 8 * HOUR), 7_000_000 + int(rng.random() * 9000)
            folder.add(write_smartsheet.event(ms, uuid(rng), "SHEET", "LOAD", sheet, user, None, one.mail, "WEB_APP"))
