"""The intrusion of November 2023, step by step, with the credentials that were still alive.

The published times are used where they are known. The other times are drawn from the seed. A step without a fitting
live credential becomes a refused attempt.
"""

from collections.abc import Callable
from random import Random
from urllib.parse import quote

from keyroll.replay.browsers import WINDOWS, chrome
from keyroll.replay.directory import account_author, jira_account
from keyroll.replay.engine import Intrusion
from keyroll.replay.estate import Credential, PlayedKind
from keyroll.replay.folder import Record
from keyroll.replay.simulation import Guest, Simulation
from keyroll.replay.streams import hexes, stream, uuid
from keyroll.replay.territory import PAGES, PlayedRepository, page_id
from keyroll.replay.times import HOUR, MINUTE, SECOND, at
from keyroll.replay.writers import bitbucket as write_bitbucket
from keyroll.replay.writers import cloudflare as write_cloudflare
from keyroll.replay.writers import confluence as write_confluence
from keyroll.replay.writers import jira as write_jira
from keyroll.replay.writers import okta as write_okta
from keyroll.replay.writers.aws import account_of, event, key_identity

ADDRESS = "193.142.58.126"
HOST_ADDRESS = "10.30.0.12"
_BROWSER = chrome(WINDOWS, 119)
_AWS_CLI = "aws-cli/2.13.32 Python/3.11.6 Linux/6.1.0-13-amd64 exe/x86_64.debian.12 prompt/off"
S1, S2, S4, S6, S8 = map(
    at,
    ("2023-11-14T09:22:49", "2023-11-15T16:28:38", "2023-11-16T14:36:37", "2023-11-22T14:18:22", "2023-11-23T15:58:00"),
)
_QUIET = (at("2023-11-17T14:33:52"), at("2023-11-20T09:26:53"))
_SEARCHES = ("remote access", "secret", "client-secret", "openconnect", "cloudflared", "token")
_THEMES = ("backup", "network-config", "edge-config", "identity", "remote-access", "terraform", "kubernetes")
_READING: tuple[tuple[str, str, int, int], ...] = (
    ("2023-11-15T16:40:00", "2023-11-15T20:30:00", 18, 0),
    ("2023-11-16T08:40:00", "2023-11-16T20:00:00", 92, 16),
    ("2023-11-17T08:10:00", "2023-11-17T14:20:00", 22, 5),
    ("2023-11-20T12:00:00", "2023-11-20T18:00:00", 12, 2),
    ("2023-11-21T09:00:00", "2023-11-21T18:00:00", 18, 4),
    ("2023-11-22T09:00:00", "2023-11-22T19:00:00", 24, 6),
    ("2023-11-23T08:30:00", "2023-11-23T15:30:00", 16, 3),
)
"""From, to, wiki pages, tickets: 202 and 36 in all."""
VIEWED, ARCHIVED = 120, 76


