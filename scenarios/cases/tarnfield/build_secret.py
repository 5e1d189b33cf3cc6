"""A build's token is taken out of the builds' service and used from another hoster's cloud."""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.organisations import TARNFIELD
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_WITH = "git/2.34.1"


def plan(scene: Scene) -> None:
    """What its project has, in three visits within four days, each from another machine; nothing is refused."""
    rng = scene.rng("intruder")
    begins = scene.start + DAY
    one = rng.choice([one for one in scene.lasting("bitbucket", scene.start - 7 * DAY, begins + 5 * DAY)
                      if one.name.startswith("build-") and one.name != "build-sim"])  # fmt: skip
    git, wanted = scene.systems["bitbucket"], list(one.things)
    for visit, (day, count) in enumerate(((0, 2), (2, 3), (3, 2))):
        ms = begins + day * DAY + 11 * HOUR + rng.randrange(9 * HOUR)
        address = f"246.{rng.randrange(40)}.{rng.randrange(256)}.{2 + rng.randrange(250)}"
        if visit == 0:
            scene.hostile("look: repositories listed", git.work(rng, one, ms, "repos", "", address=address,
                                                                agent="curl/7.81.0"))  # fmt: skip
        for _ in range(count):
            ms += MINUTE + rng.randrange(25 * MINUTE)
            records = git.work(rng, one, ms, "clone", wanted.pop(0), address=address, agent=_WITH)
            scene.hostile("take: repository cloned", records)
    scene.foothold("credential", git.identifier(one), scene.first)


SCENARIO = Scenario("A build's secret is used from another hoster's cloud", plan, company=TARNFIELD)
