"""A token for plans, copied out of a script, exports plans on three evenings; the log has no address for it."""

from scenarios.companies.tarnfield import PLANS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion


@intrusion("A token out of a script exports contracts and invoices")
def plan(scene: Scene) -> None:
    """A list first; then the contracts and invoices of all areas, five an evening."""
    rng = scene.rng("intruder")
    intruder = scene.intruder(rng, scene.named("smartsheet", "capacity"))
    wanted = [name for name in PLANS if name.endswith(("contracts", "invoices"))]
    rng.shuffle(wanted)
    for evening in (2, 4, 5):
        ms = scene.at(evening, 18) + rng.randrange(4 * HOUR)
        if evening == 2:
            intruder.act(ms, "list", "", "look: plans listed")
        exports = [("export", wanted.pop(), "take: plan exported") for _ in range(5)]
        intruder.series(ms, exports, 30 * SECOND, 12 * MINUTE, waits_first=True)
    intruder.holds()
