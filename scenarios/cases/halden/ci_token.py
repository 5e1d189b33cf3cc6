"""A build token that leaked from a log clones a few repositories each night, for nine nights."""

from scenarios.companies.halden import repositories
from scenarios.kit import DAY, HOUR, MINUTE, Scene, intrusion


@intrusion("A build token that leaked from a log clones repositories by night")
def plan(scene: Scene) -> None:
    """Three to five clones a night, never one of the repositories that the token's own builds use."""
    rng = scene.rng("intruder")
    token = rng.choice(scene.of("github", vendor=False))
    intruder = scene.intruder(rng, token, address="203.0.113.77", agent="git/2.39.5")
    wanted = [name for name in repositories() if name not in token.things]
    rng.shuffle(wanted)
    start = scene.at(1, 22) + rng.randrange(3 * HOUR)
    for night in range(9):
        ms = start + night * DAY + rng.randrange(HOUR)
        if night == 0:
            intruder.act(ms, "list", what="look: repositories listed")
        clones = (("clone", wanted.pop()) for _ in range(3 + rng.randrange(3)))
        intruder.series(ms, clones, MINUTE, 40 * MINUTE, what="take: {thing} cloned", waits_first=True)
    intruder.holds()
