"""A surge: the office moves to another building and address; in the same week a compliance scanner is brought in."""

from dataclasses import replace
from random import Random

from scenarios.companies.marlbrake import AREAS, OFFICE, REPOSITORIES
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Machine, Scene, aws_id, by_hand, digits, surge, take_up

_OFFICE, _PHONES = "198.51.100.204", "198.19.240"


@surge("The office moves, and a scanner for compliance comes")
def plan(scene: Scene) -> None:
    """Two days on which all are at home or on telephones; then the new address, which some lists do not have yet."""
    rng, leaves, comes = scene.rng("office"), scene.at(3), scene.at(5)
    for number, person in enumerate(scene.people):
        away = f"{_PHONES}.{10 + number % 40}" if number % 4 == 1 else person.home
        trips = (*person.trips, (leaves, comes, away))
        scene.people[number] = replace(person, moved=(comes, _OFFICE), trips=trips)
    for machine in scene.machines:
        if machine.address == OFFICE:
            machine.moves.append((comes + rng.randrange(6 * HOUR), _OFFICE))
    _by_hand(scene, rng, leaves, comes)
    _scanner(scene, rng, comes)


def _by_hand(scene: Scene, rng: Random, leaves: int, comes: int) -> None:
    """What was started at desks is started at home, and then from the new office, where the vault says no at first."""
    lasting = [job for job in scene.lasting("", leaves, comes + DAY)
               if job.system in ("aws", "github", "openbao", "kubernetes") and job.every < DAY
               and not (job.vendor or job.key.startswith("role/"))]  # fmt: skip
    for number in range(6):
        who = scene.people[4 + rng.randrange(18)]
        ms = leaves + number % 2 * DAY + 8 * HOUR + rng.randrange(9 * HOUR)
        by_hand(scene, rng, rng.choice(lasting), ms, who.home, 3 + rng.randrange(6))
    vault = scene.user(rng, scene.named("openbao", "token-ops"), address=_OFFICE, agent="bao/2.4.4")
    for who in scene.people[4:12]:
        ms = comes + 8 * HOUR + rng.randrange(2 * HOUR)
        if who.login < "m":
            vault.series(ms, (("read!1", "ops/dns"), ("read", "ops/dns")), 2 * HOUR)


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
    for machine, status, acts, things in (
        (code, "403", ("contents", "contents", "commits"), REPOSITORIES),
        (cloud, "1", ("users", "roles", "secrets", "parameters", "buckets", "bucket", "snapshots", "functions"), AREAS),
    ):
        take_up(scene, machine, 3)
        steps = ((f"{act}!{status}" if rng.random() < 0.04 else act, thing) for thing in things for act in acts)
        scene.user(rng, machine).series(made + 30 * MINUTE, steps, SECOND, 15 * SECOND)
