"""A token for plans, copied out of a script, exports plans on three evenings; the log has no address for it."""

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.organisations import TARNFIELD
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.smartsheet import PLANS


def plan(scene: Scene) -> None:
    """A list first; then the contracts and invoices of all areas, five an evening."""
    rng, sheets = scene.rng("intruder"), scene.systems["smartsheet"]
    one = next(one for one in scene.of("smartsheet") if one.name == "capacity")
    wanted = [name for name in PLANS if name.endswith(("contracts", "invoices"))]
    rng.shuffle(wanted)
    for evening in (2, 4, 5):
        ms = scene.start + evening * DAY + 18 * HOUR + rng.randrange(4 * HOUR)
        if evening == 2:
            scene.hostile("look: plans listed", sheets.work(rng, one, ms, "list", ""))
        for _ in range(5):
            ms += 30 * SECOND + rng.randrange(12 * MINUTE)
            scene.hostile("take: plan exported", sheets.work(rng, one, ms, "export", wanted.pop()))
    scene.foothold("credential", sheets.identifier(one), scene.first)


SCENARIO = Scenario("A token out of a script exports contracts and invoices", plan, company=TARNFIELD)
