"""The token of a build that was retired two years ago is still valid, and wakes: its own project only, quietly."""

from scenarios.companies.tarnfield import REPOSITORIES
from scenarios.kit import DAY, FOREVER, HOUR, Machine, Scene, digits, intrusion

#: A small hoster where nobody of the company is, with the client that the build had then.
_FROM, _WITH = "249.140.62.18", "git/2.30.2"


@intrusion("The token of a retired build wakes")
def plan(scene: Scene) -> None:
    """Nothing in the log for four weeks; a fetch to try it, then one repository a day, one of them twice."""
    rng, mine = scene.rng("intruder"), [name for name in REPOSITORIES if name.startswith("ARCH")]
    build = Machine("bitbucket", "build-archive-old", digits(rng, 12), _FROM, _WITH, FOREVER, 1, mine, ("fetch",),
                    scene.company.begins - 700 * DAY)  # fmt: skip
    scene.adds(build)
    intruder = scene.intruder(rng, build)
    intruder.act(scene.at(1, 12) + rng.randrange(6 * HOUR), "fetch", mine[0], "look: a fetch")
    for day, thing in zip((2, 3, 4, 6, 7, 9), (*mine, mine[2]), strict=True):
        intruder.act(scene.at(day, 11) + rng.randrange(8 * HOUR), "clone", thing, "take: repository cloned")
    intruder.holds()
