"""Who can make the approving bot approve has his own changes approved by it, where it runs and as it always does."""

from scenarios.companies.tarnfield import CLUSTER, REPOSITORIES
from scenarios.kit import HOUR, MINUTE, Machine, Scene, intrusion


@intrusion("A bot that approves is made to approve an intruder's changes")
def plan(scene: Scene) -> None:
    """Six approvals in eight days, nearly impossible to see: four of its own repositories, two that it never had."""
    rng = scene.rng("intruder")
    mine = [name for name in REPOSITORIES if name.endswith(("-api", "-web", "-lib"))]
    bot = Machine("bitbucket", "svc-tf-approver", "svc-tf-approver", CLUSTER, "go-resty/2.16.5", HOUR, 3, mine,
                  ("pulls", "pulls", "approve"), phase=41 * MINUTE)  # fmt: skip
    scene.adds(bot)
    intruder = scene.intruder(rng, bot)
    infra = [name for name in REPOSITORIES if name.endswith("-infra")]
    wanted = [*rng.sample(mine, 4), *rng.sample(infra, 2)]
    for day, thing in zip((1, 2, 4, 5, 7, 8), wanted, strict=True):
        ms = scene.at(day, 8) + rng.randrange(10 * HOUR)
        intruder.act(ms, "approve", thing, "stay: change approved")
        scene.foothold("change", f"bitbucket@main:change:{thing}", ms)
    intruder.holds()
