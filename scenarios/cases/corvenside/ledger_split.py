"""A surge: the ledger gets a database of its own; for four days all of its tables are copied, counted and compared.

New roles, keys and accounts, a copy in another region, many statements by hand, and an end of the old roles.
"""

from random import Random

from scenarios.companies.corvenside import GO, PYTHON, TABLES, TEND, node
from scenarios.kit import BY_HAND, FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, aws_id, surge, take_up
from scenarios.systems.aws import Aws

_HOST = "198.18.130.61"
_MINE = tuple(name for name in TABLES if name.startswith(("ledger", "payouts", "clearing")))


@surge("The ledger moves into a database of its own")
def plan(scene: Scene) -> None:
    """A rehearsal on a Saturday, copies for three nights, a change on the fourth, the old roles refused after it."""
    rng, begins = scene.rng("ledger"), scene.at(5, 14)
    _roles(scene, rng, begins)
    _cloud(scene, rng, begins)
    dba = scene.user(rng, scene.named("postgresql", "dba"), address=TEND)
    for night in range(4):
        ms = begins + night * 24 * HOUR + 9 * HOUR
        steps = [("tables", ""), ("roles", ""), *((act, name) for name in _MINE for act in ("count", "all"))]
        dba.series(ms, steps, 8 * SECOND, MINUTE, address=(TEND, _HOST)[night % 2])
    by = scene.people[6]
    hand = scene.user(rng, scene.named("postgresql", "ledger_app"), address=by.home, agent="psql")
    hand.series(begins + 52 * HOUR, [("count", name) for name in _MINE] * 2, 20 * SECOND, 5 * MINUTE)
    for name in ("ledger_night", "payouts_night"):
        old = scene.named("postgresql", name)
        old.ended = begins + 80 * HOUR
        tries = [("read!1", rng.choice(old.things)) for _ in range(20)]
        scene.user(rng, old).series(old.ended + HOUR, tries, 40 * MINUTE, HOUR)


def _roles(scene: Scene, rng: Random, begins: int) -> None:
    """Roles of the database, of the cloud and of the cluster; the first days are full of what is not allowed yet."""
    for system, name, agent, things, acts, key in (
        ("postgresql", "ledger2_app", "ledger-service", _MINE[:6], ("read", "write"), "ledger2_app"),
        ("postgresql", "ledger2_copy", "pg_dump", _MINE, ("copy",), "ledger2_copy"),
        ("aws", "cs-ledger2", GO, ["cs/ledger2/db"], ("secret", "decrypt"), "role/ledger2"),
        ("kubernetes", "ledger2/deployer", "kustomize-controller/v1.7.3 (linux/arm64) kubernetes/$Format",
         ["ledger2-app"], ("pods", "config", "deploy"), ""),
    ):  # fmt: skip
        new = Machine(system, name, key or f"{rng.getrandbits(128):032x}", "", agent, 2 * HOUR, 4, list(things), acts,
                      created=begins, roams=node, phase=rng.randrange(HOUR))  # fmt: skip
        scene.adds(new)
        user = scene.user(rng, new)
        tries = [(f"{acts[0]}!1", new.things[0])] * 5 + [(act, thing) for thing in new.things for act in acts] * 2
        user.series(begins + 20 * MINUTE, tries, 30 * SECOND, 6 * MINUTE)


def _cloud(scene: Scene, rng: Random, begins: int) -> None:
    """A key for the copy, which two engineers use beside their sessions; it is taken away at the end."""
    cloud = scene.known("aws", Aws)
    key = Machine("aws", "svc-cs-ledger-copy", aws_id(rng, "AKIA"), _HOST, PYTHON, FOREVER, 1, [], (),
                  created=begins - 2 * HOUR, ended=begins + 90 * HOUR)  # fmt: skip
    take_up(scene, key, 1)
    scene.changed(rng, key, scene.people[1], key.ended, made=False)
    copy = scene.user(rng, key)
    steps = [("databases", ""), ("snapshot", "cs-ledger"), ("snapshots", ""), ("restore-snapshot", "cs-ledger"),
             ("set-database", "cs-ledger-restored"), ("export-snapshot", "cs-ledger|cs-ledger-archive")]  # fmt: skip
    for night in range(3):
        copy.series(begins + night * 24 * HOUR + 10 * HOUR, steps, MINUTE, 20 * MINUTE)
    hand = scene.user(rng, key, address=scene.people[7].home, agent=BY_HAND["aws"], region="us-east-1")
    hand.series(begins + 60 * HOUR, steps[:5], 2 * MINUTE, 9 * MINUTE)
    for who in scene.people[6:8]:
        ms = begins + 26 * HOUR
        for _ in range(40):
            act = rng.choice(("databases", "snapshots", "log-events", "firewalls", "subnets", "secrets"))
            scene.ordinary(cloud.person_does(rng, who, ms, act, "/cs/ledger", who.home))
            ms += MINUTE + rng.randrange(20 * MINUTE)
