"""Bitbucket: tokens of projects that builds use, service accounts, the access log and the audit log, both lists.

Its audit keeps to the base level, which tells about tokens and accounts and not of each look into a repository.
"""

from dataclasses import dataclass
from random import Random
from zlib import crc32

from keyroll.replay.streams import hexes
from keyroll.replay.times import DAY, HOUR, day_of
from keyroll.replay.writers import bitbucket as write
from keyroll.replay.writers.atlassian import Author
from scenarios.systems import Folder, Machine, Person, Record, Tended, alive, origin

#: Request; ``{}`` stands for the repository's place in the API, ``[]`` for project and name, ``#`` for a pull request.
ACTS: dict[str, str] = {
    "fetch": "POST /scm/[].git/git-upload-pack", "clone": "POST /scm/[].git/git-upload-pack",
    "commits": "GET /rest/api/latest/{}/commits?limit=25", "pulls": "GET /rest/api/latest/{}/pull-requests?state=OPEN",
    "approve": "POST /rest/api/latest/{}/pull-requests/#/approve",
    "file": "GET /rest/api/latest/{}/raw/README.md?at=refs%2Fheads%2Fmain", "browse": "GET /{}/browse",
    "archive": "GET /rest/api/latest/{}/archive?format=zip", "repos": "GET /rest/api/latest/repos?limit=100",
    "projects": "GET /rest/api/latest/projects?limit=100", "status": "POST /rest/build-status/latest/commits/",
}  # fmt: skip


@dataclass(kw_only=True, eq=False)
class Bitbucket(Tended):
    """The code. A machine whose key is a number has a token of a project; any other is an account."""

    name, source = "bitbucket", "bitbucket@main"
    host: str
    repositories: tuple[str, ...]
    begins: int

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """One request as it comes and as it goes; who is not let in (401) has no name there."""
        user = f"access-token-user/{machine.key}" if machine.key.isdigit() else machine.name
        status = int(details.get("refused") or 200)
        return self._request(rng, ms, act, thing, "-" if status == 401 else user, *origin(machine, ms, details), status)

    def _request(
        self, rng: Random, ms: int, act: str, thing: str, user: str, address: str, agent: str, status: int = 200
    ) -> list[Record]:
        project, _, slug = thing.partition("/")
        path = ACTS[act] + (hexes(rng, 40) if act == "status" else "")
        path = path.replace("{}", f"projects/{project}/repos/{slug}").replace("[]", f"{project.lower()}/{slug}")
        path = path.replace("#", str(300 + (ms - self.begins) // (4 * HOUR)))
        size, took = 300 + int(rng.random() ** 4 * 9_000_000), 20 + rng.randrange(1200)
        labels = f"cache:hit, {act}" if act in ("fetch", "clone") else "-"
        return [*write.request(ms, address, user, path, status, size, took, agent, labels)]

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """An engineer looks into a repository or fetches it with his own key."""
        place = (sum(person.login.encode()) * 5 + rng.randrange(9)) % len(self.repositories)
        thing = self.repositories[place]
        if rng.random() < 0.5:
            return self._request(rng, ms, "browse", thing, person.login, address, person.agent)
        number = 100 + crc32(person.id.encode()) % 900
        return [*write.ssh(ms, address, person.login, thing.lower(), 300 + rng.randrange(90_000), 400, number,
                           ("fetch", "clone")[rng.random() < 0.1])]  # fmt: skip

    def changes(self, rng: Random, machine: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:  # noqa: ARG002
        """An administrator makes a token or an account, or takes it away."""
        return self._changed(machine, by.login, ms, by.office, made=made)

    def turns(self, rng: Random, machine: Machine, by: Machine, ms: int, *, made: bool) -> list[Record]:  # noqa: ARG002
        """An account of a machine does so."""
        return self._changed(machine, by.name, ms, by.place(ms), made=made, method="API")

    def _changed(
        self, machine: Machine, by: str, ms: int, address: str, *, made: bool, method: str = "Browser"
    ) -> list[Record]:
        kindred, target = (write.USER_CREATED if made else write.USER_DELETED), machine.name
        objects: tuple[tuple[str, str, str], ...] = ((str(_number(machine.name)), machine.name, "USER"),)
        if machine.key.isdigit():
            kindred, target = (write.TOKEN_CREATED if made else write.TOKEN_DELETED), _project(machine)
            objects = ((machine.key, machine.name, "ACCESS_TOKEN"), (target, target, "PROJECT"))
        author = Author(str(_number(by)), by)
        return [write.audit(ms, kindred, author, address, target, objects, method=method, host=self.host)]

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The tokens of each project."""
        projects: dict[str, list[tuple[str, str, int]]] = {name.partition("/")[0]: [] for name in self.repositories}
        for machine in alive(machines, self.name, ms):
            if machine.key.isdigit():
                made = machine.created or self.begins - 20 * DAY
                projects[_project(machine)].append((machine.key, machine.name, made))
        tokens = write.access_tokens(list(projects.values()))
        folder.survey(self.source, day_of(ms), "access_tokens.json", tokens)

    def register(self, folder: Folder, ms: int, people: list[Person], machines: list[Machine]) -> None:
        """People and accounts."""
        users: list[write.User] = [
            (person.login, f"{person.login}@{self.domain}", ms < person.left, person.login, _number(person.login),
             ms - HOUR)
            for person in people if person.joined <= ms and person.team == self.staff
        ]  # fmt: skip
        users += [
            (machine.name, "", True, machine.name, _number(machine.name), 0)
            for machine in alive(machines, self.name, ms) if not machine.key.isdigit()
        ]  # fmt: skip
        folder.survey(self.source, day_of(ms), "users.json", write.users(users, self.host))

    def identifier(self, machine: Machine) -> str:
        """By the token's id, or by the account."""
        return f"{self.source}:{'access_token' if machine.key.isdigit() else 'account'}:{machine.key}"


def _project(machine: Machine) -> str:
    return machine.things[0].partition("/")[0]


def _number(name: str) -> int:
    return 1000 + crc32(name.encode()) % 90_000
