"""A surge: batch jobs, tasks and loaders move to another region of the cloud within three days."""

from scenarios.companies.brackwater import OTHER_REGION, SHARED, some_address
from scenarios.kit import HOUR, Machine, Scene, surge


@surge("Machines move to another region, where addresses change")
def plan(scene: Scene) -> None:
    """From then on they have addresses that change in networks that nobody used; what they do stays the same."""
    rng = scene.rng("move")
    for number, machine in enumerate(scene.machines):
        movable = machine.address == SHARED or machine.roams is not None
        if machine.vendor or machine.system in ("okta", "postgresql") or not movable:
            continue
        if rng.random() < 0.7:
            _move(machine, scene.at(1 + number % 3, 8) + rng.randrange(6 * HOUR))


def _move(machine: Machine, at: int) -> None:
    before, fixed = machine.roams, machine.address

    def place(key: str, ms: int) -> str:
        if ms >= at:
            return some_address(OTHER_REGION, key, ms)
        return before(key, ms) if before else fixed

    machine.roams = place
