"""Activity of the company that measures rivers: new machines each week, keys changed, scripts run by hand."""

from dataclasses import replace
from random import Random
from zlib import crc32

from keyroll.replay.streams import stream, uuid
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.tarnfield import BOARDS, CLUSTER, OPEN, PAGES, PLANS, REPOSITORIES, SPACES, builder
from scenarios.keeping import some_days
from scenarios.machine import FOREVER, Machine
from scenarios.machine import FRESH as FRESH_IDS
from scenarios.routine import Routine
from scenarios.scene import Scene
from scenarios.systems import Tended
from scenarios.systems.aws import Aws
from scenarios.systems.bitbucket import Bitbucket
from scenarios.systems.openbao import Openbao

FRESH = {name: FRESH_IDS[name] for name in ("aws", "bitbucket", "openbao", "github", "slack")} | {"cloudflare": uuid}
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


def take_up(scene: Scene, new: Machine, by: int = 1) -> None:
    """An administrator makes the credential, which not every log tells; it works from then on."""
    rng = stream(scene.seed, scene.company.name, "taken up", new.name)
    scene.adds(new)
    system = scene.systems["jira" if new.system == "confluence" else new.system]
    if isinstance(system, Tended):
        scene.ordinary(system.changes(rng, new, scene.people[by], new.created, made=True))


def _new(scene: Scene, rng: Random) -> None:
    for number, (day, system, name, address, agent, every, burst, things, acts) in enumerate(_NEW):
        made = scene.company.begins + day * DAY + 8 * HOUR + rng.randrange(8 * HOUR)
        key = name if system in ("jira", "confluence", "smartsheet") or "codewise" in name else FRESH[system](rng)
        new = Machine(system, name, key, address, agent, every, burst, list(things), acts, created=made,
                      phase=rng.randrange(DAY), vendor=name[4:].title() if name.startswith("ext-") else "")  # fmt: skip
        new.roams = builder if name == "build-sim" else None
        take_up(scene, new, number % 4)


def _changes(scene: Scene, rng: Random) -> None:
    """Every key of three systems, thirty days after it was last changed, before anybody comes to work."""
    turners = {machine.system: machine for machine in scene.machines if machine.name.endswith("-turner")}
    systems: dict[str, Aws | Openbao | Bitbucket] = {
        "aws": scene.known("aws", Aws), "openbao": scene.known("openbao", Openbao),
        "bitbucket": scene.known("bitbucket", Bitbucket),
    }  # fmt: skip
    shared: dict[str, str] = {}
    for first in [machine for machine in scene.machines if machine.system in turners]:
        by, system = turners[first.system], systems[first.system]
        if first is by or first.vendor or first.key.startswith(("role/", "svc-", "ext-")):
            continue
        old, since = first, first.created or scene.company.begins + (crc32(first.name.encode()) % 30 - 30) * DAY
        while (since := since + 30 * DAY) < scene.company.ends:
            made = since - since % DAY + 4 * HOUR + crc32(first.name.encode()) % 90 * MINUTE
            new = replace(old, key=FRESH[old.system](rng), created=made, moves=list(old.moves),
                          upgrades=list(old.upgrades))  # fmt: skip
            old.ended = made + HOUR
            scene.adds(new)
            seen, new.key = f"{first.key}/{made}" in shared, shared.setdefault(f"{first.key}/{made}", new.key)
            if not seen:
                scene.ordinary(system.turns(rng, new, by, made, made=True))
                scene.ordinary(system.turns(rng, old, by, made + HOUR, made=False))
            old = new


def _by_hand(scene: Scene, rng: Random) -> None:
    """On some working days an engineer runs what a machine runs, with its token, where he sits."""
    for number, day in enumerate(some_days(scene, rng, 9)):
        who, system = scene.people[4 + rng.randrange(26)], ("aws", "bitbucket", "jira")[number % 3]
        ms = day + who.begins + HOUR + rng.randrange(6 * HOUR)
        machine = rng.choice([
            known for known in scene.lasting(system, ms - 3 * DAY, ms + DAY)
            if known.every < FOREVER and not (known.vendor or known.only or known.key.startswith("role/"))
        ])  # fmt: skip
        acts = ((rng.choice(machine.acts).partition("!")[0], rng.choice(machine.things))
                for _ in range(3 + rng.randrange(7)))  # fmt: skip
        user = scene.user(rng, machine, address=who.place(day), agent=BY_HAND[system])
        user.series(ms, acts, 5 * SECOND, 6 * MINUTE)


ROUTINE = Routine({"new": _new, "turn": _changes, "by hand": _by_hand})
