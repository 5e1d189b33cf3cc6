"""The key of a job that runs four times a year is used on the day after its run, and makes another key."""

from scenarios.companies.tarnfield import AREAS
from scenarios.kit import DAY, FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, aws_id, intrusion
from scenarios.systems.aws import Aws

_WITH = "Boto3/1.34.46 md/Botocore#1.34.46 ua/2.0 os/linux#6.1 md/arch#x86_64 lang/python#3.11.2"
_ORIGIN = {"address": "246.51.8.77", "agent": _WITH}


@intrusion("The key of a quarterly job makes another key")
def plan(scene: Scene) -> None:
    """A look of minutes, a key for another job's user; that one reads a secret or two on each of four days."""
    rng, aws = scene.rng("intruder"), scene.known("aws", Aws)
    begins = scene.at(5, 20) + rng.randrange(3 * HOUR)
    there = {known.name: known for known in reversed(scene.lasting("aws", begins, begins + HOUR))}
    first = scene.intruder(rng, there["svc-tf-coldstore"], **_ORIGIN)
    ms = first.series(begins, (("who", ""), ("buckets", ""), ("snapshots", "")), 20 * SECOND, 3 * MINUTE)
    made = Machine("aws", there["svc-tf-forecast"].name, aws_id(rng, "AKIA"), _ORIGIN["address"], _WITH, FOREVER, 1, [],
                   (), ms)  # fmt: skip
    scene.hostile("stay: key made", aws.turns(rng, made, first.machine, ms, made=True, **_ORIGIN))
    scene.adds(made)
    second = scene.intruder(rng, made, **_ORIGIN)
    second.holds(ms)
    wanted = [f"tf/{area}/{name}" for area in AREAS for name in ("db", "partner")]
    rng.shuffle(wanted)
    for day in (2, 3, 5, 8):
        ms = begins + day * DAY - rng.randrange(9 * HOUR)
        reads = (("secret", wanted.pop(), "take: secret read") for _ in range(1 + rng.randrange(2)))
        second.series(ms, reads, MINUTE, 50 * MINUTE)
    first.holds()
