"""The machine estate at the beginning: credentials, their principals, their workloads."""

from collections.abc import Callable

from keyroll.replay.company import DOMAIN, Person
from keyroll.replay.estate import (
    ACTIVE,
    Application,
    Credential,
    Estate,
    Habit,
    Machine,
    Phase,
    PlayedKind,
    Principal,
    WorkCall,
)
from keyroll.replay.habits import addresses, agent, calls, phases
from keyroll.replay.streams import aws_id, code, digits, hexes, okta_id, stream, uuid
from keyroll.replay.territory import REPOSITORIES
from keyroll.replay.times import BEGINS, DAY, HOUR
from keyroll.replay.words import ENVIRONMENTS, PRODUCTS, TASKS, TEAMS, VENDORS
from keyroll.replay.writers.aws import GROUPS, POLICIES

FULL = 5600
SHARES: tuple[tuple[PlayedKind, float], ...] = (
    (PlayedKind.AWS_KEY, 0.25), (PlayedKind.SERVICE_TOKEN, 0.16), (PlayedKind.CF_TOKEN, 0.09),
    (PlayedKind.OKTA_TOKEN, 0.12),
    (PlayedKind.OKTA_SECRET, 0.14), (PlayedKind.JIRA_ACCOUNT, 0.07), (PlayedKind.GIT_ACCOUNT, 0.08),
    (PlayedKind.GIT_TOKEN, 0.07),
    (PlayedKind.SHEET_TOKEN, 0.02),
)  # fmt: skip
_PERMISSIONS = (
    "DNS Write", "Zone Read", "Workers Scripts Write", "Logs Read", "Cache Purge", "Firewall Services Write",
)  # fmt: skip


