"""A batch job's key makes a second key and a role for itself, sleeps twelve days, and comes back through both."""

from dataclasses import replace

from keyroll.replay.streams import aws_id
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.brackwater import REGION
from scenarios.machine import FOREVER, Machine
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.aws import ACCOUNT, Aws

#: First from a rented machine in the region that the company uses too, later from a VPN.
_NEAR, _FAR = f"{REGION[6]}.211", "203.0.113.14"
_WITH = "aws-cli/2.27.22 md/awscrt#0.26.1 ua/2.1 os/linux#6.8 md/arch#x86_64 lang/python#3.13.3"


def plan(scene: Scene) -> None:
    """Nine acts in all, in office hours; nothing is refused."""
    rng = scene.rng("intruder")
    one = rng.choice([one for one in scene.of("aws") if one.key.startswith("AKIA")])
    aws = scene.known("aws", Aws)
    ms = scene.start + DAY + 10 * HOUR + rng.randrange(4 * HOUR)
    scene.hostile("look: who am I", aws.work(rng, one, ms, "who", "", address=_NEAR, agent=_WITH))
    ms += 50 * SECOND + rng.randrange(MINUTE)
    second = replace(one, key=aws_id(rng, "AKIA"), created=ms, every=FOREVER, moves=[], upgrades=[])
    scene.hostile("stay: second key", aws.makes_key(rng, one, second, ms, address=_NEAR, agent=_WITH))
    scene.foothold("credential", aws.identifier(second), ms)
    role = Machine("aws", "bw-cost-export", "role/cost-export", _NEAR, _WITH, FOREVER, 1, [], ("secret",), ms + MINUTE)
    scene.machines += [second, role]
    for act in ("new-role", "give-role"):
        ms += MINUTE + rng.randrange(2 * MINUTE)
        scene.hostile(f"stay: {act}", aws.work(rng, one, ms, act, role.name, address=_NEAR, agent=_WITH))
    scene.foothold("role", f"aws@{ACCOUNT}:role:{role.name}", ms)
    ms += 12 * DAY + rng.randrange(3 * HOUR)
    scene.hostile("take: role taken", aws.assumes(rng, second, role, ms, "export", address=_FAR, agent=_WITH))
    for act, thing in (("secrets", ""), ("secret", "bw/settlement/partner"), ("secret", "bw/loyalty/db"),
                       ("snapshots", "")):  # fmt: skip
        ms += 30 * SECOND + rng.randrange(9 * MINUTE)
        records = aws.work(rng, role, ms, act, thing, address=_FAR, agent=_WITH, session="export")
        scene.hostile(f"take: {act}", records)
    scene.foothold("credential", aws.identifier(one), scene.first)


SCENARIO = Scenario("A key makes another key and a role, sleeps, and comes back through them", plan, company=BRACKWATER)
