"""The campaign after the breach: every exposed credential is changed or removed, except for the survivors."""

from random import Random

from keyroll.replay.breach import store
from keyroll.replay.credentials import Builder
from keyroll.replay.estate import ACTIVE, Credential, Machine, PlayedKind
from keyroll.replay.lifecycle import Lifecycle
from keyroll.replay.simulation import Lag, Simulation, Survivor
from keyroll.replay.streams import digits, stream
from keyroll.replay.times import BEGINS, DAY, ENDS, HOUR, MINUTE, ROTATION, SURVEYS
from keyroll.replay.writers.bitbucket import LABS, LABS_HOST

ACCOUNTS = (PlayedKind.JIRA_ACCOUNT, PlayedKind.GIT_ACCOUNT)
_REASONS: dict[PlayedKind, tuple[str, ...]] = {
    PlayedKind.AWS_KEY: ("missed", "replaced_but_alive", "reenabled", "partly_read"),
    PlayedKind.SERVICE_TOKEN: ("missed", "replaced_but_alive"),
    PlayedKind.JIRA_ACCOUNT: ("missed", "reenabled"),
    PlayedKind.GIT_ACCOUNT: ("missed", "reenabled", "partly_read"),
}


class PlayedRotation:
    """Changes exposed credentials, moves their consumers and storing applications, and ends the old ones."""

    def __init__(self, simulation: Simulation, change: Lifecycle) -> None:
        self.simulation = simulation
        self.change = change
        self.rng = change.rng

    def retire(self, old: Credential, start: int, latest: int) -> None:
        """End a credential with an action of its vendor, by the latest time."""
        machine = self.simulation.estate.machine(old)
        if old.kind in ACCOUNTS:
            dead = self._retire_account(old, machine, start, latest)
        elif old.kind is PlayedKind.SERVICE_TOKEN and self.rng.random() < 0.25:
            self.change.change(old, start)
            dead = start + DAY
        else:
            dead = self._replace(old, machine, start, latest)
        if machine and not machine.quiet and self.rng.random() < 0.2:
            span = int(HOUR * (2 + 90 * self.rng.random() ** 2))
            self.simulation.lags.append(Lag(machine, old, dead, dead + span, (10 + self.rng.randrange(50)) * MINUTE))

    def succeed(self, old: Credential, machine: Machine | None, start: int) -> int:
        """Make a successor, and move consumers and the storing application to it."""
        name = old.name
        if old.kind in (
            PlayedKind.SERVICE_TOKEN,
            PlayedKind.CF_TOKEN,
            PlayedKind.GIT_TOKEN,
            PlayedKind.OKTA_TOKEN,
            PlayedKind.SHEET_TOKEN,
        ):
            name = f"{old.name} {2 if old.name[-2:] != ' 2' else 3}"
        new = self.change.create(old.kind, old, start, name)
        moved = start + 10 * MINUTE + int(30 * HOUR * self.rng.random() ** 2)
        if machine:
            machine.holds.append((moved, new))
        self._store(old, new, moved)
        return moved

    def _store(self, old: Credential, new: Credential | None, ms: int) -> None:
        for app in self.simulation.estate.applications:
            if app.holding(ms) is old:
                app.stored.append((ms, new))

    def _replace(self, old: Credential, machine: Machine | None, start: int, latest: int) -> int:
        rng = self.rng
        if machine is None or (machine.quiet and rng.random() < 0.6):
            moved = start
            self._store(old, None, start)
            if machine:
                machine.holds.append((start, None))
        else:
            moved = self.succeed(old, machine, start)
        off = min(moved + HOUR + int(60 * HOUR * rng.random()), latest - 2 * HOUR)
        if old.kind not in (PlayedKind.AWS_KEY, PlayedKind.OKTA_SECRET):
            self.change.delete(old, off)
            return off
        self.change.disable(old, off)
        self.change.delete(old, min(off + 4 * HOUR + int(5 * DAY * rng.random()), latest))
        return off

    def _retire_account(self, old: Credential, machine: Machine | None, start: int, latest: int) -> int:
        rng = self.rng
        chance = rng.random()
        if chance < 0.6:
            self.change.change(old, start)
            return start
        if machine and not machine.quiet:
            new = self.change.create(old.kind, old, start, f"{old.native}-2")
            moved = start + HOUR + int(30 * HOUR * rng.random())
            machine.holds.append((moved, new))
            self._store(old, new, moved)
            start = min(moved + HOUR + int(40 * HOUR * rng.random()), latest)
        else:
            self._store(old, None, start)
            if machine:
                machine.holds.append((start, None))
        if chance < 0.8:
            self.change.disable(old, start)
        else:
            self.change.delete(old, start)
        return start


