"""How a company keeps its machines' credentials: makes one, hands the next one on, and at times uses one by hand."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from random import Random

from keyroll.replay.streams import stream, uuid
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.machine import FOREVER, FRESH, Machine, Person, Where, job
from scenarios.scene import Scene
from scenarios.systems import Tended
from scenarios.systems.microsoft import Microsoft

#: With what an engineer runs a machine's script on his own computer.
BY_HAND = {
    "aws": "aws-cli/2.32.19 md/awscrt#0.29.1 ua/2.1 os/macos#25.2.0 md/arch#arm64 lang/python#3.13.11",
    "github": "git/2.50.1 (Apple Git-155)", "openbao": "bao/2.4.4", "kubernetes": "kubectl/v1.34.3 (darwin/arm64)",
    "gcp": "google-cloud-sdk gcloud/551.0.0 command/gcloud.storage.ls", "gitlab": "curl/8.7.1",
    "jira": "python-requests/2.32.5", "confluence": "python-requests/2.32.5", "postgresql": "psql",
    "azure": "AZURECLI/2.84.0 azsdk-python-core/1.38.0 Python/3.13.11 (macOS-26.1-arm64)",
    "mariadb": "mariadb",
}  # fmt: skip

#: Day, system, name, how often, things, acts, client, place and key of a new machine.
NewRow = tuple[int, str, str, int, Iterable[str], tuple[str, ...], str, Where, str]


def take_up(scene: Scene, new: Machine, by: int = 1) -> None:
    """An administrator makes the credential, which not every log tells; it works from then on."""
    rng = stream(scene.seed, scene.company.name, "taken up", new.system, new.name)
    scene.adds(new)
    system = scene.systems[new.system]
    if isinstance(system, Tended):
        scene.ordinary(system.changes(rng, new, scene.people[by], new.created, made=True))


def begun(scene: Scene, rng: Random, new: Machine, created: int, *, made: bool) -> None:
    """A new machine works from a time on; ``made``: one of four people makes its credential then."""
    new.created = created
    if made:
        take_up(scene, new, rng.randrange(4))
    else:
        scene.adds(new)


def handed(scene: Scene, rng: Random, name: str, made: int, by: Person, *, grace: int = HOUR) -> list[Machine]:
    """A person gives all that share a machine's credential the next one; the old one is taken away after a while."""
    old = [user for user in scene.machines if user.name == name and user.created < made < user.ended]
    key = FRESH[old[0].system](rng)
    new = [replace(user, key=key, created=made, moves=list(user.moves), upgrades=list(user.upgrades)) for user in old]
    for user in old:
        user.ended = made + grace
    scene.changed(rng, new[0], by, made)
    scene.changed(rng, old[0], by, made + grace, made=False)
    scene.adds(*new)
    return new


def secret_handed(scene: Scene, rng: Random, old: Machine, made: int, by: Person, *, grace: int = HOUR) -> Machine:
    """A person gives an application of the tenant its next secret, and takes the old one away after a while."""
    tenant = scene.known("microsoft", Microsoft)
    new = replace(old, key=uuid(rng), created=made, app=old.app or old.key, moves=[*old.moves],
                  upgrades=[*old.upgrades])  # fmt: skip
    old.ended = made + grace
    scene.ordinary(tenant.gives_secret(rng, by.login, new, made, new.key, by.office))
    scene.ordinary(tenant.changes(rng, old, by, made + grace, made=False))
    scene.adds(new)
    return new


def by_hand(scene: Scene, rng: Random, machine: Machine, ms: int, address: str, count: int, agent: str = "") -> None:
    """A few of a machine's own acts, from elsewhere, at a person's pace."""
    person = scene.user(rng, machine, address=address, agent=agent or BY_HAND[machine.system])
    acts = ((rng.choice(machine.acts).partition("!")[0], rng.choice(machine.things) if machine.things else "")
            for _ in range(count))  # fmt: skip
    person.series(ms, acts, 6 * SECOND, 5 * MINUTE)


def tried_again(
    scene: Scene, rng: Random, machine: Machine, act: str, ms: int, refused: Mapping[str, str], wait: int, more: int = 4
) -> None:
    """A machine repeats an act that is refused three times for a reason that passes, each time after a longer wait.

    It tries twice, and up to ``more`` - 1 times more.
    """
    user = scene.user(rng, machine)
    for attempt in range(2 + rng.randrange(more)):
        user.act(ms, act, machine.things[0] if machine.things else "", **(refused if attempt < 3 else {}))
        ms, wait = ms + wait + rng.randrange(5 * SECOND), wait * 3


