"""Bitbucket: tokens of projects that builds use, service accounts, the access log and the audit log, both lists.

Its audit keeps to the base level, which tells of tokens and accounts and not of each look into a repository.
"""

from random import Random
from zlib import crc32

from keyroll.replay.folder import GIT, GIT_AUDIT, Folder, Lines
from keyroll.replay.streams import digits, hexes
from keyroll.replay.times import DAY, HOUR, day_of
from keyroll.replay.writers import bitbucket as write
from keyroll.replay.writers.atlassian import Author
from scenarios.companies.tarnfield import (
    AREAS,
    BEGINS,
    CLUSTER,
    DOMAIN,
    OWN,
    VENDORS,
    builder,
    quarterly,
    vendor_address,
)
from scenarios.machine import FOREVER, Machine, Person
from scenarios.systems import Record, alive

HOST = "https://git.tarnfield.example"
KINDS = ("api", "web", "infra", "jobs", "lib")
REPOSITORIES = tuple(f"{area[:4].upper()}/{area}-{kind}" for area in AREAS for kind in KINDS)
#: Request; ``{}`` stands for the repository's place in the API, ``[]`` for project and name, ``#`` for a pull request.
ACTS: dict[str, str] = {
    "fetch": "POST /scm/[].git/git-upload-pack",
    "clone": "POST /scm/[].git/git-upload-pack",
    "commits": "GET /rest/api/latest/{}/commits?limit=25",
    "pulls": "GET /rest/api/latest/{}/pull-requests?state=OPEN",
    "approve": "POST /rest/api/latest/{}/pull-requests/#/approve",
    "file": "GET /rest/api/latest/{}/raw/README.md?at=refs%2Fheads%2Fmain",
    "browse": "GET /{}/browse",
    "archive": "GET /rest/api/latest/{}/archive?format=zip",
    "repos": "GET /rest/api/latest/repos?limit=100",
    "projects": "GET /rest/api/latest/projects?limit=100",
    "status": "POST /rest/build-status/latest/commits/",
}


