"""What goes on at the company that measures rivers: new machines each week, keys turned, scripts run by hand."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from zlib import crc32

from keyroll.replay.streams import aws_id, code, digits, stream, uuid
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.tarnfield import CLUSTER, builder
from scenarios.estates.tarnfield_cloud import Aws, Openbao
from scenarios.estates.tarnfield_desk import BOARDS, OPEN, PAGES, SPACES
from scenarios.machine import FOREVER, Machine
from scenarios.routine import Routine
from scenarios.scene import Scene
from scenarios.systems import Record, Tended
from scenarios.systems.bitbucket import REPOSITORIES, Bitbucket
from scenarios.systems.smartsheet import PLANS

FRESH: dict[str, Callable[[Random], str]] = {
    "aws": lambda rng: aws_id(rng, "AKIA"), "bitbucket": lambda rng: digits(rng, 12),
    "openbao": lambda rng: code(rng, 24), "github": lambda rng: digits(rng, 9), "cloudflare": uuid,
    "slack": lambda rng: "A0" + code(rng, 9).upper(),
}  # fmt: skip
#: Day, system, name, address (a new network for most), client, pace, and what it does with what.
_NEW: tuple[tuple[int, str, str, str, str, int, int, tuple[str, ...], tuple[str, ...]], ...] = (
    (2, "aws", "svc-tf-tiles", "198.18.214.15", "Boto3/1.40.21 md/Botocore#1.40.21 ua/2.1 os/linux#6.8", 4 * HOUR, 4,
     ("tf/maps/db", "tf/maps/feed"), ("secret", "query")),
    (3, "slack", "station watch", "198.18.215.20", "slack-go/0.17.3", 3 * HOUR, 2, ("station",), ("upload",)),
    (9, "bitbucket", "build-sim", "", "git/2.45.2", 3 * HOUR, 4, REPOSITORIES[5:10], ("fetch", "clone", "status")),
    (10, "jira", "ext-fieldwise", "198.18.216.30", "fieldwise/1.9", 2 * HOUR, 3, (BOARDS[0],), ("issue", "comment")),
    (15, "smartsheet", "crew mirror", "", "", 3 * HOUR, 3, PLANS[1:12:5], ("load", "update")),
    (17, "openbao", "token-sim", CLUSTER, "Go-http-client/1.1", 2 * HOUR, 2, ("forecast/db", "shared/ca"), ("read",)),
    (22, "cloudflare", "reach-sim", "198.18.217.8", "", 2 * HOUR, 2, ("stations",), ("visit",)),
    (24, "aws", "svc-tf-ingest", "198.18.230.77", "aws-sdk-go-v2/1.38.1 os/linux lang/go#1.25.0", 3 * HOUR, 3,
     ("tf/telemetry/feed",), ("secret", "queue")),
    (29, "github", "open-tests", "198.18.218.50", "git/2.47.3", 4 * HOUR, 4, OPEN[:4], ("clone", "statuses")),
    (31, "confluence", "svc-tf-atlas", "198.18.219.4", "node-fetch/3.3.2", 3 * HOUR, 4,
     tuple(f"{SPACES[3]}/{page}" for page in PAGES), ("page", "body")),
    (36, "aws", "svc-tf-rain", "198.18.221.19", "Boto3/1.40.40 md/Botocore#1.40.40 ua/2.1 os/linux#6.8", 6 * HOUR, 5,
     ("tf/forecast/feed", "tf/forecast/partner"), ("secret", "job")),
    (37, "bitbucket", "ext-codewise", "198.18.222.31", "codewise-agent/0.9", 6 * HOUR, 6, REPOSITORIES[20:30],
     ("clone", "pulls")),
    (42, "openbao", "token-rain", CLUSTER, "Go-http-client/1.1", 3 * HOUR, 2, ("forecast/api", "shared/ca"), ("read",)),
)  # fmt: skip
#: With what an engineer runs a machine's script at his desk.
BY_HAND = {
    "aws": "aws-cli/2.28.21 md/awscrt#0.27.6 ua/2.1 os/macos#24.6.0 md/arch#arm64 lang/python#3.13.7",
    "bitbucket": "git/2.39.5 (Apple Git-154)", "jira": "python-requests/2.32.4",
}  # fmt: skip


def take_up(scene: Scene, one: Machine, by: int = 1) -> None:
    """An administrator makes the credential, which not every log tells; it works from then on."""
    rng = stream(scene.seed, scene.company.name, "taken up", one.name)
    scene.machines.append(one)
    system = scene.systems["jira" if one.system == "confluence" else one.system]
    if isinstance(system, Tended):
        scene.ordinary(system.changes(rng, one, scene.people[by], one.created, made=True))


def turned(scene: Scene, one: Machine, made: int, rng: Random) -> Machine:
    """The same machine with its next credential; the old one goes an hour later."""
    new = replace(one, key=FRESH[one.system](rng), created=made, moves=list(one.moves), upgrades=list(one.upgrades))
    one.ended = made + HOUR
    scene.machines.append(new)
    return new


def _new(scene: Scene, rng: Random) -> None:
    for number, (day, system, name, address, agent, every, burst, things, acts) in enumerate(_NEW):
        made = scene.company.begins + day * DAY + 8 * HOUR + rng.randrange(8 * HOUR)
        key = name if system in ("jira", "confluence", "smartsheet") or "codewise" in name else FRESH[system](rng)
        one = Machine(system, name, key, address, agent, every, burst, list(things), acts, created=made,
                      phase=rng.randrange(DAY), vendor=name[4:].title() if name.startswith("ext-") else "")  # fmt: skip
        one.roams = builder if name == "build-sim" else None
        take_up(scene, one, number % 4)


def _turn(scene: Scene, rng: Random) -> None:
    """Every key of three systems, thirty days after it was last turned, before anybody comes to work."""
    turners = {one.system: one for one in scene.machines if one.name.endswith("-turner")}
    mine = [
        one for one in scene.machines if one.system in turners and one.name not in ("svc-tf-turner", "token-turner")
    ]
    shared: dict[str, str] = {}
    for one in mine:
        if one.vendor or one.key.startswith(("role/", "svc-", "ext-")):
            continue
        now, since = one, one.created or scene.company.begins + (crc32(one.name.encode()) % 30 - 30) * DAY
        while (since := since + 30 * DAY) < scene.company.ends:
            made = since - since % DAY + 4 * HOUR + crc32(one.name.encode()) % 90 * MINUTE
            first, old = f"{one.key}/{made}" not in shared, now
            now = turned(scene, old, made, rng)
            now.key = shared.setdefault(f"{one.key}/{made}", now.key)
            if first:
                scene.ordinary(_told(scene, rng, turners[one.system], now, made, made=True))
                scene.ordinary(_told(scene, rng, turners[one.system], old, made + HOUR, made=False))


def _told(scene: Scene, rng: Random, by: Machine, one: Machine, ms: int, *, made: bool) -> list[Record]:
    if one.system == "aws":
        system, told = scene.known("aws", Aws), {"address": by.place(ms), "agent": by.client(ms)}
        return (system.makes_key if made else system.drops_key)(rng, by, one, ms, **told)
    if one.system == "openbao":
        return scene.known("openbao", Openbao).turns(rng, one, by, ms, made=made)
    return scene.known("bitbucket", Bitbucket).turns(one, by, ms, made=made)


def _by_hand(scene: Scene, rng: Random) -> None:
    """On some working days an engineer runs what a machine runs, with its token, where he sits."""
    days = [day for day in scene.company.days if weekday(day) < 5]
    for number, day in enumerate(sorted(rng.sample(days, 9))):
        who = scene.people[4 + rng.randrange(26)]
        ms = day + who.begins + HOUR + rng.randrange(6 * HOUR)
        system = ("aws", "bitbucket", "jira")[number % 3]
        held = [one for one in scene.lasting(system, ms - 3 * DAY, ms + DAY)
                if one.every < FOREVER and not (one.vendor or one.only or one.key.startswith("role/"))]  # fmt: skip
        one = held[rng.randrange(len(held))]
        for _ in range(3 + rng.randrange(7)):
            act, thing = rng.choice(one.acts).partition("!")[0], rng.choice(one.things)
            scene.ordinary(
                scene.systems[system].work(rng, one, ms, act, thing, address=who.place(day), agent=BY_HAND[system])
            )
            ms += 5 * SECOND + rng.randrange(6 * MINUTE)


def plan(scene: Scene) -> None:
    """Each from a stream of its own, the same in all scenarios of one seed."""
    for name, what in (("new", _new), ("turn", _turn), ("by hand", _by_hand)):
        what(scene, stream(scene.seed, scene.company.name, "customs", name))


ROUTINE = Routine(plan)
