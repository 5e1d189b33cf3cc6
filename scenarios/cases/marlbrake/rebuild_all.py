"""A surge: a library that everything uses has a hole; all code is changed, built and rolled out within three days."""

from random import Random

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.marlbrake import AREAS, runner
from scenarios.estates.marlbrake_desk import REPOSITORIES
from scenarios.keeping import by_hand, handed
from scenarios.organisations import MARLBRAKE
from scenarios.scenario import Scenario
from scenarios.scene import Scene


def plan(scene: Scene) -> None:
    """A bot opens changes everywhere; builds clone what they have, several times; clients are new afterwards."""
    rng = scene.rng("rebuild")
    begins = scene.start + 2 * DAY + 9 * HOUR
    _changes(scene, rng, begins)
    _builds(scene, rng, begins + 2 * HOUR)
    _rolls(scene, rng, begins + DAY)
    for number, one in enumerate(scene.lasting("", begins, scene.company.ends - DAY)):
        name, _, version = one.client(begins).partition("/")
        first, _, rest = version.partition(".")
        minor = rest.partition(".")[0]
        if not one.vendor and minor.isdigit() and number % 3:
            since = begins + 4 * HOUR + rng.randrange(2 * DAY)
            one.upgrades.append((since, f"{name}/{first}.{int(minor) + 1}.0"))
    for name in ("ci-publish", "token-builds"):
        handed(scene, rng, name, begins + 2 * DAY + rng.randrange(5 * HOUR), scene.people[2], grace=3 * HOUR)


def _changes(scene: Scene, rng: Random, ms: int) -> None:
    """What pins versions goes through all code twice; who tends it begins by trying it by hand."""
    git, bot = scene.systems["github"], next(one for one in scene.of("github") if one.name == "pins-bot")
    by_hand(scene, rng, bot, ms - HOUR, scene.people[7].office, 8)
    for _ in range(2):
        scene.ordinary(git.work(rng, bot, ms, "list", ""))
        for name in REPOSITORIES:
            for act in ("clone", "contents", "contents", "open"):
                scene.ordinary(git.work(rng, bot, ms, act, name))
                ms += SECOND + rng.randrange(8 * SECOND)
        ms += 20 * HOUR


def _builds(scene: Scene, rng: Random, begins: int) -> None:
    """Each build runs for every change, fails at first in half of them, and runs again."""
    git = scene.systems["github"]
    for one in [one for one in scene.lasting("github", begins, begins + 3 * DAY) if one.roams is runner]:
        for thing in one.things * 8:
            ms = begins + rng.randrange(40 * HOUR)
            for act in ("clone", "contents", "statuses", *(("clone", "statuses") if rng.random() < 0.5 else ())):
                scene.ordinary(git.work(rng, one, ms, act, thing))
                ms += 20 * SECOND + rng.randrange(9 * MINUTE)


def _rolls(scene: Scene, rng: Random, begins: int) -> None:
    """All images are put up anew and rolled out; some are turned away, because the rollout is not allowed there."""
    aws, cluster = scene.systems["aws"], scene.systems["kubernetes"]
    deploy = next(one for one in scene.of("aws") if one.name == "svc-mb-deploy" and not one.job)
    release = next(one for one in scene.of("kubernetes") if one.name == "ci/releaser")
    for number, area in enumerate(AREAS * 6):
        ms = begins + rng.randrange(30 * HOUR)
        for act in ("log-in", "images", "image"):
            scene.ordinary(aws.work(rng, deploy, ms, act, area))
            ms += 10 * SECOND + rng.randrange(2 * MINUTE)
        refused = "1" if area in AREAS[6:] and number < 16 else ""
        for act in ("config", "deploy", "pods"):
            scene.ordinary(cluster.work(rng, release, ms, act, f"{area}:{area}-app", refused=refused))
            ms += 5 * SECOND + rng.randrange(MINUTE)


SCENARIO = Scenario("A hole in a library: everything is built and rolled out anew", plan, surge=True, company=MARLBRAKE)
