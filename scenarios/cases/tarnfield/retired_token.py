"""The token of a build that was retired two years ago is still valid, and wakes: its own project only, quietly."""

from keyroll.replay.streams import digits
from keyroll.replay.times import DAY, HOUR
from scenarios.machine import FOREVER, Machine
from scenarios.organisations import TARNFIELD
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.bitbucket import REPOSITORIES

#: A small hoster where nobody of the house is, with the client that the build had then.
_FROM, _WITH = "249.140.62.18", "git/2.30.2"


def plan(scene: Scene) -> None:
    """Nothing in the log for four weeks; a fetch to try it, then one repository a day, one of them twice."""
    rng, git = scene.rng("intruder"), scene.systems["bitbucket"]
    mine = [name for name in REPOSITORIES if name.startswith("ARCH")]
    one = Machine("bitbucket", "build-archive-old", digits(rng, 12), _FROM, _WITH, FOREVER, 1, mine, ("fetch",),
                  scene.company.begins - 700 * DAY)  # fmt: skip
    scene.machines.append(one)
    ms = scene.start + DAY + 12 * HOUR + rng.randrange(6 * HOUR)
    scene.hostile("look: a fetch", git.work(rng, one, ms, "fetch", mine[0]))
    for day, thing in zip((2, 3, 4, 6, 7, 9), (*mine, mine[2]), strict=True):
        ms = scene.start + day * DAY + 11 * HOUR + rng.randrange(8 * HOUR)
        scene.hostile("take: repository cloned", git.work(rng, one, ms, "clone", thing))
    scene.foothold("credential", git.identifier(one), scene.first)


SCENARIO = Scenario("The token of a retired build wakes", plan, company=TARNFIELD)
