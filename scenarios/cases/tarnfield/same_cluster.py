"""Who broke into one service of the cluster uses its token beside it: same address, same client, its own secrets."""

from keyroll.replay.times import DAY, HOUR
from scenarios.organisations import TARNFIELD
from scenarios.scenario import Scenario
from scenarios.scene import Scene


def plan(scene: Scene) -> None:
    """Six reads in eleven days: five of what the service reads itself, the last of a neighbour's database."""
    rng, vault = scene.rng("intruder"), scene.systems["openbao"]
    one = rng.choice([one for one in scene.lasting("openbao", scene.start - 7 * DAY, scene.start + 13 * DAY)
                      if one.name not in ("token-turner", "token-sim")])  # fmt: skip
    for number, day in enumerate((1, 3, 4, 7, 9, 12)):
        ms = scene.start + day * DAY + rng.randrange(23 * HOUR)
        thing = rng.choice(one.things) if number < 5 else "portal/db"
        scene.hostile("take: secret read", vault.work(rng, one, ms, "read", thing))
    scene.foothold("credential", vault.identifier(one), scene.first)


SCENARIO = Scenario(
    "A service's token is used beside the service, from the cluster's one address", plan, company=TARNFIELD
)
