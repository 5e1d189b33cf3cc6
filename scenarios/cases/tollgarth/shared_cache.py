"""A release's token, read out of the build's memory, puts out two versions of each library within six minutes.

After TanStack (May 2026): an outsider's branch filled a cache, the next release restored it, and published from the
usual host, with the usual token, what nobody had written.
"""

from scenarios.companies.tollgarth_places import LIBRARIES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion


@intrusion("A release publishes what a shared cache put into it")
def plan(scene: Scene) -> None:
    """Fourteen libraries, and six minutes later again, from where builds run; seen after half an hour."""
    rng = scene.rng("intruder")
    held = scene.held("gitlab", "shared-release", 6)
    token = scene.intruder(rng, held, agent="Bun/1.3.13")
    ms = scene.at(2, 15) + rng.randrange(4 * HOUR)
    order = rng.sample(LIBRARIES, len(LIBRARIES))
    for _ in range(2):
        token.series(ms, [("publish", name) for name in order], 2 * SECOND, 3 * SECOND, what="change: version put out")
        ms += 6 * MINUTE + rng.randrange(30 * SECOND)
    token.holds()
    handed(scene, rng, "shared-release", ms + 30 * MINUTE, scene.people[1], grace=MINUTE)
