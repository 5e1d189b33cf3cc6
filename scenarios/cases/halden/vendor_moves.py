"""A surge: two vendors move to other networks, one of them with a new version of its client."""

from keyroll.replay.times import DAY, HOUR
from scenarios.companies.halden import VENDORS
from scenarios.scenario import Scenario
from scenarios.scene import Scene


def plan(scene: Scene) -> None:
    """All that a vendor runs comes from its new range from then on, product by product within a day."""
    rng = scene.rng("vendors")
    for number, vendor in enumerate(rng.sample(VENDORS, 2)):
        moved = scene.start + (1 + 4 * number) * DAY
        for one in scene.machines:
            if one.vendor == vendor:
                one.moves.append(
                    (moved + rng.randrange(20 * HOUR), f"203.0.113.{150 + 40 * number + rng.randrange(9)}")
                )


SCENARIO = Scenario("Two vendors move to other networks", plan, surge=True)
