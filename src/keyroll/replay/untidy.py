"""Legitimate disorder: moves, upgrades, new duties, new credentials, a scanner, a mass clone."""

from math import ceil
from random import Random
from urllib.parse import quote_plus

from keyroll.replay import habits
from keyroll.replay.breach import vend
from keyroll.replay.company import OFFICES
from keyroll.replay.credentials import SHARES, Builder
from keyroll.replay.directory import account_author, jira_person
from keyroll.replay.estate import ACTIVE, Credential, Habit, Machine, Phase, PlayedKind, WorkCall
from keyroll.replay.lifecycle import Lifecycle
from keyroll.replay.simulation import Extra, Noted, Simulation
from keyroll.replay.streams import stream
from keyroll.replay.territory import page_id
from keyroll.replay.times import BEGINS, DAY, ENDS, HOUR, MINUTE, at, weekday
from keyroll.replay.writers import bitbucket as write_bitbucket
from keyroll.replay.writers import confluence as write_confluence
from keyroll.replay.writers import jira as write_jira

_CURIOUS = ("secret", "vault secret path", "secret rotation", "client secret", "token policy", "secret scanning")
_GIT_SEARCH = WorkCall("git", "POST /rest/search/latest/search")
_ANY_CLONE = WorkCall("git", "clone", "repository", "any")
_IAM = tuple(WorkCall("iam", "iam", name) for name in ("CreateUser", "AttachUserPolicy", "PutRolePolicy", "CreateRole"))
_ZONE_ADMIN = WorkCall("cf", "access_application_update", "access_application")
_GROUP_ADD = WorkCall("jira", "POST /rest/api/2/group/user?groupname=team-", "project", "", 201)