class Builder:
    """Makes credentials of each kind. A name is never used twice in a system."""

    def __init__(self, seed: int, staff: tuple[Person, ...], estate: Estate) -> None:
        self.rng = stream(seed, "estate")
        self.staff = staff
        self.estate = estate
        self.names: dict[str, set[str]] = {}
        self.number = 0
        self.engineers = [one for one in staff if one.engineer and one.left > BEGINS + 90 * DAY and one.joined < BEGINS]

    def fresh(self, scope: str, propose: Callable[[], str]) -> str:
        """Return a name that is unused in the scope."""
        names = self.names.setdefault(scope, set())
        for _ in range(40):
            name = propose()
            # Token names have no id: a name that begins like another name would look like its successor.
            if name not in names and not (
                scope == "cf" and any(name.startswith(o) or o.startswith(name) for o in names)
            ):
                break
        else:
            name = f"{len(names)} {propose()}"
        names.add(name)
        return name

    def _words(self) -> tuple[str, str, str, str]:
        rng = self.rng
        return (
            PRODUCTS[rng.randrange(len(PRODUCTS))], TASKS[rng.randrange(len(TASKS))],
            ENVIRONMENTS[rng.randrange(len(ENVIRONMENTS))],
            TEAMS[rng.randrange(len(TEAMS))][0].lower().replace(" ", "-"),
        )  # fmt: skip

    def login(self) -> str:
        """An account or IAM user name."""
        product, task, env, team = self._words()
        form = self.rng.randrange(5)
        return (
            f"svc-{product}-{task}", f"{product}-{task}-{env}", f"{team}-{task}", f"svc-{team}-{product}",
            f"{product}-{env}-{task}",
        )[form]  # fmt: skip

    def title(self) -> str:
        """A token's name."""
        product, task, env, team = self._words()
        form = self.rng.randrange(5)
        return (
            f"{product} {task} ({env})", f"{team} {task}", f"{product}-{task}", f"{env} {product} {task}",
            f"{team}: {product} {task}",
        )[form]  # fmt: skip

    def _login(self, scope: str, vendor: str) -> str:
        """Return an unused login, of a vendor if there is one."""
        return self.fresh(scope, self.login if not vendor else lambda: f"{slug(vendor)}-{self._words()[1]}")

    def _title(self, scope: str, vendor: str, word: int) -> str:
        """Return an unused title, of a vendor if there is one; ``word`` is the number of the word beside its name."""
        return self.fresh(scope, self.title if not vendor else lambda: f"{vendor} {self._words()[word]}")

    def created(self) -> int:
        """Return a time in the years before."""
        return BEGINS - int(self.rng.random() ** 1.5 * 1600 + 20) * DAY - self.rng.randrange(DAY)

    def credential(self, kind: PlayedKind, vendor: str = "", name: str = "", account: str = "") -> Credential:
        """Return a new credential of the kind, active since some time in the past; `account` may name the source."""
        when = self.created()
        made = {
            PlayedKind.AWS_KEY: self._aws, PlayedKind.SERVICE_TOKEN: self._service_token,
            PlayedKind.CF_TOKEN: self._cf_token,
            PlayedKind.OKTA_TOKEN: self._okta_token, PlayedKind.OKTA_SECRET: self._okta_secret,
            PlayedKind.JIRA_ACCOUNT: self._account,
            PlayedKind.GIT_ACCOUNT: self._account, PlayedKind.GIT_TOKEN: self._git_token,
            PlayedKind.SHEET_TOKEN: self._sheet_token,
        }[kind](kind, when, vendor, name, account)  # fmt: skip
        made.states.append((made.created, ACTIVE))
        self.estate.credentials.append(made)
        return made

    def machine(self, held: Credential, vendor: str = "") -> Machine:
        """The workload that uses a credential."""
        rng = self.rng
        system = held.kind.system
        team = rng.randrange(len(TEAMS))
        things = tuple(rng.randrange(REPOSITORIES) for _ in range(1 + int(rng.random() ** 2 * 6)))
        made = Machine(
            held.name, held.kind, team, vendor, [(0, held)], phases(rng, held.kind, vendor, system),
            calls(rng, held.kind), (team, rng.randrange(len(TEAMS))), things,
        )  # fmt: skip
        period = made.phases[0].habit.period
        made.quiet = period == "never"
        ago = {"never": 200 * DAY, "quarterly": 50 * DAY, "monthly": 20 * DAY, "weekly": 5 * DAY}.get(period, DAY)
        if not made.quiet or rng.random() < 0.5:
            held.used = max(held.created + HOUR, BEGINS - int(ago * (0.1 + 0.8 * rng.random())))
        self.estate.machines.append(made)
        return made

    def principal(self, source: str, name: str, native: str, display: str, mail: str, created: int) -> Principal:
        """A new principal of a system."""
        self.number += 1
        made = Principal(source, name, native, display, mail, created, number=self.number)
        self.estate.principals.append(made)
        return made

    def _aws(self, kind: PlayedKind, when: int, vendor: str, name: str, account: str) -> Credential:
        rng, accounts = self.rng, self.estate.accounts
        account = account or accounts[0 if rng.random() < 0.6 else 1 if rng.random() < 0.9 else 2]
        login = name or self._login("aws", vendor)
        user = self.principal(f"aws@{account}", login, aws_id(rng, "AIDA"), login, "", when)
        user.groups = tuple(rng.sample(GROUPS, rng.randrange(2)))
        user.policies = tuple(rng.sample(POLICIES, 1 + rng.randrange(2)))
        if rng.random() < 0.4:
            user.owner = self._someone()
        return Credential(kind, user.source, login, aws_id(rng, "AKIA"), user, when + rng.randrange(HOUR), [])

    def _service_token(self, kind: PlayedKind, when: int, vendor: str, name: str, _: str) -> Credential:
        rng = self.rng
        title = name or self._title("cf", vendor, 0)
        native = f"{hexes(rng, 32)}.access"
        user = self.principal("cloudflare@main", title, native, title, "", when)
        return Credential(kind, user.source, title, native, user, when, [], uuid(rng))

    def _cf_token(self, kind: PlayedKind, when: int, vendor: str, name: str, _: str) -> Credential:
        rng = self.rng
        title = name or self._title("cf-token", vendor, 1)
        user = self.principal("cloudflare@main", title, hexes(rng, 32), title, "", when)
        user.policies = (_PERMISSIONS[rng.randrange(len(_PERMISSIONS))],)
        return Credential(kind, user.source, title, user.native, user, when, [], hexes(rng, 32))

    def _okta_token(self, kind: PlayedKind, when: int, vendor: str, name: str, _: str) -> Credential:
        rng = self.rng
        title = name or self._title("okta-token", vendor, 1)
        if rng.random() < 0.55:
            person = self.engineers[rng.randrange(len(self.engineers))]
            owner = Principal("okta@main", person.mail, person.okta, person.display, person.mail, person.joined)
            when = max(when, person.joined + DAY)
        else:
            login = self.fresh("okta", self.login)
            owner = self.principal("okta@main", f"{login}@{DOMAIN}", okta_id(rng, "00u"), login, "", when - DAY)
            owner.groups = ("Service",)
        return Credential(kind, "okta@main", title, okta_id(rng, "00T"), owner, when, [])

    def _okta_secret(self, kind: PlayedKind, when: int, vendor: str, name: str, _: str) -> Credential:
        rng = self.rng
        title = name or self._title("oidc", vendor, 0)
        app = Application(okta_id(rng, "0oa"), "oidc_client", title, "OPENID_CONNECT", when)
        user = self.principal("okta@main", title, app.native, title, "", when)
        app.principal = user
        self.estate.applications.append(app)
        return Credential(
            kind, user.source, title, okta_id(rng, "ocs"), user, when + rng.randrange(HOUR), [], code(rng, 60)
        )

    def _account(self, kind: PlayedKind, when: int, vendor: str, name: str, instance: str) -> Credential:
        rng, system = self.rng, kind.system
        login = name or self._login(system, vendor)
        team = TEAMS[rng.randrange(len(TEAMS))][0]
        mail = f"{team.lower().replace(' ', '-')}@{DOMAIN}" if rng.random() < 0.5 else ""
        display = f"{vendor or login.replace('-', ' ').title()}"
        user = self.principal(f"{system}@{instance or 'main'}", login, login, display, mail, when)
        user.groups = ("jira-software-users", "confluence-users") if system == "jira" else ("stash-users",)
        return Credential(kind, user.source, login, login, user, when, [])

    def _git_token(self, kind: PlayedKind, when: int, vendor: str, name: str, _: str) -> Credential:
        rng = self.rng
        project = TEAMS[rng.randrange(len(TEAMS))][1]
        title = name or self._title("git-token", vendor, 1)
        user = Principal("bitbucket@main", project, project, project, "", when)
        return Credential(kind, user.source, title, digits(rng, 12), user, when, [])

    def _sheet_token(self, kind: PlayedKind, when: int, vendor: str, name: str, _: str) -> Credential:
        title = name or self._title("sheets", vendor, 1)
        person = self.engineers[self.rng.randrange(len(self.engineers))]
        number = str(4_000_000_000 + person.number)
        user = Principal("smartsheet@main", number, number, person.display, person.mail, when)
        return Credential(kind, user.source, title, f"{number}/{title}", user, when, [])

    def _someone(self) -> str:
        rng = self.rng
        if rng.random() < 0.3:
            return f"{TEAMS[rng.randrange(len(TEAMS))][0].lower().replace(' ', '-')}@{DOMAIN}"
        return self.engineers[rng.randrange(len(self.engineers))].mail