def steady(
    scene: Scene, rng: Random, system: str, since: int, until: int, *without: str, every: int = FOREVER
) -> Machine:
    """One of the company's machines that work on all days, more often than ``every``, with one credential meanwhile.

    Keys that begin with one of ``without`` are left out: they are of what has no credential to take.
    """
    return rng.choice([
        known for known in scene.lasting(system, since, until)
        if known.every < every and not (known.vendor or known.only or known.key.startswith(without))
    ])  # fmt: skip


def all_handed(
    scene: Scene, rng: Random, changes: Iterable[tuple[int, str, int]], opens: int, within: int, *, first: int = 0
) -> None:
    """Credentials are handed on, each on a day at a time ``within`` some hours; the old one works on for its hours.

    One of four people does it, from number ``first`` on.
    """
    for day, name, hours in changes:
        made = scene.company.begins + day * DAY + opens + rng.randrange(within)
        handed(scene, rng, name, made, scene.people[first + rng.randrange(4)], grace=hours * HOUR)


def first_act(*without: str, refused: bool = False) -> Callable[[Machine], str]:
    """Return the reader of a machine's first act besides some; ``refused``: also one that is always refused."""
    return lambda machine: next((act for act in machine.acts if act not in without and (refused or "!" not in act)), "")


def failing(
    scene: Scene, rng: Random, count: int, reasons: Mapping[str, Mapping[str, str]],
    some_machine: Callable[[Scene, Random, str, int], Machine], act_of: Callable[[Machine], str], wait: int,
) -> None:  # fmt: skip
    """Some runs fail for a reason of their system that passes."""
    for number in range(count):
        system = tuple(reasons)[number % len(reasons)]
        ms = rng.choice(scene.company.days[4:-2]) + rng.randrange(23 * HOUR)
        machine = some_machine(scene, rng, system, ms)
        if act := act_of(machine):
            tried_again(scene, rng, machine, act, ms, reasons[system], wait)


def renewed(scene: Scene, changes: Iterable[tuple[int, str, str]], hour: Callable[[], int]) -> dict[str, Machine]:
    """Machines get another client, or (without a slash) another address, on a day at an hour; return all by name."""
    named = {machine.name: machine for machine in reversed(scene.machines) if not machine.job}
    for day, name, to in changes:
        ms = scene.company.begins + day * DAY + hour()
        (named[name].upgrades if "/" in to else named[name].moves).append((ms, to))
    return named


def some_days(scene: Scene, rng: Random, count: int) -> list[int]:
    """Some working days of all, in their order."""
    return sorted(rng.sample([day for day in scene.company.days if weekday(day) < 5], count))


def all_begun(
    scene: Scene, rng: Random, rows: Iterable[NewRow], silent: tuple[str, ...], sold: Callable[[Machine], Machine]
) -> None:
    """New machines work from a day on; who has no place is a vendor's. A silent system's log has no such change."""
    for day, system, name, every, things, acts, agent, where, key in rows:
        new = job(rng, system, name, agent, every, 3, things, acts, where, key=key)
        new.created = scene.company.begins + day * DAY + 8 * HOUR + rng.randrange(8 * HOUR)
        if system in silent:
            scene.adds(new)
        else:
            take_up(scene, new if where else sold(new), rng.randrange(4))


def all_secrets_handed(scene: Scene, rng: Random, changes: Iterable[tuple[int, str, str, int]]) -> None:
    """Applications get their next secrets, each on a day; the old one works on for its hours."""
    for day, system, name, hours in changes:
        made = scene.company.begins + day * DAY + 8 * HOUR + rng.randrange(8 * HOUR)
        secret_handed(scene, rng, scene.named(system, name), made, scene.people[rng.randrange(4)], grace=hours * HOUR)


def cut_off(scene: Scene, rng: Random, machine: Machine, act: str, begins: int, where: str, count: int = 46) -> None:
    """A machine is refused elsewhere for some hours, then does all that waited."""
    late = [(f"{act}!1", machine.things[0])] * 5
    end = scene.user(rng, machine, address=where).series(begins, late, 20 * MINUTE, 20 * MINUTE)
    steps = [(act, rng.choice(machine.things)) for _ in range(count)]
    scene.user(rng, machine).series(end + HOUR, steps, 10 * SECOND, 2 * MINUTE)