class Untidy:
    """Plans the legitimate disorder, and notes it for the truth file."""

    def __init__(self, simulation: Simulation, build: Builder, change: Lifecycle) -> None:
        self.simulation = simulation
        self.build = build
        self.change = change
        self.rng = stream(simulation.seed, "untidy")
        self.scanner: Machine | None = None

    def prepare(self) -> None:
        """Make accounts with their own duty, which the breach must not affect."""
        self._provisioner()
        self._scanner()

    def plan(self) -> None:
        """Plan all disorder, in a fixed order."""
        self._newcomers()
        self._vend()
        self._office()
        self._vendor()
        self._changes()
        self._firsts()
        self._mass_clone()
        self._debugging()
        self._curious()

    def _settled(self, *kinds: PlayedKind) -> list[Machine]:
        """Return workloads without any other planned event."""
        return [
            one for one in self.simulation.estate.machines
            if not one.quiet and not one.changed and len(one.phases) == 1 and one.phases[0].habit.period != "once"
            and (not kinds or one.kind in kinds)
        ]  # fmt: skip

    def _note_change(self, machine: Machine, ms: int, what: str) -> None:
        held = machine.credential(ms)
        if held and held.state(ms) == ACTIVE:
            self.simulation.changes.append(Noted(held.identifier, what, ms))

    def _move(self, machine: Machine, ms: int, phase: Phase, what: str) -> None:
        machine.phases.append(phase)
        machine.changed = True
        self._note_change(machine, ms, what)

    def _moment(self, first: int = 12, last: int = 52) -> int:
        """Return a working hour of a working day."""
        rng = self.rng
        while True:
            day = BEGINS + rng.randrange(first, last) * DAY
            if weekday(day) < 5:
                return day + rng.randrange(8 * HOUR, 18 * HOUR)

    def _provisioner(self) -> None:
        """Make an account that from some day on creates the users of newcomers."""
        held = self._own(PlayedKind.JIRA_ACCOUNT, "svc-user-provisioning")
        held.principal.groups = ("jira-administrators", "jira-software-users")
        machine = self.build.machine(held)
        machine.quiet = False
        machine.phases = [Phase(0, ("10.21.4.18",), "python-requests/2.31.0", Habit("hours", 6 * HOUR, 2 * HOUR, 0, 2))]
        machine.calls = (
            WorkCall("jira", "GET /rest/api/2/serverInfo"),
            WorkCall("jira", "GET /rest/api/2/field"),
        )
        self.simulation.provisioner = (at("2023-10-16T10:00:00"), held)

    def _own(self, kind: PlayedKind, name: str) -> Credential:
        held = self.build.credential(kind, "", name)
        self.simulation.reserve(held)
        return held

    def _scanner(self) -> None:
        held = self._own(PlayedKind.JIRA_ACCOUNT, "svc-web-scanner")
        machine = self.build.machine(held)
        machine.quiet = False
        nightly = Habit("nightly", 0, 12 * HOUR, 0, 20)
        machine.phases = [Phase(0, ("10.40.0.7",), "Mozilla/5.0 (compatible; WebScanner/6.2)", nightly)]
        machine.calls = (
            WorkCall("jira", "GET /secure/Dashboard.jspa"), WorkCall("jira", "GET /browse/", "any ticket"),
            WorkCall("wiki", "GET /pages/viewpage.action?pageId=", "page"),
            WorkCall("jira", "GET /rest/api/2/serverInfo"),
        )  # fmt: skip
        machine.changed = True
        self.scanner = machine

    def _vend(self) -> None:
        """The workload that makes keys for others goes on with its new key after the campaign."""
        machine = self.simulation.estate.machine(self.simulation.vending) if self.simulation.vending else None
        for _ in range(2):
            ms = self._moment(47, 54)
            held = machine.credential(ms) if machine else None
            if held and held.state(ms) == ACTIVE:
                made = vend(self.simulation, self.rng, self.build, held, ms)
                self.simulation.reserve(made)
                self.build.estate.machines[-1].changed = True

    def _newcomers(self) -> None:
        """Make credentials in these weeks that are used at once."""
        rng = self.rng
        count = max(4, round(0.04 * len(self.simulation.estate.credentials)))
        kinds = [kind for kind, _ in SHARES]
        for _ in range(count):
            kind, ms = rng.choices(kinds, [share for _, share in SHARES])[0], self._moment(5, 54)
            made = self.build.credential(kind)
            made.created, made.states = ms, [(ms, ACTIVE)]
            if made.principal.source.startswith(("aws", "jira", "bitbucket")) or kind is PlayedKind.OKTA_SECRET:
                made.principal.created = ms
            for app in self.simulation.estate.applications:
                if app.principal is made.principal:
                    app.created = ms
            self.change.note(made, ms, "create")
            machine = self.build.machine(made)
            machine.holds = [(ms + rng.randrange(3, 90) * MINUTE, made)]
            machine.changed = True
            made.used = 0
            self.simulation.reserve(made)

    def _office(self) -> None:
        """Change an office's address: its people and the jobs that run there move."""
        office = next(one for one in OFFICES if one.moved)
        if office.moved is None:
            return
        ms, address = office.moved
        for machine in self._settled(PlayedKind.JIRA_ACCOUNT, PlayedKind.GIT_ACCOUNT, PlayedKind.AWS_KEY)[2:8:2]:
            first = machine.phases[0]
            machine.phases[0] = Phase(0, (office.egress,), first.agent, first.habit)
            self._move(machine, ms, Phase(ms, (address,), first.agent, first.habit), "network: office address changed")

    def _vendor(self) -> None:
        """Move a vendor's range: all of its workloads move together."""
        names = sorted({one.vendor for one in self._settled() if one.vendor})
        if not names:
            return
        vendor = names[self.rng.randrange(len(names))]
        ms = self._moment(20, 45)
        for machine in [one for one in self._settled() if one.vendor == vendor]:
            first = machine.phases[0]
            net = f"198.19.{60 + habits.vendor_network(vendor)}"
            where = tuple(f"{net}.{one.rpartition('.')[2]}" for one in first.addresses)
            self._move(machine, ms, Phase(ms, where, first.agent, first.habit), "network: vendor moved its range")

    def _changes(self) -> None:
        rng = self.rng
        count = max(8, ceil(0.065 * len(self.simulation.estate.credentials)))
        found = [one for one in self._settled() if one.phases[0].habit.period not in ("monthly", "quarterly")]
        rng.shuffle(found)
        for number, machine in enumerate(found[:count]):
            first, ms = machine.phases[0], self._moment()
            where, agent, when, what = first.addresses, first.agent, first.habit, ""
            turn = number % 5
            if turn in (0, 4):
                where, what = habits.cloud_addresses(rng, len(where)), "network: moved to another cloud range"
            if turn in (1, 4) and machine.kind not in (
                PlayedKind.SERVICE_TOKEN,
                PlayedKind.CF_TOKEN,
                PlayedKind.SHEET_TOKEN,
            ):
                agent = habits.other_agent(rng, machine.kind, agent)
                what = f"{what}; client: {habits.family(machine.kind)} library replaced".lstrip("; ")
            if not what or turn == 2:
                when, what = habits.habit(rng, machine.kind), "schedule: job moved"
                if when.period == "never":
                    when = Habit("hourly", HOUR, first.habit.at, 0, 2)
            self._move(machine, ms, Phase(ms, where, agent, when), what)

    def _first_calls(self, machine: Machine) -> tuple[str, WorkCall] | None:
        """Plan a duty that this workload never had."""
        rng = self.rng
        searches = any(one in habits.JIRA_SEARCHES or one in habits.WIKI_SEARCHES for one in machine.calls)
        match machine.kind:
            case PlayedKind.JIRA_ACCOUNT if not searches:
                return "search", (*habits.JIRA_SEARCHES[:2], *habits.WIKI_SEARCHES)[rng.randrange(4)]
            case PlayedKind.GIT_ACCOUNT | PlayedKind.GIT_TOKEN:
                return ("search", _GIT_SEARCH) if rng.random() < 0.5 else ("new project", _ANY_CLONE)
            case PlayedKind.OKTA_TOKEN:
                return "administration", habits.OKTA_ADMIN[rng.randrange(len(habits.OKTA_ADMIN))]
            case PlayedKind.AWS_KEY:
                return "administration", _IAM[rng.randrange(len(_IAM))]
            case PlayedKind.CF_TOKEN:
                return "administration", _ZONE_ADMIN
            case _:
                return None

    def _firsts(self) -> None:
        """Plan searches and administrative acts of workloads that never did them before."""
        rng, taken = self.rng, {id(one) for one in self.simulation.exposed}
        found = [one for one in self.simulation.estate.machines if not one.quiet and one is not self.scanner]
        rng.shuffle(found)
        wanted = 24 + round(30 * self.simulation.scale)
        for machine in found:
            ms = self._moment(14, 54)
            held, duty = machine.credential(ms), self._first_calls(machine)
            if wanted == 0 or duty is None or held is None or held.state(ms) != ACTIVE:
                continue
            what, call = duty
            if machine.kind is PlayedKind.JIRA_ACCOUNT and id(held) not in taken and rng.random() < 0.4:
                what, call = "administration", _GROUP_ADD
                self._group_add(machine, ms)
            wanted -= 1
            self.simulation.firsts.append(Noted(held.identifier, f"first {what}: {call.head}", ms))
            while ms < ENDS:
                self.simulation.call(Extra(ms, machine, (call,) * (1 + rng.randrange(3))))
                ms += rng.randrange(1, 4) * DAY + rng.randrange(40) * MINUTE

    def _group_add(self, machine: Machine, ms: int) -> None:
        held = machine.credential(ms)
        if held is None:
            return
        one = jira_person(self.simulation.staff[self.rng.randrange(len(self.simulation.staff))], ms)
        team = f"team-{self.simulation.territory.projects[machine.team][0]}"
        objects = (("", team, "GROUP"), (one[0], one[1], "USER"))
        address = machine.phase(ms).addresses[0]
        by = account_author(held)
        record = write_jira.audit(ms + 200, write_jira.ADDED_TO_GROUP, by, address, objects, (), "API")
        self.simulation.folder.plan(record)

    def _mass_clone(self) -> None:
        """A build account clones several hundred repositories in one night, to move to new runners."""
        found = [one for one in self._settled(PlayedKind.GIT_ACCOUNT) if one.credential(at("2023-11-01"))]
        if not found:
            return
        machine, ms = found[self.rng.randrange(len(found))], at("2023-11-01T01:05:00")
        for _ in range(420):
            self.simulation.call(Extra(ms, machine, (_ANY_CLONE,)))
            ms += self.rng.randrange(8_000, 70_000)
        self._note_change(machine, at("2023-11-01T01:05:00"), "volume: repositories cloned for new runners")

    def _debugging(self) -> None:
        """A person tries a machine account by hand from a desk."""
        for machine in self._settled(PlayedKind.JIRA_ACCOUNT, PlayedKind.GIT_ACCOUNT)[:2]:
            ms = self._moment(16, 44)
            if machine.calls:
                desk = Phase(0, (OFFICES[self.rng.randrange(3)].address(ms),), "curl/8.1.2", machine.phases[0].habit)
                self.simulation.call(Extra(ms, machine, (machine.calls[0],) * 3, desk))
                self._note_change(machine, ms, "network and client: tried by hand from an office")

    def _curious(self) -> None:
        """An engineer searches the wiki for pages about secrets."""
        rng = self.rng
        staff = [one for one in self.simulation.staff if one.engineer and one.left > ENDS and one.joined < BEGINS]
        one = staff[rng.randrange(len(staff))]
        for start in (at("2023-10-12T13:10:00"), at("2023-11-08T14:40:00")):
            ms, address, agent = start, one.office.address(start), one.agent(start)
            for words in _CURIOUS:
                what = f"GET /dosearchsite.action?queryString={quote_plus(words)}"
                self._read(one.login, ms, address, agent, what)
                for _ in range(1 + rng.randrange(4)):
                    ms += rng.randrange(20, 300) * 1000
                    page = page_id(rng.randrange(14_000))
                    self._read(one.login, ms, address, agent, f"GET /pages/viewpage.action?pageId={page}")
                ms += rng.randrange(20, 200) * 1000

    def _read(self, login: str, ms: int, address: str, agent: str, what: str) -> None:
        record = write_confluence.access(ms, address, login, what, 200, 20_111, 340, agent)
        self.simulation.folder.plan(record)


