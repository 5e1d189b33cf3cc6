"""A service account of the password store reads items at its usual hour, with its usual program, from elsewhere."""

from keyroll.replay.times import DAY, HOUR, SECOND
from scenarios.companies.brackwater import AREAS
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_FROM = "198.18.251.9"


def plan(scene: Scene) -> None:
    """Five nights, a little after its own run: two of its own items, and one or two that it never used."""
    rng = scene.rng("intruder")
    vault = scene.systems["onepassword"]
    one = rng.choice([one for one in scene.of("onepassword") if one.every == DAY])
    own = one.things[0].partition("/")[0]
    others = [f"{area}/{name}" for area in (own, *AREAS) for name in ("portal", "terminal", "root", "till")]
    for night in range(5):
        ms = scene.start + (1 + night) * DAY + one.phase % DAY + 20 * SECOND + rng.randrange(HOUR // 4)
        for thing in (*rng.sample(one.things, 2), *(others.pop(0) for _ in range(1 + rng.randrange(2)))):
            scene.hostile("take: item read", vault.work(rng, one, ms, "reveal", thing, address=_FROM))
            ms += SECOND + rng.randrange(5 * SECOND)
    scene.foothold("credential", vault.identifier(one), scene.first)


SCENARIO = Scenario(
    "A service account reads the password store at its usual hour, from elsewhere", plan, company=BRACKWATER
)
