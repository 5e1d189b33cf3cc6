"""A service account of the password store reads items at its usual hour, with its usual program, from elsewhere."""

from scenarios.companies.brackwater import AREAS
from scenarios.kit import DAY, HOUR, SECOND, Scene, intrusion


@intrusion("A service account reads the password store at its usual hour, from elsewhere")
def plan(scene: Scene) -> None:
    """Five nights, a little after its own run: two of its own items, and one or two that it never used."""
    rng = scene.rng("intruder")
    account = rng.choice([known for known in scene.of("onepassword") if known.every == DAY])
    intruder = scene.intruder(rng, account, address="198.18.251.9")
    areas = (account.things[0].partition("/")[0], *AREAS)
    others = [f"{area}/{name}" for area in areas for name in ("portal", "terminal", "root", "till")]
    for night in range(5):
        ms = scene.at(1 + night) + account.phase % DAY + 20 * SECOND + rng.randrange(HOUR // 4)
        items = (*rng.sample(account.things, 2), *(others.pop(0) for _ in range(1 + rng.randrange(2))))
        intruder.series(ms, (("reveal", item) for item in items), SECOND, 5 * SECOND, what="take: item read")
    intruder.holds()