def slug(vendor: str) -> str:
    """Return a vendor's name as part of a login."""
    return vendor.lower().replace(" ", "-")


def vendors(scale: float) -> tuple[str, ...]:
    """Return the vendors that hold something: the two of the story and at least eight others."""
    return VENDORS[: 2 + max(8, round(25 * scale))]


def populate(build: Builder, scale: float) -> list[Credential]:
    """Fill the estate; return the four credentials of the story in their order."""
    rng, estate = build.rng, build.estate
    estate.accounts.extend(digits(rng, 12) for _ in range(3))
    four = _four(build)
    others = vendors(scale)[2:]
    total = round(FULL * scale)
    turn = 0
    for kind, share in SHARES:
        count = max(2, round(total * share)) - sum(one.kind is kind for one in four)
        for _ in range(count):
            vendor = others[turn % len(others)] if rng.random() < 0.14 else ""
            turn += bool(vendor)
            build.machine(build.credential(kind, vendor), vendor)
    for _ in range(max(1, round(total * 0.015))):
        _second_key(build)
    return four


def _second_key(build: Builder) -> None:
    """Make an IAM user with two keys, one of them old and switched off."""
    first = build.credential(PlayedKind.AWS_KEY)
    build.machine(first)
    second = Credential(
        PlayedKind.AWS_KEY,
        first.source,
        first.name,
        aws_id(build.rng, "AKIA"),
        first.principal,
        first.created + DAY,
        [],
    )
    second.states += [(second.created, ACTIVE), (BEGINS - 15 * DAY, "inactive")]
    build.estate.credentials.append(second)


def _four(build: Builder) -> list[Credential]:
    """Make the four of the story: a gateway token, a Jira administrator, a source reader, a marketplace key."""
    never = Habit("never", 0, 0, 0, 0)
    token = build.credential(PlayedKind.SERVICE_TOKEN, "Moveworks", "Moveworks")
    admin = build.credential(PlayedKind.JIRA_ACCOUNT, "Smartsheet", "svc-smartsheet")
    admin.principal.display = "Smartsheet service account"
    admin.principal.groups = ("jira-administrators", "jira-software-users", "confluence-users")
    reader = build.credential(PlayedKind.GIT_ACCOUNT, "", "svc-bitbucket")
    reader.principal.display = "Bitbucket service account"
    key = build.credential(PlayedKind.AWS_KEY, "", "svc-aws-apps-marketplace", build.estate.accounts[2])
    key.principal.policies = ("PowerUserAccess",)
    for held, vendor in ((token, "Moveworks"), (admin, "Smartsheet"), (reader, ""), (key, "")):
        made = build.machine(held, vendor)
        made.phases = [Phase(0, addresses(build.rng, vendor, "aws"), agent(build.rng, held.kind), never)]
        made.quiet = True
        held.used = BEGINS - (90 + build.rng.randrange(200)) * DAY
        held.created = min(held.created, held.used - 40 * DAY)
        held.states = [(held.created, ACTIVE)]
        held.principal.created = min(held.principal.created, held.created)
    monthly = Habit("once", 0, 4 * HOUR + 12 * 60_000, 4, 14)
    sync = build.estate.machines[-3]
    sync.phases = [Phase(0, sync.phases[0].addresses, "Java/17.0.8", monthly)]
    sync.calls = (
        WorkCall("jira", "GET /rest/api/2/issue/", "ticket"),
        WorkCall("jira", "GET /rest/api/2/project/", "project", "/statuses"),
        WorkCall("wiki", "GET /rest/api/content/", "page", "?expand=version"),
    )
    admin.used = BEGINS - 26 * DAY
    return [token, admin, reader, key]
