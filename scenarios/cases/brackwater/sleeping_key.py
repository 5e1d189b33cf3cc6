"""A batch job's key makes a second key and a role for itself, sleeps twelve days, and comes back through both."""

from dataclasses import replace

from scenarios.companies.brackwater import ACCOUNT, REGION
from scenarios.kit import DAY, FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, aws_id, intrusion
from scenarios.systems.aws import Aws

_WITH = "aws-cli/2.27.22 md/awscrt#0.26.1 ua/2.1 os/linux#6.8 md/arch#x86_64 lang/python#3.13.3"
#: First from a rented machine in the region that the company uses too, later from a VPN.
_NEAR, _FAR = {"address": f"{REGION[6]}.211", "agent": _WITH}, {"address": "203.0.113.14", "agent": _WITH}


@intrusion("A key makes another key and a role, sleeps, and comes back through them")
def plan(scene: Scene) -> None:
    """Nine acts in all, in office hours; nothing is refused."""
    rng, aws = scene.rng("intruder"), scene.known("aws", Aws)
    key = rng.choice([known for known in scene.of("aws") if known.key.startswith("AKIA")])
    first = scene.intruder(rng, key, **_NEAR)
    ms = scene.at(1, 10) + rng.randrange(4 * HOUR)
    first.act(ms, "who", "", "look: who am I")
    ms += 50 * SECOND + rng.randrange(MINUTE)
    second = replace(key, key=aws_id(rng, "AKIA"), created=ms, every=FOREVER, moves=[], upgrades=[])
    scene.hostile("stay: second key", aws.turns(rng, second, key, ms, made=True, **_NEAR))
    scene.foothold("credential", aws.identifier(second), ms)
    role = Machine("aws", "bw-cost-export", "role/cost-export", _NEAR["address"], _WITH, FOREVER, 1, [], ("secret",),
                   ms + MINUTE)  # fmt: skip
    scene.adds(second, role)
    steps = (("new-role", role.name), ("give-role", role.name))
    ms = first.series(ms, steps, MINUTE, 2 * MINUTE, what="stay: {act}", waits_first=True)
    scene.foothold("role", f"aws@{ACCOUNT}:role:{role.name}", ms)
    ms += 12 * DAY + rng.randrange(3 * HOUR)
    scene.hostile("take: role taken", aws.assumes(rng, second, role, ms, "export", **_FAR))
    reads = (("secrets", ""), ("secret", "bw/settlement/partner"), ("secret", "bw/loyalty/db"), ("snapshots", ""))
    taken = scene.intruder(rng, role, session="export", **_FAR)
    taken.series(ms, reads, 30 * SECOND, 9 * MINUTE, what="take: {act}", waits_first=True)
    first.holds()
