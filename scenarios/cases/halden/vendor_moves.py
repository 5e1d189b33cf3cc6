"""A surge: two vendors move to other networks, one of them with a new version of its client."""

from scenarios.companies.halden import VENDORS
from scenarios.kit import HOUR, Scene, surge


@surge("Two vendors move to other networks")
def plan(scene: Scene) -> None:
    """All that a vendor runs comes from its new range from then on, product by product within a day."""
    rng = scene.rng("vendors")
    for number, vendor in enumerate(rng.sample(VENDORS, 2)):
        for machine in (known for known in scene.machines if known.vendor == vendor):
            since = scene.at(1 + 4 * number) + rng.randrange(20 * HOUR)
            machine.moves.append((since, f"203.0.113.{150 + 40 * number + rng.randrange(9)}"))
