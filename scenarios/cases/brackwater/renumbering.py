"""A surge: the data centre gets other addresses in one night; some lists of allowed addresses are not ready for it."""

from scenarios.companies.brackwater import LINES, SHARED
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, surge

_NEW = "198.18.84.7"


@surge("The data centre gets other addresses in one night")
def plan(scene: Scene) -> None:
    """All that stood behind the one address stands behind another; six batch jobs are refused for a night, and try."""
    rng, night = scene.rng("renumber"), scene.at(3, 22)
    moved = [machine for machine in scene.machines if machine.address == SHARED and machine.roams is None]
    for machine in moved:
        machine.moves.append((night + rng.randrange(30 * MINUTE), _NEW))
    for job in [machine for machine in moved if machine.system == "aws"][:6]:
        calls = ((f"{job.acts[0]}!1", rng.choice(job.things)) for _ in range(5))
        scene.user(rng, job, address=_NEW).series(night + HOUR + job.phase % HOUR, calls, 15 * MINUTE)
    names = scene.user(rng, scene.named("cloudflare", "ship-names"))
    hosts = (("set", f"host{number:03d}.{LINES[number % len(LINES)]}") for number in range(240))
    names.series(night + 40 * MINUTE, hosts, 2 * SECOND, 4 * SECOND)
