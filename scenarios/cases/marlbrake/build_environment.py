"""Whoever changed a helper of the builds has what stood in their environment: three credentials, tried over six days.

After Codecov (2021), CircleCI (2022) and tj-actions (2025): what a runner sees goes out, and is used elsewhere later.
"""

from random import Random

from scenarios.companies.marlbrake import AREAS
from scenarios.kit import HOUR, MINUTE, SECOND, Actor, Machine, Scene, intrusion

#: Rented machines of a hoster where nobody of the company builds.
_HOSTS = ("248.33.7.90", "248.33.7.141", "248.61.200.18")
_CLI = "aws-cli/2.31.3 md/awscrt#0.28.1 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.7"
_KUBECTL = "kubectl/v1.30.0 (linux/amd64) kubernetes/7c48c2b"


@intrusion("What builds had in their environment is used elsewhere")
def plan(scene: Scene) -> None:
    """The cloud for two days; the code on the third and fourth; the cluster at the end, where most is refused."""
    rng = scene.rng("intruder")
    deploy = scene.intruder(rng, scene.held("aws", "svc-mb-deploy", 9), address=_HOSTS[0], agent=_CLI)
    publish = scene.held("github", "ci-publish", 9)
    release = scene.intruder(rng, scene.held("kubernetes", "ci/releaser", 9), address=_HOSTS[2], agent=_KUBECTL)
    for day, acts in ((1, ("who", "users!1", "buckets", "secrets!1", "images")), (2, ("who", "instances!1", "images"))):
        ms = scene.at(day, 13) + rng.randrange(6 * HOUR)
        steps = [(act, thing) for act in acts for thing in (AREAS[:4] if act == "images" else ("",))]
        deploy.series(ms, steps, 20 * SECOND, 5 * MINUTE)
    code = _code(scene, rng, publish)
    ms = scene.at(6, 8) + rng.randrange(12 * HOUR)
    steps = [("rules", ""), ("namespaces!1", ""), *(("secrets!1", f"{area}:") for area in AREAS)]
    steps += [("pods", f"{area}:") for area in AREAS[:4]] + [("config", f"{area}:{area}-app") for area in AREAS[:4]]
    release.series(ms, steps, 3 * SECOND, 50 * SECOND)
    for intruder in (deploy, code, release):
        intruder.holds()


def _code(scene: Scene, rng: Random, token: Machine) -> Actor:
    intruder = scene.intruder(rng, token, address=_HOSTS[1], agent="git/2.43.0")
    wanted = [*token.things, "infrastructure", "backup-scripts", "secrets-policy", "pipelines"]
    rng.shuffle(wanted)
    for day, count in ((3, 5), (4, 6)):
        ms = scene.at(day, 9) + rng.randrange(10 * HOUR)
        intruder.act(ms, "list", "", "look: repositories listed", agent="python-requests/2.32.5")
        clones = [("clone", wanted.pop(), "take: repository cloned") for _ in range(count)]
        intruder.series(ms, clones, MINUTE, 12 * MINUTE, waits_first=True)
    return intruder
