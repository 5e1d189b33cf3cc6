"""A build token that leaked from a log clones a few repositories each night, for nine nights."""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies.halden import repositories
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_FROM, _WITH = "203.0.113.77", "git/2.39.5"


def plan(scene: Scene) -> None:
    """Three to five clones a night, never one of the repositories that the token's own builds use."""
    rng = scene.rng("intruder")
    own = scene.of("github", vendor=False)
    one, github = own[rng.randrange(len(own))], scene.systems["github"]
    wanted = [name for name in repositories() if name not in one.things]
    rng.shuffle(wanted)
    start = scene.start + DAY + 22 * HOUR + rng.randrange(3 * HOUR)
    for night in range(9):
        ms = start + night * DAY + rng.randrange(HOUR)
        if night == 0:
            scene.hostile(
                "look: repositories listed", github.work(rng, one, ms, "list", "", address=_FROM, agent=_WITH)
            )
        for _ in range(3 + rng.randrange(3)):
            ms += MINUTE + rng.randrange(40 * MINUTE)
            name = wanted.pop()
            scene.hostile(f"take: {name} cloned", github.work(rng, one, ms, "clone", name, address=_FROM, agent=_WITH))
    scene.foothold("credential", github.identifier(one), scene.first)


SCENARIO = Scenario("A build token that leaked from a log clones repositories by night", plan)
