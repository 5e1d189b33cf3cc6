"""A surge: the data centre gets other addresses in one night; some lists of allowed addresses are not ready for it."""

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.brackwater import LINES, SHARED
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_NEW = "198.18.84.7"


def plan(scene: Scene) -> None:
    """All that stood behind the one address stands behind another; six batch jobs are refused for a night, and try."""
    rng = scene.rng("renumber")
    night = scene.start + 3 * DAY + 22 * HOUR
    moved = [one for one in scene.machines if one.address == SHARED and one.roams is None]
    for one in moved:
        one.moves.append((night + rng.randrange(30 * MINUTE), _NEW))
    aws, zone = scene.systems["aws"], scene.systems["cloudflare"]
    for one in [one for one in moved if one.system == "aws"][:6]:
        ms = night + HOUR + one.phase % HOUR
        for _ in range(5):
            scene.ordinary(aws.work(rng, one, ms, one.acts[0], rng.choice(one.things), address=_NEW, refused="1"))
            ms += 15 * MINUTE
    names = next(one for one in scene.of("cloudflare") if one.name == "ship-names")
    ms = night + 40 * MINUTE
    for number in range(240):
        scene.ordinary(zone.work(rng, names, ms, "set", f"host{number:03d}.{LINES[number % len(LINES)]}"))
        ms += 2 * SECOND + rng.randrange(4 * SECOND)


SCENARIO = Scenario("The data centre gets other addresses in one night", plan, surge=True, company=BRACKWATER)
