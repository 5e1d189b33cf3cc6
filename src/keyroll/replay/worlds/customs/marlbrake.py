"""What goes on at the company that sells seeds: keys handed on, tries again, scripts run by hand, a new service."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from keyroll.replay.streams import aws_id, code, digits, okta_id, stream, uuid
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from keyroll.replay.worlds.companies.marlbrake import BATCH, OPS, leaving, pod
from keyroll.replay.worlds.custom import Custom
from keyroll.replay.worlds.estates.marlbrake_cloud import SDK, TABLES
from keyroll.replay.worlds.estates.marlbrake_desk import REPOSITORIES
from keyroll.replay.worlds.machine import Machine, Person
from keyroll.replay.worlds.scene import Scene
from keyroll.replay.worlds.systems import Tended

FRESH: dict[str, Callable[[Random], str]] = {
    "aws": lambda rng: aws_id(rng, "AKIA"), "openbao": lambda rng: code(rng, 24), "github": lambda rng: digits(rng, 9),
    "okta": lambda rng: okta_id(rng, "00T"), "slack": lambda rng: "A0" + code(rng, 9).upper(), "kubernetes": uuid,
}  # fmt: skip
#: With what an engineer runs a machine's script on his own computer.
BY_HAND = {
    "aws": "aws-cli/2.32.19 md/awscrt#0.29.1 ua/2.1 os/macos#25.2.0 md/arch#arm64 lang/python#3.13.11",
    "github": "git/2.50.1 (Apple Git-155)", "openbao": "bao/2.4.4", "kubernetes": "kubectl/v1.34.3 (darwin/arm64)",
}  # fmt: skip
#: What a machine meets that tries again soon: not its own fault, as its system has it.
_PASSING: dict[str, dict[str, str]] = {
    "aws": {"error": "ThrottlingException"}, "github": {"refused": "502"}, "kubernetes": {"refused": "1"},
    "openbao": {"refused": "1"}, "microsoft": {"refused": "1"},
}  # fmt: skip


def take_up(scene: Scene, one: Machine, by: int = 1) -> None:
    """An administrator makes the credential, which not every log tells; it works from then on."""
    rng = stream(scene.seed, scene.company.name, "taken up", one.system, one.name)
    scene.machines.append(one)
    system = scene.systems[one.system]
    if isinstance(system, Tended):
        scene.ordinary(system.changes(rng, one, scene.people[by], one.created, made=True))


def handed(scene: Scene, rng: Random, name: str, made: int, by: Person, *, grace: int = HOUR) -> list[Machine]:
    """A person gives all that share a machine's credential the next one; the old one is taken away after a while."""
    old = [one for one in scene.machines if one.name == name and one.created < made < one.ended]
    key, system = FRESH[old[0].system](rng), scene.tended(old[0].system)
    new = [replace(one, key=key, created=made, moves=list(one.moves), upgrades=list(one.upgrades)) for one in old]
    for one in old:
        one.ended = made + grace
    scene.ordinary(system.changes(rng, new[0], by, made, made=True))
    scene.ordinary(system.changes(rng, old[0], by, made + grace, made=False))
    scene.machines += new
    return new


def by_hand(scene: Scene, rng: Random, one: Machine, ms: int, address: str, count: int) -> None:
    """A few of a machine's own acts, from elsewhere, at a person's pace."""
    for _ in range(count):
        act, thing = rng.choice(one.acts), rng.choice(one.things) if one.things else ""
        told = {"address": address, "agent": BY_HAND[one.system]}
        scene.ordinary(scene.systems[one.system].work(rng, one, ms, act, thing, **told))
        ms += 6 * SECOND + rng.randrange(5 * MINUTE)


def _days(scene: Scene, rng: Random, count: int) -> list[int]:
    """Some working days of all, in their order."""
    return sorted(rng.sample([day for day in scene.company.days if weekday(day) < 5], count))


def _at_home(scene: Scene, rng: Random) -> None:
    """Five times an engineer runs what a machine runs, with its credential, at home and once at the office."""
    for number, day in enumerate(_days(scene, rng, 5)):
        who, system = scene.people[4 + rng.randrange(18)], ("aws", "github", "openbao", "kubernetes", "aws")[number]
        ms = day + who.begins + HOUR + rng.randrange(10 * HOUR)
        held = [one for one in scene.lasting(system, ms - 3 * DAY, ms + DAY)
                if one.every < DAY and not (one.vendor or one.key.startswith("role/"))]  # fmt: skip
        where = who.office if number == 3 else who.home
        by_hand(scene, rng, held[rng.randrange(len(held))], ms, where, 3 + rng.randrange(6))


def _again(scene: Scene, rng: Random) -> None:
    """Some twenty runs fail for a reason that passes: two to four tries, each later than the one before."""
    for number in range(20):
        system = tuple(_PASSING)[number % 5 if number % 3 else 0]
        ms = rng.choice(scene.company.days[:-1]) + rng.randrange(23 * HOUR)
        held = [one for one in scene.lasting(system, ms, ms + DAY) if one.every < DAY and not one.only]
        one, wait = held[rng.randrange(len(held))], 20 * SECOND
        act = next((act for act in one.acts if act not in ("fetch", "clone")), "")
        for attempt in range((2 + rng.randrange(3)) if act else 0):
            told = _PASSING[system] if attempt < 3 else {}
            scene.ordinary(scene.systems[system].work(rng, one, ms, act, one.things[0], **told))
            ms, wait = ms + wait + rng.randrange(5 * SECOND), wait * 3


