"""Whoever changed a helper of the builds has what stood in their environment: three credentials, tried over six days.

After Codecov (2021), CircleCI (2022) and tj-actions (2025): what a runner sees goes out, and is used elsewhere later.
"""

from random import Random

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.marlbrake import AREAS
from scenarios.machine import Machine
from scenarios.organisations import MARLBRAKE
from scenarios.scenario import Scenario
from scenarios.scene import Scene

#: Rented machines of a hoster where nobody of the house builds.
_HOSTS = ("248.33.7.90", "248.33.7.141", "248.61.200.18")
_CLI = "aws-cli/2.31.3 md/awscrt#0.28.1 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.7"


def plan(scene: Scene) -> None:
    """The cloud for two days; the code on the third and fourth; the cluster at the end, where most is refused."""
    rng = scene.rng("intruder")
    until = scene.start + 9 * DAY
    deploy, publish, release = (
        next(one for one in scene.lasting(system, scene.start, until) if one.name == name and not one.job)
        for system, name in (("aws", "svc-mb-deploy"), ("github", "ci-publish"), ("kubernetes", "ci/releaser"))
    )
    _cloud(scene, rng, deploy)
    _code(scene, rng, publish)
    _cluster(scene, rng, release)
    for one in (deploy, publish, release):
        scene.foothold("credential", scene.systems[one.system].identifier(one), scene.first)


def _cloud(scene: Scene, rng: Random, one: Machine) -> None:
    aws = scene.systems["aws"]
    for day, acts in ((1, ("who", "users!", "buckets", "secrets!", "images")), (2, ("who", "instances!", "images"))):
        ms = scene.start + day * DAY + 13 * HOUR + rng.randrange(6 * HOUR)
        for said in acts:
            act, refused = said.rstrip("!"), "1" if said.endswith("!") else ""
            things = AREAS[:4] if act == "images" else ("",)
            for thing in things:
                records = aws.work(rng, one, ms, act, thing, address=_HOSTS[0], agent=_CLI, refused=refused)
                scene.hostile(f"look: {act}", records, success=not refused)
                ms += 20 * SECOND + rng.randrange(5 * MINUTE)


def _code(scene: Scene, rng: Random, one: Machine) -> None:
    git = scene.systems["github"]
    wanted = [*one.things, "infrastructure", "backup-scripts", "secrets-policy", "pipelines"]
    rng.shuffle(wanted)
    for day, count in ((3, 5), (4, 6)):
        ms = scene.start + day * DAY + 9 * HOUR + rng.randrange(10 * HOUR)
        records = git.work(rng, one, ms, "list", "", address=_HOSTS[1], agent="python-requests/2.32.5")
        scene.hostile("look: repositories listed", records)
        for _ in range(count):
            ms += MINUTE + rng.randrange(12 * MINUTE)
            records = git.work(rng, one, ms, "clone", wanted.pop(), address=_HOSTS[1], agent="git/2.43.0")
            scene.hostile("take: repository cloned", records)


def _cluster(scene: Scene, rng: Random, one: Machine) -> None:
    cluster = scene.systems["kubernetes"]
    ms = scene.start + 6 * DAY + 8 * HOUR + rng.randrange(12 * HOUR)
    for act, things, refused in (
        ("rules", ("",), ""), ("namespaces", ("",), "1"), ("secrets", AREAS, "1"),
        ("pods", tuple(f"{area}:" for area in AREAS[:4]), ""), ("config", tuple(f"{a}:{a}-app" for a in AREAS[:4]), ""),
    ):  # fmt: skip
        for thing in things:
            named = f"{thing}:" if act == "secrets" else thing
            told = {"address": _HOSTS[2], "agent": "kubectl/v1.30.0 (linux/amd64) kubernetes/7c48c2b"}
            records = cluster.work(rng, one, ms, act, named, refused=refused, **told)
            scene.hostile(f"look: {act}", records, success=not refused)
            ms += 3 * SECOND + rng.randrange(50 * SECOND)


SCENARIO = Scenario("What builds had in their environment is used elsewhere", plan, company=MARLBRAKE)
