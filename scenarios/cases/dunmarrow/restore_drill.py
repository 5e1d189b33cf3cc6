"""A surge: on a weekend the company tries whether it can come back from its copies, in another region and by hand.

Snapshots are restored, all secrets are read, the cluster's copies are listed, and all tables are copied and counted.
"""

from random import Random

from scenarios.companies.dunmarrow import AREAS, BATCH, PYTHON, TABLES
from scenarios.kit import (
    BY_HAND,
    FOREVER,
    HOUR,
    MINUTE,
    SECOND,
    Machine,
    Scene,
    aws_id,
    handed,
    surge,
    take_up,
)
from scenarios.systems.aws import Aws

_ELSEWHERE, _HOST = "ap-southeast-1", "198.18.90.15"


@surge("A weekend on which all is restored from copies elsewhere")
def plan(scene: Scene) -> None:
    """From Saturday morning to Sunday night; two keys made for it, of which one is forgotten for a week."""
    rng, begins = scene.rng("restore"), scene.at(5, 6)
    _databases(scene, rng, begins)
    _secrets(scene, rng, begins + 3 * HOUR)
    _cluster(scene, rng, begins + 5 * HOUR)
    _tables(scene, rng, begins + 20 * HOUR)
    handed(scene, rng, "svc-dm-costs", begins + 40 * HOUR, scene.people[1], grace=9 * HOUR)


def _databases(scene: Scene, rng: Random, ms: int) -> None:
    """The key of copies restores each snapshot in another region; some fail at first, and names are dropped again."""
    made = Machine("aws", "svc-dm-restore", aws_id(rng, "AKIA"), _HOST, PYTHON, FOREVER, 1, [], (), created=ms - HOUR,
                   ended=ms + 48 * HOUR)  # fmt: skip
    take_up(scene, made, 1)
    scene.changed(rng, made, scene.people[1], made.ended, made=False)
    dumps = scene.user(rng, made, region=_ELSEWHERE)
    ms = dumps.series(ms, [(act, "") for act in ("who", "regions", "snapshots", "databases", "volumes")], MINUTE)
    for number, area in enumerate(AREAS):
        if number % 4 == 1:
            dumps.act(ms, "restore-snapshot", f"dm-{area}", error="DBInstanceAlreadyExists")
        steps = [("restore-snapshot", f"dm-{area}"), ("databases", ""), ("set-database", f"dm-{area}-restored")]
        ms = dumps.series(ms + MINUTE, steps, 2 * MINUTE, 9 * MINUTE)
    old = scene.user(rng, scene.held("aws", "svc-dm-dumps", 10), address=BATCH)
    old.series(ms, [("drop-snapshot", f"dm-{area}-restored") for area in AREAS], 10 * SECOND, MINUTE)


def _secrets(scene: Scene, rng: Random, ms: int) -> None:
    """A forgotten key, with which each area's secrets are read; two engineers look at what has come up."""
    made = Machine("aws", "svc-dm-drill", aws_id(rng, "AKIA"), _HOST, BY_HAND["aws"], FOREVER, 1, [], (),
                   created=ms - HOUR)  # fmt: skip
    take_up(scene, made, 2)
    steps = [
        ("secrets", ""),
        *(("secret", f"dm/{area}/{name}") for area in AREAS for name in ("db", "feed", "partner")),
    ]
    scene.user(rng, made).series(ms, steps, 2 * SECOND, 40 * SECOND)
    cloud = scene.known("aws", Aws)
    for who in scene.people[6:8]:
        at = ms
        for _ in range(60):
            act = rng.choice(("instances", "databases", "volumes", "log-events", "buckets", "functions", "secrets"))
            scene.ordinary(cloud.person_does(rng, who, at, act, "/dm/api", who.home))
            at += 30 * SECOND + rng.randrange(12 * MINUTE)


def _cluster(scene: Scene, rng: Random, ms: int) -> None:
    """What keeps copies of the cluster lists all, twice; what rolls out rolls all out; by hand what did not come up."""
    for name, acts in (
        ("backup/velero", ("secrets", "config", "volumes", "pods")),
        ("ci/releaser", ("deploy", "pods")),
    ):
        user = scene.user(rng, scene.named("kubernetes", name), address="10.90.4.8")
        steps = [(act, f"{area}:{area}-app") for area in AREAS for act in acts]
        ms = user.series(ms, steps * 2, SECOND, 20 * SECOND)
    sync = scene.user(rng, scene.named("kubernetes", "platform/secret-sync"), address=scene.people[7].home,
                      agent=BY_HAND["kubernetes"])  # fmt: skip
    sync.series(ms, [("secret", f"{area}:{area}-app") for area in AREAS], 20 * SECOND, 3 * MINUTE)


def _tables(scene: Scene, rng: Random, ms: int) -> None:
    """Each table is copied to the restored server and counted at both, by the role of copies and by a person."""
    dump = scene.user(rng, scene.named("postgresql", "replica_dump"), address=_HOST)
    ms = dump.series(ms, [("tables", ""), ("roles", ""), *(("copy", table) for table in TABLES)], 10 * SECOND, MINUTE)
    reads = [(act, table) for table in TABLES for act in ("read", "read")]
    planner = scene.user(rng, scene.named("postgresql", "planner_ro"), address=scene.people[6].home, agent="psql")
    planner.series(ms + 20 * MINUTE, reads, 3 * SECOND, 40 * SECOND)