def choose(simulation: Simulation, build: Builder, count: int) -> None:
    """Choose survivors by the seed, over kinds and reasons, as different as possible."""
    rng = stream(simulation.seed, "survivors", count)
    kinds = list(_REASONS)
    rng.shuffle(kinds)
    used: dict[str, int] = {}
    extra: dict[PlayedKind, str] = {}
    for turn in range(count):
        kind = kinds[turn % len(kinds)]
        options = list(_REASONS[kind])
        rng.shuffle(options)
        reason = min(options, key=lambda one: used.get(one, 0))
        used[reason] = used.get(reason, 0) + 1
        if reason == "partly_read":
            if kind not in extra:
                extra[kind] = _extra_source(simulation, build, rng, kind)
            held = build.credential(kind, account=extra[kind])
            stop = ROTATION[0] + rng.randrange(1, 20) * HOUR
            build.machine(held).holds.append((stop, None))
            simulation.exposed.append(held)
            simulation.estate.applications.append(store(rng, held, BEGINS - 300 * DAY, LABS_HOST))
        else:
            held = _candidate(simulation, rng, kind, reason)
        simulation.reserve(held)
        simulation.survivors.append(Survivor(held, reason))


def _extra_source(simulation: Simulation, build: Builder, rng: Random, kind: PlayedKind) -> str:
    """Add one more AWS account or Bitbucket, whose later listings stop after the first page."""
    if kind is PlayedKind.AWS_KEY:
        name = digits(rng, 12)
        simulation.estate.accounts.append(name)
        simulation.part_read.append(f"aws@{name}")
    else:
        name = LABS.partition("@")[2]
        simulation.part_read.append(LABS)
    for _ in range(4):
        other = build.credential(kind, account=name)
        build.machine(other).changed = True
        simulation.reserve(other)
    return name


def _candidate(simulation: Simulation, rng: Random, kind: PlayedKind, reason: str) -> Credential:
    lively = reason in ("replaced_but_alive", "reenabled")
    stored = {id(one.holding(BEGINS)) for one in simulation.estate.applications}
    every = [one for one in simulation.exposed if one.kind is kind and simulation.free(one) and one.created < BEGINS]
    fit = [one for one in every if not lively or (id(one) in stored and not _quiet(simulation, one))]
    found = fit or every
    return found[rng.randrange(len(found))]


def _quiet(simulation: Simulation, held: Credential) -> bool:
    machine = simulation.estate.machine(held)
    return machine is None or machine.quiet


def campaign(simulation: Simulation, change: Lifecycle) -> None:
    """Run the campaign over every exposed credential."""
    rng, work = change.rng, PlayedRotation(simulation, change)
    spared = {id(one.credential): one.reason for one in simulation.survivors}
    first, last = ROTATION
    for held in list(simulation.exposed):
        if held.state(first) != ACTIVE:
            continue
        start = first + int((last - 9 * DAY - first) * rng.random() ** 1.6)
        reason = spared.get(id(held))
        if reason is None:
            work.retire(held, start, last)
        elif reason == "replaced_but_alive":
            work.succeed(held, simulation.estate.machine(held), start)
        elif reason == "reenabled":
            _off_and_on(simulation, change, held)


def _off_and_on(simulation: Simulation, change: Lifecycle, held: Credential) -> None:
    """Disable the credential over at least one listing, then enable it again because something still needed it."""
    rng = change.rng
    off = ROTATION[0] + rng.randrange(2, 6 * 24) * HOUR
    seen = next(survey for survey in SURVEYS if survey > off + HOUR)
    back = seen + rng.randrange(6, 90) * HOUR
    change.disable(held, off)
    change.enable(held, back)
    machine = simulation.estate.machine(held)
    if machine:
        machine.holds += [(off, None), (back + 10 * MINUTE, held)]


def routine(simulation: Simulation, change: Lifecycle) -> None:
    """Rotate credentials that were never exposed, by routine."""
    rng, work = change.rng, PlayedRotation(simulation, change)
    taken = {id(one) for one in simulation.exposed}
    for held in list(simulation.estate.credentials):
        if id(held) in taken or not simulation.free(held) or held.created > BEGINS or held.state(BEGINS) != ACTIVE:
            continue
        if rng.random() < 0.06 and not _quiet(simulation, held):
            start = BEGINS + rng.randrange(DAY, ENDS - BEGINS - 12 * DAY)
            work.retire(held, start, start + 9 * DAY)
            simulation.reserve(held)