class Bitbucket:
    """The code. A machine whose key is a number has a token of a project; any other is an account."""

    name = "bitbucket"

    def machines(self, rng: Random) -> list[Machine]:
        """Builds of each area, wherever the hoster puts them; what deploys from the cluster; a scanner; a rare look."""

        def one(name: str, key: str, agent: str, every: int, burst: int, things: list[str], acts: tuple[str, ...],
                address: str = CLUSTER, vendor: str = "") -> Machine:  # fmt: skip
            return Machine("bitbucket", name, key, address, agent, every, burst, things, acts, vendor=vendor,
                           phase=rng.randrange(min(every, DAY)))  # fmt: skip

        found = []
        for number, area in enumerate(AREAS):
            things = [repo for repo in REPOSITORIES if repo.startswith(area[:4].upper())]
            things += [REPOSITORIES[4], REPOSITORIES[9]]
            build = one(f"build-{area}", digits(rng, 12), ("git/2.45.2", "git/2.43.0")[number % 2],
                        (HOUR, 2 * HOUR, 3 * HOUR)[number % 3], 5, things,
                        ("fetch", "fetch", "clone", "status"))  # fmt: skip
            build.roams = builder
            found.append(build)
        infra = [repo for repo in REPOSITORIES if repo.endswith("-infra")]
        found += [
            one("svc-tf-deployer", "svc-tf-deployer", "git/2.46.0", HOUR, 3, infra, ("fetch", "commits")),
            one("svc-tf-release", "svc-tf-release", "okhttp/4.12.0", 4 * HOUR, 4, list(REPOSITORIES[:16]),
                ("pulls", "commits", "file"), f"{OWN}.44"),
            one("ext-sievelight", "ext-sievelight", "sievelight/3.8", DAY, 16, list(REPOSITORIES), ("clone", "file"),
                vendor_address(VENDORS[1]), VENDORS[1]),
            one("svc-tf-licences", "svc-tf-licences", "git/2.39.5", DAY, 60, list(REPOSITORIES), ("clone", "file")),
            one("svc-tf-turner", "svc-tf-turner", "python-requests/2.32.4", FOREVER, 1, [], ()),
        ]  # fmt: skip
        found[-2].only = quarterly
        return found

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One request as it comes and as it goes; who is not let in (401) has no name there."""
        user = (
            "-" if told.get("refused") == "401" else (f"access-token-user/{one.key}" if one.key.isdigit() else one.name)
        )
        address, agent = told.get("address") or one.place(ms), told.get("agent") or one.client(ms)
        return self._request(rng, ms, act, thing, user, address, agent, int(told.get("refused") or 200))

    def _request(
        self, rng: Random, ms: int, act: str, thing: str, user: str, address: str, agent: str, status: int = 200
    ) -> list[Record]:
        lines: Lines = []
        project, _, slug = thing.partition("/")
        asked = ACTS[act] + (hexes(rng, 40) if act == "status" else "")
        asked = asked.replace("{}", f"projects/{project}/repos/{slug}").replace("[]", f"{project.lower()}/{slug}")
        asked = asked.replace("#", str(300 + (ms - BEGINS) // (4 * HOUR)))
        size, took = 300 + int(rng.random() ** 4 * 9_000_000), 20 + rng.randrange(1200)
        labels = f"cache:hit, {act}" if act in ("fetch", "clone") else "-"
        write.request(lines, ms, address, user, asked, status, size, took, agent, labels)
        return [(GIT, at, line) for at, line in lines]

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """An engineer looks into a repository or fetches it with his own key; others hardly come."""
        if one.team != "engineering":
            return []
        thing = REPOSITORIES[(sum(one.login.encode()) * 5 + rng.randrange(9)) % len(REPOSITORIES)]
        if rng.random() < 0.5:
            return self._request(rng, ms, "browse", thing, one.login, address, one.agent)
        lines: Lines = []
        number = 100 + crc32(one.id.encode()) % 900
        write.ssh(lines, ms, address, one.login, thing.lower(), 300 + rng.randrange(90_000), 400, number,
                  ("fetch", "clone")[rng.random() < 0.1])  # fmt: skip
        return [(GIT, at, line) for at, line in lines]

    def changes(self, rng: Random, one: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:  # noqa: ARG002
        """An administrator makes a token or an account, or takes it away."""
        return self._changed(one, Author(str(_number(by.login)), by.login), ms, by.office, made=made)

    def turns(self, one: Machine, by: Machine, ms: int, *, made: bool) -> list[Record]:
        """An account of a machine does so."""
        author = Author(str(_number(by.name)), by.name)
        return self._changed(one, author, ms, by.place(ms), made=made, method="API")

    def _changed(
        self, one: Machine, author: Author, ms: int, address: str, *, made: bool, method: str = "Browser"
    ) -> list[Record]:
        if one.key.isdigit():
            kindred, target = (write.TOKEN_CREATED if made else write.TOKEN_DELETED), one.things[0].partition("/")[0]
            objects: tuple[tuple[str, str, str], ...] = (
                (one.key, one.name, "ACCESS_TOKEN"), (target, target, "PROJECT"),
            )  # fmt: skip
        else:
            kindred, target = (write.USER_CREATED if made else write.USER_DELETED), one.name
            objects = ((str(_number(one.name)), one.name, "USER"),)
        return [(GIT_AUDIT, ms, write.audit(ms, kindred, author, address, target, objects, method=method, host=HOST))]

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The tokens of each project."""
        projects: dict[str, list[tuple[str, str, int]]] = {repo.partition("/")[0]: [] for repo in REPOSITORIES}
        for one in alive(machines, self.name, ms):
            if one.key.isdigit():
                made = one.created or BEGINS - 20 * DAY
                projects[one.things[0].partition("/")[0]].append((one.key, one.name, made))
        tokens = write.access_tokens(list(projects.values()))
        folder.survey("bitbucket@main", day_of(ms), "access_tokens.json", tokens)

    def register(self, folder: Folder, ms: int, people: list[Person], machines: list[Machine]) -> None:
        """People and accounts."""
        users: list[write.User] = [
            (one.login, f"{one.login}@{DOMAIN}", ms < one.left, one.login, _number(one.login), ms - HOUR)
            for one in people if one.joined <= ms and one.team == "engineering"
        ]  # fmt: skip
        users += [
            (one.name, "", True, one.name, _number(one.name), 0)
            for one in alive(machines, self.name, ms) if not one.key.isdigit()
        ]  # fmt: skip
        folder.survey("bitbucket@main", day_of(ms), "users.json", write.users(users, HOST))

    def identifier(self, one: Machine) -> str:
        """By the token's id, or by the account."""
        return f"bitbucket@main:{'access_token' if one.key.isdigit() else 'account'}:{one.key}"


def _number(name: str) -> int:
    return 1000 + crc32(name.encode()) % 90_000
