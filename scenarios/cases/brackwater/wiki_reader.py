"""A service account reads pages on how to get in, a handful a day, from a hosting network, as its own program does."""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.confluence import ACCESS_PAGES

_FROM = "198.18.236.14"


def plan(scene: Scene) -> None:
    """Eight days, four or five pages each, never a search, and one page of its own each day."""
    rng = scene.rng("intruder")
    wiki = scene.systems["confluence"]
    one = rng.choice([one for one in scene.of("confluence", vendor=False) if "page" in one.acts])
    wanted = list(ACCESS_PAGES)
    rng.shuffle(wanted)
    for day in range(8):
        ms = scene.start + (1 + day) * DAY + 7 * HOUR + rng.randrange(8 * HOUR)
        for page in (rng.choice(one.things), *(wanted.pop() for _ in range(3 + rng.randrange(2)))):
            scene.hostile(f"look: {page} read", wiki.work(rng, one, ms, "page", page, address=_FROM))
            ms += 2 * MINUTE + rng.randrange(40 * MINUTE)
    scene.foothold("credential", wiki.identifier(one), scene.first)


SCENARIO = Scenario("A service account reads pages on access, a handful a day", plan, company=BRACKWATER)
