"""Who can make the approving bot approve has his own changes approved by it, where it runs and as it always does."""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies.tarnfield import CLUSTER
from scenarios.machine import Machine
from scenarios.organisations import TARNFIELD
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.bitbucket import REPOSITORIES


def plan(scene: Scene) -> None:
    """Six approvals in eight days, nearly impossible to see: four of its own repositories, two that it never had."""
    rng, git = scene.rng("intruder"), scene.systems["bitbucket"]
    mine = [name for name in REPOSITORIES if name.endswith(("-api", "-web", "-lib"))]
    one = Machine("bitbucket", "svc-tf-approver", "svc-tf-approver", CLUSTER, "go-resty/2.16.5", HOUR, 3, mine,
                  ("pulls", "pulls", "approve"), phase=41 * MINUTE)  # fmt: skip
    scene.machines.append(one)
    infra = [name for name in REPOSITORIES if name.endswith("-infra")]
    wanted = [*rng.sample(mine, 4), *rng.sample(infra, 2)]
    for day, thing in zip((1, 2, 4, 5, 7, 8), wanted, strict=True):
        ms = scene.start + day * DAY + 8 * HOUR + rng.randrange(10 * HOUR)
        scene.hostile("stay: change approved", git.work(rng, one, ms, "approve", thing))
        scene.foothold("change", f"bitbucket@main:change:{thing}", ms)
    scene.foothold("credential", git.identifier(one), scene.first)


SCENARIO = Scenario("A bot that approves is made to approve an intruder's changes", plan, company=TARNFIELD)