class Intruder:
    """Plans every record of the intrusion."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.rng: Random = stream(simulation.seed, "intrusion")
        self.intrusion = Intrusion(simulation.folder)
        self.key = self._living(PlayedKind.AWS_KEY)
        self.token = self._living(PlayedKind.SERVICE_TOKEN)
        self.admin = self._living(PlayedKind.JIRA_ACCOUNT)
        self.reader = self._living(PlayedKind.GIT_ACCOUNT)

    def plan(self) -> None:
        """Plan the whole intrusion, in its order."""
        self._probe()
        self._enter()
        if self.admin:
            self._read()
            self._make_user(self.admin)
            self._check()
            self._script(self.admin)
            self._promote(self.admin)
        self._code()

    def _living(self, kind: PlayedKind) -> Credential | None:
        for one in self.simulation.survivors:
            if one.credential.kind is kind and one.reason != "partly_read":
                return one.credential
        return None

    def _dead(self, kind: PlayedKind) -> Credential | None:
        living = {id(one.credential) for one in self.simulation.survivors}
        return next((one for one in self.simulation.exposed if one.kind is kind and id(one) not in living), None)

    def act(self, step: str, record: Record, what: str, used: Credential | None = None) -> None:
        """Plan one record of the intrusion."""
        self.intrusion.act(step, what, record, success=used is not None)
        if used:
            self.simulation.touch(used, record[1])

    def _probe(self) -> None:
        rng, name = self.rng, self.admin.native if self.admin else "svc-helpdesk"
        mail, where, ms = f"{name}@northwind.example", write_okta.place("nl"), S1 + rng.randrange(40, 400)
        record = write_okta.event(
            ms, uuid(rng), "user.session.start", "User login to Okta", write_okta.actor("unknown", mail, "unknown"),
            write_okta.client(ADDRESS, _BROWSER, where), write_okta.target("unknown", mail, "unknown", "User"),
            address=ADDRESS, where=where, request=hexes(rng, 32), uri="/api/v1/authn", reason="VERIFICATION_ERROR",
        )  # fmt: skip
        self.act("S1", record, "Okta login denied")
        ms = S1 + rng.randrange(500, 900)
        record = write_cloudflare.access(
            ms, ADDRESS, "dash.northwind.example", uuid(rng), hexes(rng, 16), mail=mail, country="nl", allowed=False
        )
        self.act("S1", record, "dashboard denied")
        if self.key:
            self._cloud(self.key, S1 + 950)

    def _cloud(self, key: Credential, ms: int) -> None:
        """Plan the requests to the cloud account: identity, listings, and refused requests."""
        rng, account = self.rng, account_of(key.source)
        attempts = (
            ("sts", "GetCallerIdentity", ""), ("s3", "ListBuckets", ""), ("ec2", "DescribeInstances", ""),
            ("iam", "ListUsers", "AccessDenied"), ("iam", "GetAccountAuthorizationDetails", "AccessDenied"),
            ("secretsmanager", "ListSecrets", "AccessDenied"), ("ec2", "DescribeSecurityGroups", ""),
            ("s3", "GetBucketAcl", ""), ("lambda", "ListFunctions20150331", ""),
            ("organizations", "ListAccounts", "AccessDenied"),
            ("rds", "DescribeDBInstances", ""), ("sts", "GetCallerIdentity", ""),
        )  # fmt: skip
        for service, name, error in attempts:
            identity = key_identity(key)
            record = event(rng, ms, account, identity, service, name, ADDRESS, _AWS_CLI, reads=True, error=error)
            self.act("S1", record, f"{service}:{name} {error or 'allowed'}", None if error else key)
            ms += rng.randrange(4, 75) * SECOND

    def _pass(self, step: str, ms: int, app: str, *, allowed: bool = True) -> None:
        """Plan one passage through the gateway, or its refusal."""
        token = self.token or self._dead(PlayedKind.SERVICE_TOKEN)
        allowed = allowed and self.token is not None
        uid = token.serial if token else uuid(self.rng)
        record = write_cloudflare.access(
            ms, ADDRESS, f"{app}.northwind.example", uid, hexes(self.rng, 16), country="nl", allowed=allowed
        )
        what = f"gateway to {app} {'passed' if allowed else 'refused'}"
        self.act(step, record, what, self.token if allowed else None)

    def _jira(self, step: str, ms: int, what: str, text: str, status: int = 200) -> None:
        self._ask(write_jira.access, step, ms, what, text, status)

    def _wiki(self, step: str, ms: int, what: str, text: str, status: int = 200) -> None:
        self._ask(write_confluence.access, step, ms, what, text, status)

    def _ask(self, access: Callable[..., Record], step: str, ms: int, what: str, text: str, status: int) -> None:
        name = self.admin.native if self.admin else "-"
        size, took = self.rng.randrange(300, 60_000), self.rng.randrange(20, 900)
        self.act(step, access(ms, ADDRESS, name, what, status, size, took, _BROWSER), text, self.admin)

    def _enter(self) -> None:
        rng = self.rng
        self._pass("S2", S2, "jira")
        ok = 200 if self.admin else 401
        ms = S2 + rng.randrange(4, 20) * SECOND
        for what in ("GET /rest/api/2/myself", "GET /rest/api/2/serverInfo", "GET /secure/Dashboard.jspa"):
            self._jira("S2", ms, what, "Jira " + ("entered" if self.admin else "refused"), ok)
            ms += rng.randrange(5, 60) * SECOND
        self._pass("S2", ms, "wiki")
        ms += rng.randrange(5, 30) * SECOND
        for what in ("GET /index.action", "GET /rest/api/space?limit=100"):
            self._wiki("S2", ms, what, "Confluence " + ("entered" if self.admin else "refused"), ok)
            ms += rng.randrange(5, 60) * SECOND

    def _times(self, begin: int, end: int, count: int) -> list[int]:
        return sorted(begin + int(self.rng.random() * (end - begin)) for _ in range(count))

    def _read(self) -> None:
        """Plan searches, pages and tickets over nine days, at volumes below any threshold."""
        rng, land = self.rng, self.simulation.territory
        pages = rng.sample(range(PAGES), sum(one[2] for one in _READING))
        tickets: list[str] = []
        while len(tickets) < sum(one[3] for one in _READING):
            key = land.ticket(rng, (3, 13, 1, 4)[rng.randrange(4)], 9000)
            if key not in tickets:
                tickets.append(key)
        for words, ms in zip(_SEARCHES, self._times(at("2023-11-16T08:45:00"), S4 - HOUR, 6), strict=True):
            self._wiki("S3", ms, f"GET /dosearchsite.action?queryString={quote(words)}", f"wiki search: {words}")
        for first, last, page_count, ticket_count in _READING:
            begin, end = at(first), at(last)
            step = "S2" if begin < at("2023-11-16") else "S3" if begin < _QUIET[0] else "S6"
            if begin > S2 + HOUR:
                for app in ("jira", "wiki"):
                    self._pass(step, begin - rng.randrange(20, 200) * SECOND, app)
            for ms in self._times(begin, end, page_count):
                page = page_id(pages.pop())
                self._wiki(step, ms, f"GET /pages/viewpage.action?pageId={page}", f"wiki page {page}")
            for ms in self._times(begin, end, ticket_count):
                ticket = tickets.pop()
                self._jira(step, ms, f"GET /browse/{ticket}", f"ticket {ticket}")

    def _make_user(self, admin: Credential) -> None:
        rng, ms = self.rng, S4
        first, last = (("Daniel", "Marsh"), ("Laura", "Kent"), ("Peter", "Holm"), ("Nina", "Frost"))[rng.randrange(4)]
        name = f"{first}.{last}".lower()
        user = (f"JIRAUSER{31_000 + rng.randrange(900)}", name, f"{name}@northwind.example", f"{first} {last}", True)
        by = account_author(admin)
        self._jira("S4", ms, "POST /rest/api/2/user", "user created", 201)
        record = write_jira.user_created(ms + 90, by, ADDRESS, user)
        self.act("S4", record, f"user {name} created", admin)
        self.intrusion.foothold("user", f"jira@main:account:{name}", ms + 90)
        groups = ("jira-software-users", "confluence-users", "team-ITOPS")
        for group in groups:
            ms += rng.randrange(15, 80) * SECOND
            self._jira("S4", ms, f"POST /rest/api/2/group/user?groupname={group}", f"added to {group}", 201)
            objects = (("", group, "GROUP"), (user[0], name, "USER"))
            record = write_jira.audit(ms + 70, write_jira.ADDED_TO_GROUP, by, ADDRESS, objects)
            self.act("S4", record, f"{name} added to {group}", admin)
            self.intrusion.foothold("group membership", f"{group}:{name}", ms + 70)
        self.simulation.guests.append(Guest(user, S4, groups))

    def _check(self) -> None:
        """Plan short checks that every access still works."""
        middle = self._times(_QUIET[0] + 8 * HOUR, _QUIET[1] - 8 * HOUR, 3)
        later = self._times(at("2023-11-20T20:00:00"), at("2023-11-21T23:00:00"), 4)
        for ms in (_QUIET[0], *middle, _QUIET[1], *later):
            if ms not in _QUIET:
                self._pass("S5", ms - 6 * SECOND, "jira")
            self._jira("S5", ms, "GET /rest/api/2/myself", "still works?")

    def _script(self, admin: Credential) -> None:
        rng = self.rng
        by, user = account_author(admin), jira_account(admin)
        objects = (("", "ScriptRunner for Jira", "PLUGIN"),)
        self._jira("S6", S6, "POST /rest/scriptrunner/latest/user/exec/", "server-side script")
        record = write_jira.audit(
            S6 + 140, write_jira.SCRIPT_RUN, by, ADDRESS, objects, (("Script", "script", "", "inline console script"),)
        )
        self.act("S6", record, f"script run by {user[1]}", admin)
        self.intrusion.foothold("script", "ScriptRunner console script", S6 + 140)
        ms = S6 + rng.randrange(9, 40) * MINUTE
        for _ in range(2):
            self._pass("S6", ms, "console-gru", allowed=False)
            ms += rng.randrange(30, 200) * SECOND
        for app in ("grafana", "prometheus", "argocd", "alerts", "releases"):
            self._pass("S6", ms, app, allowed=False)
            ms += rng.randrange(60, 900) * SECOND

    def _promote(self, admin: Credential) -> None:
        group, ms = "jira-system-administrators", S8
        self._jira("S8", ms, f"POST /rest/api/2/group/user?groupname={group}", f"added to {group}", 201)
        user = jira_account(admin)
        objects = (("", group, "GROUP"), (user[0], user[1], "USER"))
        record = write_jira.audit(ms + 80, write_jira.ADDED_TO_GROUP, account_author(admin), ADDRESS, objects)
        self.act("S8", record, f"{user[1]} added to {group}", admin)
        self.intrusion.foothold("group membership", f"{group}:{user[1]}", ms + 80)

    def _git(self, ms: int, name: str, what: str, text: str, status: int, size: int, address: str, agent: str) -> None:
        took = self.rng.randrange(20, 4000)
        first, second = write_bitbucket.request(ms, address, name, what, status, size, took, agent)
        self.simulation.folder.plan(first)
        self.act("S7", second, text, self.reader if status == 200 else None)

    def _code(self) -> None:
        """Plan views of repositories and their download as archives."""
        rng, begin = self.rng, S6 + 35 * MINUTE
        self._pass("S7", begin - 20 * SECOND, "git")
        if not self.reader:
            name = self._dead(PlayedKind.GIT_ACCOUNT)
            for number in range(4):
                ms = begin + number * 37 * SECOND
                self._git(
                    ms, "-", "GET /rest/api/latest/repos?limit=100", "source refused", 401, 212, ADDRESS, _BROWSER
                )
                record = write_bitbucket.login(
                    ms, write_bitbucket.LOGIN_FAILED, None, ADDRESS, name.native if name else "admin"
                )
                self.act("S7", record, "source login refused")
            return
        reader, by = self.reader, account_author(self.reader)
        record = write_bitbucket.login(begin, write_bitbucket.LOGGED_IN, by, ADDRESS, reader.native)
        self.act("S7", record, "source entered", reader)
        self._git(begin + 2000, reader.native, "GET /rest/api/latest/repos?limit=1000", "repositories listed", 200,
                  881_022, ADDRESS, _BROWSER)  # fmt: skip
        themed = [one for one in self.simulation.territory.repositories if any(theme in one.slug for theme in _THEMES)]
        chosen: list[PlayedRepository] = rng.sample(themed, VIEWED)
        times = self._times(begin + 2 * MINUTE, begin + 5 * HOUR, 70)
        times += self._times(at("2023-11-23T08:40:00"), at("2023-11-23T15:20:00"), VIEWED - 70)
        for number, (ms, one) in enumerate(zip(times, chosen, strict=True)):
            base = f"/projects/{one.project}/repos/{one.slug}"
            self._git(ms, reader.native, f"GET {base}/browse", f"viewed {one.project}/{one.slug}", 200,
                      rng.randrange(9_000, 90_000), ADDRESS, _BROWSER)  # fmt: skip
            record = write_bitbucket.accessed(ms + 5, by, ADDRESS, one.number, one.project, one.slug)
            self.act("S7", record, f"viewed {one.project}/{one.slug}", reader)
            if number % 8 in (0, 1, 3, 4, 6) or number == VIEWED - 1:
                pull = ms + rng.randrange(40, 400) * SECOND
                self._git(pull, reader.native, f"GET /rest/api/latest{base}/archive?format=zip",
                          f"archived {one.project}/{one.slug}", 200, rng.randrange(90_000, 60_000_000), HOST_ADDRESS,
                          "curl/7.61.1")  # fmt: skip