def _moves(scene: Scene, rng: Random) -> None:
    """A service goes to another host; a node is replaced; clients of a few machines are renewed."""
    begins = scene.company.begins
    named = {one.name: one for one in reversed(scene.machines) if not one.job}
    named["svc-mb-inventory"].moves.append((begins + 25 * DAY + 13 * HOUR + rng.randrange(3 * HOUR), "198.18.62.8"))
    named["mb-returns-node"].moves.append((begins + 19 * DAY + 4 * HOUR, "10.20.7.88"))
    named["stock levels"].moves.append((begins + 33 * DAY + 9 * HOUR + rng.randrange(5 * HOUR), BATCH))
    for name, day, client in (
        ("svc-mb-basket", 12, SDK.replace("1.42.9", "1.42.25")),
        ("ci-shop", 17, "git/2.52.1"),
        ("Returns desk", 24, "MSAL.Python/1.35.0"),
        ("rollout-watch", 30, "git/2.49.1"),
        ("svc-mb-backup", 34, SDK.replace("1.42.9", "1.42.39")),
        ("token-ops", 37, "hvac/2.4.1"),
        ("shop/deployer", 31, "argocd-application-controller/v3.2.5 (linux/amd64) kubernetes/$Format"),
    ):
        named[name].upgrades.append((begins + day * DAY + 8 * HOUR + rng.randrange(6 * HOUR), client))


def _new(scene: Scene, rng: Random) -> None:
    """In the third week a service that follows parcels; later a vendor's small one."""
    made = scene.company.begins + 16 * DAY + 9 * HOUR + rng.randrange(5 * HOUR)
    late = scene.company.begins + 32 * DAY + 10 * HOUR + rng.randrange(5 * HOUR)
    for system, name, since, every, things, acts, agent in (
        ("aws", "svc-mb-tracker", made, HOUR, ("mb/tracker/db", "mb/tracker/queue"), ("secret", "queue"), SDK),
        (
            "openbao",
            "token-tracker",
            made + 40 * MINUTE,
            2 * HOUR,
            ("parcels/carriers", "shared/ca"),
            ("read",),
            "Go-http-client/1.1",
        ),
        ("postgresql", "tracker_app", made + HOUR, HOUR, TABLES[18:22], ("read", "write"), "tracker-service"),
        ("slack", "parcel trouble", made + 2 * DAY, 3 * HOUR, ("late-parcels",), ("upload",), "slack-go/0.18.0"),
        ("github", "textlark-words", late, 12 * HOUR, REPOSITORIES[1:8:4], ("contents", "pulls"), "textlark/1.4"),
    ):
        key = name if system == "postgresql" else FRESH[system](rng)
        one = Machine(system, name, key, OPS, agent, every, 3, list(things), acts, created=since,
                      phase=rng.randrange(every), roams=leaving)  # fmt: skip
        if system in ("openbao", "postgresql"):
            one.roams = pod
        if name.startswith("textlark"):
            one.vendor, one.roams, one.address = "Textlark", None, "198.18.119.22"
        take_up(scene, one, rng.randrange(4))


def _keys(scene: Scene, rng: Random) -> None:
    """Four credentials are changed by hand in the six weeks, as somebody gets round to it."""
    for day, name in ((8, "svc-mb-costs"), (18, "ci-stock"), (26, "token-growers"), (36, "svc-mb-shop")):
        made = scene.company.begins + day * DAY + 9 * HOUR + rng.randrange(7 * HOUR)
        for one in handed(scene, rng, name, made, scene.people[rng.randrange(4)], grace=(1 + day % 3) * HOUR):
            one.phase = rng.randrange(min(one.every, DAY)) if one.every < DAY else one.phase


def _emergency(scene: Scene, rng: Random) -> None:
    """Once who is on call takes the key for emergencies at night, and looks at what stands still."""
    who = scene.people[5 + rng.randrange(12)]
    ms = scene.company.begins + (15 + rng.randrange(24)) * DAY + HOUR + rng.randrange(3 * HOUR)
    one = next(one for one in scene.of("aws") if one.name == "svc-mb-emergency")
    for act, thing in (("who", ""), ("instances", ""), ("instances", ""), ("secret", "mb/shop/db"), ("snapshots", ""),
                       ("scale", "shop"), ("instances", "")):  # fmt: skip
        told = {"address": who.home, "agent": BY_HAND["aws"]}
        scene.ordinary(scene.systems["aws"].work(rng, one, ms, act, thing, **told))
        ms += 20 * SECOND + rng.randrange(6 * MINUTE)


def plan(scene: Scene) -> None:
    """Each from a stream of its own, the same in all worlds of one seed."""
    for name, what in (("new", _new), ("moves", _moves), ("keys", _keys), ("home", _at_home), ("again", _again),
                       ("emergency", _emergency)):  # fmt: skip
        what(scene, stream(scene.seed, scene.company.name, "customs", name))


CUSTOM = Custom(plan)
