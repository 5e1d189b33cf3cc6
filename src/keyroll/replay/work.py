"""A day of the workloads: when each runs, and the records of its calls in each vendor's log."""

from random import Random

from keyroll.replay.directory import account_author
from keyroll.replay.estate import ACTIVE, GONE, Credential, Habit, Machine, Phase, PlayedKind, WorkCall
from keyroll.replay.folder import Record
from keyroll.replay.simulation import Extra, Lag, Simulation
from keyroll.replay.streams import hexes, uuid
from keyroll.replay.territory import PlayedRepository, page_id
from keyroll.replay.times import BEGINS, DAY, ENDS, HOUR, day_of, weekday
from keyroll.replay.words import PRODUCTS
from keyroll.replay.writers import bitbucket as write_bitbucket
from keyroll.replay.writers import cloudflare as write_cloudflare
from keyroll.replay.writers import confluence as write_confluence
from keyroll.replay.writers import jira as write_jira
from keyroll.replay.writers import okta as write_okta
from keyroll.replay.writers import smartsheet as write_smartsheet
from keyroll.replay.writers.atlassian import Author
from keyroll.replay.writers.aws import REGIONS, account_of, event, key_identity

_PLACE = write_okta.place("us")


def runs(rng: Random, habit: Habit, day: int) -> list[int]:
    """Return when a workload with this habit starts on that day."""
    random = rng.random
    match habit.period:
        case "minutes" | "hourly" | "hours":
            first = day + habit.at % habit.every
            return [ms + int(random() * 9000) for ms in range(first, day + DAY, habit.every)]
        case "nightly":
            return [day + habit.at // 4 + int(random() * 90_000)]
        case "workdays":
            if weekday(day) > 4:
                return []
            return [day + 8 * HOUR + int(random() * 9 * HOUR) for _ in range(1 + int(random() * 4))]
        case "weekly":
            due = weekday(day) == habit.day
        case "monthly":
            due = int(day_of(day)[-2:]) == habit.day
        case "quarterly" | "once":
            due = (day - BEGINS) // DAY == habit.day
        case _:
            due = False
    return [day + habit.at + int(random() * 60_000)] if due else []


def git_user(held: Credential) -> str:
    """Return Bitbucket's log name of a credential: an account's own, or its token user's."""
    return held.native if held.kind is PlayedKind.GIT_ACCOUNT else f"access-token-user/{held.native}"


class RunRecords:
    """Turns a day's runs into records."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.rng = Random()
        self._identities: dict[int, str] = {}

    def day(self, rng: Random, day: int) -> None:
        """Write all actions of machines on that day."""
        self.rng = rng
        end = min(day + DAY, ENDS)
        for machine in self.simulation.estate.machines:
            phase = machine.phase(day)
            steady = machine.phases[-1].start <= day
            for ms in runs(rng, phase.habit, day):
                now = phase if steady else machine.phase(ms)
                burst = now.habit.burst
                self._run(machine, ms, now, burst if burst < 5 else 1 + int(burst * (0.7 + 0.6 * rng.random())))
        for extra in self.simulation.extras.get(day // DAY, ()):
            self._extra(extra)
        for lag in self.simulation.lags:
            if lag.start < end and lag.end > day:
                self._lag(lag, max(lag.start, day), min(lag.end, end))

    def _run(self, machine: Machine, ms: int, phase: Phase, count: int) -> None:
        held = machine.credential(ms)
        if held is None or held.state(ms) != ACTIVE or ms >= ENDS:
            return
        random = self.rng.random
        calls, until = machine.calls, held.changes_after(ms)
        address = phase.addresses[int(random() * len(phase.addresses))]
        for _ in range(count):
            if ms >= until:
                return
            call = calls[int(random() * len(calls))] if calls else None
            self._call(machine, held, call, ms, address, phase.agent)
            held.used = ms
            ms += 150 + int(random() * 2600)

    def _extra(self, extra: Extra) -> None:
        held = extra.machine.credential(extra.ms)
        if held is None or held.state(extra.ms) != ACTIVE:
            return
        phase = extra.phase or extra.machine.phase(extra.ms)
        ms = extra.ms
        for call in extra.calls:
            self._call(extra.machine, held, call, ms, phase.addresses[0], phase.agent)
            ms += 900 + int(self.rng.random() * 4000)
        held.used = max(held.used, ms)

    def _call(
        self, machine: Machine, held: Credential, call: WorkCall | None, ms: int, address: str, agent: str
    ) -> None:
        if held.kind is PlayedKind.OKTA_SECRET:
            self._grant(held, ms, address, agent)
        if call is None or held.kind is PlayedKind.OKTA_SECRET:
            return
        match held.kind:
            case PlayedKind.JIRA_ACCOUNT:
                self._atlassian(machine, held, call, ms, address, agent)
            case PlayedKind.GIT_ACCOUNT | PlayedKind.GIT_TOKEN:
                self._git(machine, held, call, ms, address, agent)
            case PlayedKind.AWS_KEY:
                self._aws(machine, held, call, ms, address, agent)
            case PlayedKind.SERVICE_TOKEN:
                self._access(held, call, ms, address)
            case _:
                self._other(machine, held, call, ms, address, agent)

    def _thing(self, machine: Machine, call: WorkCall) -> str:
        rng, land = self.rng, self.simulation.territory
        project = machine.projects[int(rng.random() * len(machine.projects))]
        match call.thing:
            case "":
                return ""
            case "ticket":
                return land.ticket(rng, project)
            case "page":
                pages = land.space_pages(project)
                return str(page_id(pages[(machine.things[0] + int(rng.random() * 25)) % len(pages)]))
            case "repo":
                repository = self._repository(machine, call)
                return f"{repository.project}/repos/{repository.slug}"
            case "commit":
                return hexes(rng, 40)
            case "any ticket":
                return land.any_ticket(rng)
            case _:
                return land.projects[project][0]

    def _repository(self, machine: Machine, call: WorkCall) -> PlayedRepository:
        every = self.simulation.territory.repositories
        if call.tail == "any":
            return every[int(self.rng.random() * len(every))]
        return every[machine.things[int(self.rng.random() * len(machine.things))]]

    def _atlassian(self, machine: Machine, held: Credential, call: WorkCall, ms: int, address: str, agent: str) -> None:
        random = self.rng.random
        what = f"{call.head}{self._thing(machine, call)}{call.tail}"
        status = call.status if random() > 0.006 else (404, 500, 403)[int(random() * 3)]
        size, took = 200 + int(random() * 24_000), 12 + int(random() ** 3 * 900)
        if call.system == "jira":
            record = write_jira.access(ms, address, held.native, what, status, size, took, agent)
        else:
            record = write_confluence.access(ms, address, held.native, what, status, size, took, agent)
        self.simulation.folder.add(record)

    def _git(self, machine: Machine, held: Credential, call: WorkCall, ms: int, address: str, agent: str) -> None:
        folder, random, user, source = self.simulation.folder, self.rng.random, git_user(held), held.source
        took, size = 20 + int(random() ** 3 * 4000), 300 + int(random() ** 4 * 40_000_000)
        if call.head not in ("fetch", "clone"):
            what = f"{call.head}{self._thing(machine, call)}{call.tail}"
            records = write_bitbucket.request(
                ms, address, user, what, call.status, size % 60_000, took, agent, source=source
            )
            folder.add(*records)
            return
        one = self._repository(machine, call)
        path = f"{one.project.lower()}/{one.slug}"
        labels = f"cache:hit, {call.head}"
        if held.kind is PlayedKind.GIT_ACCOUNT and agent.startswith("git/"):
            number = 300 + held.principal.number
            folder.add(*write_bitbucket.ssh(ms, address, user, path, size, took, number, labels, source))
        else:
            what = f"POST /scm/{path}.git/git-upload-pack"
            folder.add(*write_bitbucket.request(ms, address, user, what, 200, size, took, agent, labels, source))
        if random() < 0.3 or call.tail == "any":
            who = account_author(held) if held.kind is PlayedKind.GIT_ACCOUNT else Author(held.native, user)
            folder.add(write_bitbucket.accessed(ms, who, address, one.number, one.project, one.slug, source))

    def _aws(self, machine: Machine, held: Credential, call: WorkCall, ms: int, address: str, agent: str) -> None:
        identity = self._identities.get(id(held))
        if identity is None:
            identity = self._identities[id(held)] = key_identity(held)
        parameters = "null"
        if call.system == "iam":
            parameters = f'{{"userName":"{PRODUCTS[machine.things[0] % len(PRODUCTS)]}-{machine.team}"}}'
        elif call.head == "s3" and call.thing != "ListBuckets":
            parameters = f'{{"bucketName":"nw-{PRODUCTS[machine.things[0] % len(PRODUCTS)]}-{machine.team}"}}'
        account = account_of(held.source)
        error = "AccessDenied" if self.rng.random() < 0.002 else ""
        self.simulation.folder.add(event(
            self.rng, ms, account, identity, call.head, call.thing, address, agent, reads=bool(call.tail),
            region=REGIONS[machine.team % len(REGIONS)], parameters=parameters, error=error,
        ))  # fmt: skip

    def _access(self, held: Credential, call: WorkCall, ms: int, address: str) -> None:
        self.simulation.folder.add(write_cloudflare.access(ms, address, call.head, held.serial, hexes(self.rng, 16)))

    def _grant(self, held: Credential, ms: int, address: str, agent: str) -> None:
        rng, app = self.rng, held.principal
        self.simulation.folder.add(write_okta.event(
            ms, uuid(rng), "app.oauth2.token.grant.access_token", "OIDC access token is granted",
            write_okta.actor(app.native, app.native, app.name, "PublicClientApp"),
            write_okta.client(address, agent, _PLACE),
            write_okta.target(f"AT.{hexes(rng, 24)}", "unknown", "Access Token", "access_token"),
            address=address, where=_PLACE, request=hexes(rng, 32), uri="/oauth2/v1/token",
        ))  # fmt: skip

    def _other(self, machine: Machine, held: Credential, call: WorkCall, ms: int, address: str, agent: str) -> None:
        rng, folder = self.rng, self.simulation.folder
        if held.kind is PlayedKind.OKTA_TOKEN:
            folder.add(self._token_event(held, call, ms, address, agent))
        elif held.kind is PlayedKind.CF_TOKEN:
            folder.add(write_cloudflare.audit(
                ms, call.head, call.thing, hexes(rng, 32), uuid(rng), actor="", actor_id=held.native, address=address,
                actor_type="token", interface="API",
            ))  # fmt: skip
        else:
            who = held.principal
            thing = 7_000_000 + machine.things[0] * 16 + int(rng.random() * 4)
            folder.add(
                write_smartsheet.event(
                    ms, uuid(rng), call.head, call.thing, thing, who.native, held.name, who.mail, "API_INTEGRATED_APP"
                )
            )

    def _token_event(self, held: Credential, call: WorkCall, ms: int, address: str, agent: str) -> Record:
        rng, who = self.rng, held.principal
        one = self.simulation.staff[int(rng.random() * len(self.simulation.staff))]
        return write_okta.event(
            ms, uuid(rng), call.head, call.thing, write_okta.actor(who.native, who.name, who.display),
            write_okta.client(address, agent, _PLACE), write_okta.target(one.okta, one.mail, one.display, "User"),
            address=address, where=_PLACE, request=hexes(rng, 32), uri="/api/v1/users",
            detail=f'{{"requestApiTokenId":"{held.native}"}}',
        )  # fmt: skip

    def _lag(self, lag: Lag, start: int, end: int) -> None:
        """A forgotten consumer sends requests that are refused."""
        held, rng, folder = lag.credential, self.rng, self.simulation.folder
        phase = lag.machine.phase(start)
        first = lag.start + -(-(start - lag.start) // lag.every) * lag.every
        for tick in range(first, end, lag.every):
            ms, address = tick + 1000 + int(rng.random() * 5000), phase.addresses[0]
            if held.kind is PlayedKind.SERVICE_TOKEN and lag.machine.calls:
                app = lag.machine.calls[0].head
                folder.add(write_cloudflare.access(ms, address, app, held.serial, hexes(rng, 16), allowed=False))
            elif held.kind is PlayedKind.JIRA_ACCOUNT:
                folder.add(write_jira.access(ms, address, "-", "GET /rest/api/2/myself", 401, 311, 9, phase.agent))
            elif held.kind is PlayedKind.GIT_ACCOUNT:
                what = "GET /rest/api/latest/projects?limit=100"
                folder.add(*write_bitbucket.request(ms, address, "-", what, 401, 212, 8, phase.agent))
                who = None if held.state(ms) == GONE else account_author(held)
                folder.add(write_bitbucket.login(ms, write_bitbucket.LOGIN_FAILED, who, address, held.native))
