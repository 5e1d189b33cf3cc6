"""A surge: the office moves to another house and address; in the same week a scanner for compliance is brought in."""

from dataclasses import replace
from random import Random

from keyroll.replay.streams import aws_id, digits
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.marlbrake import AREAS, OFFICE
from scenarios.estates.marlbrake_desk import REPOSITORIES
from scenarios.keeping import by_hand, take_up
from scenarios.machine import Machine
from scenarios.organisations import MARLBRAKE
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_OFFICE, _PHONES = "198.51.100.204", "198.19.240"


def plan(scene: Scene) -> None:
    """Two days on which all are at home or on telephones; then the new address, which some lists do not have yet."""
    rng = scene.rng("office")
    leaves, comes = scene.start + 3 * DAY, scene.start + 5 * DAY
    for number, one in enumerate(scene.people):
        away = f"{_PHONES}.{10 + number % 40}" if number % 4 == 1 else one.home
        scene.people[number] = replace(one, moved=(comes, _OFFICE), trips=(*one.trips, (leaves, comes, away)))
    for machine in scene.machines:
        if machine.address == OFFICE:
            machine.moves.append((comes + rng.randrange(6 * HOUR), _OFFICE))
    _by_hand(scene, rng, leaves, comes)
    _scanner(scene, rng, comes)


def _by_hand(scene: Scene, rng: Random, leaves: int, comes: int) -> None:
    """What was started at desks is started at home, and then from the new office, where the vault says no at first."""
    held = [one for one in scene.lasting("", leaves, comes + DAY)
            if one.system in ("aws", "github", "openbao", "kubernetes") and one.every < DAY
            and not (one.vendor or one.key.startswith("role/"))]  # fmt: skip
    for number in range(6):
        who = scene.people[4 + rng.randrange(18)]
        ms = leaves + number % 2 * DAY + 8 * HOUR + rng.randrange(9 * HOUR)
        by_hand(scene, rng, rng.choice(held), ms, who.home, 3 + rng.randrange(6))
    vault = scene.systems["openbao"]
    for who in scene.people[4:12]:
        ms = comes + 8 * HOUR + rng.randrange(2 * HOUR)
        ops = next(one for one in scene.of("openbao") if one.name == "token-ops")
        told = {"address": _OFFICE, "agent": "bao/2.4.4"}
        if who.login < "m":
            scene.ordinary(vault.work(rng, ops, ms, "read", "ops/dns", refused="1", **told))
            scene.ordinary(vault.work(rng, ops, ms + 2 * HOUR, "read", "ops/dns", **told))


def _scanner(scene: Scene, rng: Random, made: int) -> None:
    """A product of a new vendor, from its own network, looks at how everything is set, daily; first at all of it."""
    made += 10 * HOUR
    code = Machine("github", "bramblecheck", digits(rng, 9), "198.18.172.14", "bramblecheck/1.18", DAY, 30,
                   list(REPOSITORIES), ("contents", "pulls"), created=made, vendor="Bramblecheck",
                   phase=rng.randrange(DAY))  # fmt: skip
    cloud = Machine("aws", "svc-mb-bramblecheck", aws_id(rng, "AKIA"), "198.18.172.15",
                    "Boto3/1.42.41 md/Botocore#1.42.41 ua/2.1 os/linux#6.12", DAY, 40,
                    [f"mb-{area}-files" for area in AREAS], ("users", "roles", "bucket", "trails", "instances"),
                    created=made, vendor="Bramblecheck", phase=rng.randrange(DAY))  # fmt: skip
    for one, acts, things in (
        (code, ("contents", "contents", "commits"), REPOSITORIES),
        (cloud, ("users", "roles", "secrets", "parameters", "buckets", "bucket", "snapshots", "functions"), AREAS),
    ):
        take_up(scene, one, 3)
        ms = made + 30 * MINUTE
        for thing in things:
            for act in acts:
                refused = ("403" if one is code else "1") if rng.random() < 0.04 else ""
                scene.ordinary(scene.systems[one.system].work(rng, one, ms, act, thing, refused=refused))
                ms += SECOND + rng.randrange(15 * SECOND)


SCENARIO = Scenario("The office moves, and a scanner for compliance comes", plan, surge=True, company=MARLBRAKE)
