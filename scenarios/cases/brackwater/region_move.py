"""A surge: batch jobs, tasks and loaders move to another region of the cloud within three days."""

from keyroll.replay.times import DAY, HOUR
from scenarios.companies.brackwater import OTHER_REGION, SHARED, some_address
from scenarios.machine import Machine
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene


def plan(scene: Scene) -> None:
    """From then on they have addresses that change in networks that nobody used; what they do stays the same."""
    rng = scene.rng("move")
    for number, one in enumerate(scene.machines):
        if one.vendor or one.system in ("okta", "postgresql") or (one.address != SHARED and one.roams is None):
            continue
        if rng.random() < 0.7:
            _move(one, scene.start + (1 + number % 3) * DAY + 8 * HOUR + rng.randrange(6 * HOUR))


def _move(one: Machine, at: int) -> None:
    before, fixed = one.roams, one.address

    def place(key: str, ms: int) -> str:
        if ms >= at:
            return some_address(OTHER_REGION, key, ms)
        return before(key, ms) if before else fixed

    one.roams = place


SCENARIO = Scenario("Machines move to another region, where addresses change", plan, surge=True, company=BRACKWATER)
