"""The key of a job that runs four times a year is used on the day after its run, and makes another key."""

from keyroll.replay.streams import aws_id
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.tarnfield import AREAS
from scenarios.estates.tarnfield_cloud import Aws
from scenarios.machine import FOREVER, Machine
from scenarios.organisations import TARNFIELD
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_FROM, _WITH = "246.51.8.77", "Boto3/1.34.46 md/Botocore#1.34.46 ua/2.0 os/linux#6.1 md/arch#x86_64 lang/python#3.11.2"


def plan(scene: Scene) -> None:
    """A look of minutes, a key for another job's user; that one reads a secret or two on each of four days."""
    rng, aws = scene.rng("intruder"), scene.known("aws", Aws)
    begins = scene.start + 5 * DAY + 20 * HOUR + rng.randrange(3 * HOUR)
    one = next(one for one in scene.lasting("aws", begins, begins + HOUR) if one.name == "svc-tf-coldstore")
    user = next(one for one in scene.lasting("aws", begins, begins + HOUR) if one.name == "svc-tf-forecast")
    ms = begins
    for act in ("who", "buckets", "snapshots"):
        scene.hostile(f"look: {act}", aws.work(rng, one, ms, act, "", address=_FROM, agent=_WITH))
        ms += 20 * SECOND + rng.randrange(3 * MINUTE)
    made = Machine("aws", user.name, aws_id(rng, "AKIA"), _FROM, _WITH, FOREVER, 1, [], (), ms)
    scene.hostile("stay: key made", aws.makes_key(rng, one, made, ms, address=_FROM, agent=_WITH))
    scene.machines.append(made)
    scene.foothold("credential", aws.identifier(made), ms)
    wanted = [f"tf/{area}/{name}" for area in AREAS for name in ("db", "partner")]
    rng.shuffle(wanted)
    for day in (2, 3, 5, 8):
        ms = begins + day * DAY - rng.randrange(9 * HOUR)
        for _ in range(1 + rng.randrange(2)):
            records = aws.work(rng, made, ms, "secret", wanted.pop(), address=_FROM, agent=_WITH)
            scene.hostile("take: secret read", records)
            ms += MINUTE + rng.randrange(50 * MINUTE)
    scene.foothold("credential", aws.identifier(one), scene.first)


SCENARIO = Scenario("The key of a quarterly job makes another key", plan, company=TARNFIELD)