_PROBES = (
    "/admin", "/.git/config", "/server-status", "/phpmyadmin/", "/wp-login.php", "/actuator/env", "/api/v1/users",
    "/rest/api/2/user/picker", "/secure/admin/ViewApplicationProperties.jspa", "/rest/api/latest/admin/users",
    "/login.jsp", "/robots.txt", "/.env", "/console", "/rest/api/space", "/plugins/servlet/upm",
)  # fmt: skip


def scan(simulation: Simulation, rng: Random, day: int) -> None:
    """Write the scanner's requests without an account: a few each night, many on Saturdays."""
    count = max(700, int(6000 * simulation.scale)) if weekday(day) == 5 else 60
    agent = "Mozilla/5.0 (compatible; WebScanner/6.2)"
    ms = day + 3 * HOUR
    for _ in range(count):
        ms += 40 + int(rng.random() * 2400)
        what, status = (
            f"GET {_PROBES[int(rng.random() * len(_PROBES))]}",
            (404, 404, 401, 403, 302)[int(rng.random() * 5)],
        )
        chance = rng.random()
        if chance < 0.4:
            simulation.folder.add(write_jira.access(ms, "10.40.0.7", "-", what, status, 310, 4, agent))
        elif chance < 0.75:
            simulation.folder.add(write_confluence.access(ms, "10.40.0.7", "-", what, status, 310, 4, agent))
        else:
            simulation.folder.add(*write_bitbucket.request(ms, "10.40.0.7", "-", what, status, 310, 4, agent))
