"""Jira: service accounts and people, the access log, the list of users, which Confluence shares."""

from dataclasses import dataclass
from random import Random
from urllib.parse import quote_plus

from keyroll.replay.streams import code
from keyroll.replay.times import day_of
from keyroll.replay.writers import jira as write
from keyroll.replay.writers.atlassian import Author
from scenarios.systems import Folder, Machine, Person, Record, Tended, alive, origin

#: Request; ``{}`` stands for the thing.
ACTS: dict[str, str] = {
    "issue": "GET /rest/api/2/issue/{}", "browse": "GET /browse/{}", "comment": "POST /rest/api/2/issue/{}/comment",
    "open": "POST /rest/api/2/issue", "search": "GET /rest/api/2/search?jql={}&maxResults=50",
    "board": "GET /rest/api/2/project/{}", "file": "GET /secure/attachment/{}/notes.txt",
    "attachment": "GET /secure/attachment/{}", "myself": "GET /rest/api/2/myself",
    "projects": "GET /rest/api/2/project", "fields": "GET /rest/api/2/field",
    "export": "GET /sr/jira.issueviews:searchrequest-csv-all-fields/temp/SearchRequest.csv?jqlQuery={}",
}  # fmt: skip


def ticket(rng: Random, board: str) -> str:
    """A ticket of a board; most are of late."""
    return f"{board}-{4000 - int(rng.random() ** 2 * 3600)}"


_FILES = ("invoice.pdf", "scan.pdf", "form.pdf", "photo.jpg", "letter.docx", "screenshot.png", "export.xlsx")


def attached(rng: Random) -> str:
    """A file at a ticket: its number and name."""
    return f"{61_000 + int(rng.random() * 9_000)}/{rng.choice(_FILES)}"


@dataclass(kw_only=True, eq=False)
class Jira(Tended):
    """The tickets. Accounts of machines that only read pages are in its list of users too."""

    name, source, identified = "jira", "jira@main", "jira@main:account:{0.name}"
    host: str
    boards: tuple[str, ...]

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """One request; the thing is a board, or with ``exactly`` in the details a ticket, a search or a file itself."""
        if not details.get("exactly"):
            if act in ("issue", "comment", "browse"):
                thing = ticket(rng, thing)
            elif act == "search":
                thing = quote_plus(f"project = {thing} AND updated > -{1 + rng.randrange(3)}h")
            elif act == "attachment":
                thing = attached(rng)
        status = int(details.get("refused") or (201 if ACTS[act].startswith("POST") else 200))
        return self._request(rng, ms, act, thing, machine.name, *origin(machine, ms, details), status)

    def _request(self, rng: Random, ms: int, act: str, thing: str, user: str, address: str, agent: str, status: int,
                 session: str = "-") -> list[Record]:  # fmt: skip
        size, took = 300 + rng.randrange(30_000), 15 + rng.randrange(700)
        return [write.access(ms, address, user, ACTS[act].format(thing), status, size, took, agent, session)]

    def person_does(self, rng: Random, person: Person, ms: int, act: str, thing: str, address: str, agent: str,
                    status: int = 200) -> list[Record]:  # fmt: skip
        """One request in a person's name, in a session of its own for each address."""
        session = code(Random(f"{person.id}/{address}"), 6)
        return self._request(rng, ms, act, thing, person.login, address, agent, status, session)

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """A person opens a ticket of the boards near him, or looks for one."""
        board = self.boards[(sum(person.login.encode()) + rng.randrange(3)) % len(self.boards)]
        act = ("browse", "browse", "issue", "search")[rng.randrange(4)]
        thing = quote_plus(f"project = {board} AND assignee = currentUser()") if act == "search" else ticket(rng, board)
        session = code(Random(person.id), 6)
        return self._request(rng, ms, act, thing, person.login, address, person.agent, 200, session)

    def changes(self, rng: Random, machine: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:  # noqa: ARG002
        """An account is made, or switched off."""
        author, user = Author(_key(by.id), by.login), _user(machine, active=made)
        if made:
            return [write.user_created(ms, author, by.office, user)]
        return [write.activity(ms, author, by.office, user, active=False)]

    def register(self, folder: Folder, ms: int, people: list[Person], machines: list[Machine]) -> None:
        """All accounts, of people and of machines."""
        rows = [
            (_key(person.id), person.login, f"{person.login}@{self.domain}", person.login, ms < person.left)
            for person in people if person.joined <= ms
        ]  # fmt: skip
        for system in ("jira", "confluence"):
            rows += [_user(machine) for machine in alive(machines, system, ms)]
        folder.survey(self.source, day_of(ms), "users.json", write.users(rows, self.host))


def _key(number: str) -> str:
    return f"JIRAUSER{sum(number.encode())}"


def _user(machine: Machine, *, active: bool = True) -> write.User:
    return f"JIRAUSER{20_000 + sum(machine.name.encode())}", machine.name, "", machine.name, active
