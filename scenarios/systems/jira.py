"""Jira: service accounts and people, the access log, the list of users, which Confluence shares."""

from random import Random
from urllib.parse import quote_plus

from keyroll.replay.folder import JIRA, JIRA_AUDIT, Folder
from keyroll.replay.streams import code
from keyroll.replay.times import DAY, HOUR, day_of
from keyroll.replay.writers import jira as write
from keyroll.replay.writers.atlassian import Author
from scenarios.companies.brackwater import (
    AREAS,
    DOMAIN,
    REGION,
    SHARED,
    VENDORS,
    some_address,
    vendor_address,
)
from scenarios.machine import Machine, Person
from scenarios.systems import Record, alive

HOST = "https://tickets.brackwater.example"
BOARDS = tuple(area[:4].upper() for area in AREAS)
#: Request; ``{}`` stands for the thing.
ACTS: dict[str, str] = {
    "issue": "GET /rest/api/2/issue/{}",
    "browse": "GET /browse/{}",
    "comment": "POST /rest/api/2/issue/{}/comment",
    "open": "POST /rest/api/2/issue",
    "search": "GET /rest/api/2/search?jql={}&maxResults=50",
    "board": "GET /rest/api/2/project/{}",
    "file": "GET /secure/attachment/{}/notes.txt",
    "attachment": "GET /secure/attachment/{}",
    "export": "GET /sr/jira.issueviews:searchrequest-csv-all-fields/temp/SearchRequest.csv?jqlQuery={}",
    "myself": "GET /rest/api/2/myself",
}  # fmt: skip


def ticket(rng: Random, board: str) -> str:
    """A ticket of a board; most are of late."""
    return f"{board}-{4000 - int(rng.random() ** 2 * 3600)}"


class Jira:
    """The tickets. Accounts of machines that only read pages are in its list of users too."""

    name = "jira"
    domain, host, boards = DOMAIN, HOST, BOARDS

    def machines(self, rng: Random) -> list[Machine]:
        """What opens tickets, keeps their clocks, copies them to others, and reports on them."""

        def one(name: str, agent: str, every: int, burst: int, boards: tuple[str, ...], acts: tuple[str, ...],
                address: str = SHARED, vendor: str = "") -> Machine:  # fmt: skip
            return Machine("jira", name, name, address, agent, every, burst, list(boards), acts, vendor=vendor,
                           phase=rng.randrange(min(every, DAY)))  # fmt: skip

        found = [
            one(f"svc-bw-{area}-tickets", "python-requests/2.32.3", 2 * HOUR, 3, (BOARDS[number],),
                ("open", "comment", "issue"))
            for number, area in enumerate(AREAS[:5])
        ]  # fmt: skip
        found += [
            one("svc-bw-clocks", "Apache-HttpClient/5.4.3 (Java/21.0.7)", HOUR, 4, BOARDS[:6], ("search", "issue")),
            one("svc-bw-monthly", "okhttp/4.12.0", DAY, 14, BOARDS, ("search", "issue", "issue")),
            one(f"ext-{VENDORS[0].lower()}", "axios/1.9.0", HOUR, 3, (BOARDS[8], BOARDS[1]), ("issue", "comment"),
                vendor_address(VENDORS[0]), VENDORS[0]),
        ]  # fmt: skip
        found[1].roams = lambda key, ms: some_address(REGION, key, ms)
        return found

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One request; the thing is a board, or a ticket, a search or a file itself if ``exactly`` is told."""
        if not told.get("exactly"):
            if act in ("issue", "comment", "browse"):
                thing = ticket(rng, thing)
            elif act == "search":
                thing = quote_plus(f"project = {thing} AND updated > -{1 + rng.randrange(3)}h")
        address, agent = told.get("address") or one.place(ms), told.get("agent") or one.client(ms)
        status = int(told.get("refused") or (201 if ACTS[act].startswith("POST") else 200))
        return [(JIRA, ms, self._line(rng, ms, act, thing, one.name, address, agent, status))]

    def _line(self, rng: Random, ms: int, act: str, thing: str, user: str, address: str, agent: str, status: int,
              session: str = "-") -> str:  # fmt: skip
        size, took = 300 + rng.randrange(30_000), 15 + rng.randrange(700)
        return write.access(ms, address, user, ACTS[act].format(thing), status, size, took, agent, session)

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """A person opens a ticket of the boards near him, or looks for one."""
        board = self.boards[(sum(one.login.encode()) + rng.randrange(3)) % len(self.boards)]
        act = ("browse", "browse", "issue", "search")[rng.randrange(4)]
        thing = quote_plus(f"project = {board} AND assignee = currentUser()") if act == "search" else ticket(rng, board)
        line = self._line(rng, ms, act, thing, one.login, address, one.agent, 200, code(Random(one.id), 6))
        return [(JIRA, ms, line)]

    def changes(self, rng: Random, one: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:  # noqa: ARG002
        """An account is made, or switched off."""
        author, user = Author(f"JIRAUSER{sum(by.id.encode())}", by.login), self._user(one, active=made)
        tell = write.user_created(ms, author, by.office, user) if made else write.activity(
            ms, author, by.office, user, active=False)  # fmt: skip
        return [(JIRA_AUDIT, ms, tell)]

    def _user(self, one: Machine, *, active: bool = True) -> write.User:
        return f"JIRAUSER{20_000 + sum(one.name.encode())}", one.name, "", one.name, active

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """Nothing of its own: accounts are listed with the people."""

    def register(self, folder: Folder, ms: int, people: list[Person], machines: list[Machine]) -> None:
        """All accounts."""
        rows = [
            (f"JIRAUSER{sum(one.id.encode())}", one.login, f"{one.login}@{self.domain}", one.login, ms < one.left)
            for one in people if one.joined <= ms
        ]  # fmt: skip
        for system in ("jira", "confluence"):
            rows += [self._user(one) for one in alive(machines, system, ms)]
        folder.survey("jira@main", day_of(ms), "users.json", write.users(rows, self.host))

    def identifier(self, one: Machine) -> str:
        """By the account."""
        return f"jira@main:account:{one.name}"
