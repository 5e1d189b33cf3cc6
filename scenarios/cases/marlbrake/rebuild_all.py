"""A surge: a library that everything uses has a hole; all code is changed, built and rolled out within three days."""

from random import Random

from scenarios.companies.marlbrake import AREAS, REPOSITORIES, runner
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Scene, by_hand, handed, surge


@surge("A hole in a library: everything is built and rolled out anew")
def plan(scene: Scene) -> None:
    """A bot opens changes everywhere; builds clone what they have, several times; clients are new afterwards."""
    rng, begins = scene.rng("rebuild"), scene.at(2, 9)
    _changes(scene, rng, begins)
    _builds(scene, rng, begins + 2 * HOUR)
    _rolls(scene, rng, begins + DAY)
    for number, machine in enumerate(scene.lasting("", begins, scene.company.ends - DAY)):
        name, _, version = machine.client(begins).partition("/")
        first, _, rest = version.partition(".")
        minor = rest.partition(".")[0]
        if not machine.vendor and minor.isdigit() and number % 3:
            since = begins + 4 * HOUR + rng.randrange(2 * DAY)
            machine.upgrades.append((since, f"{name}/{first}.{int(minor) + 1}.0"))
    for name in ("ci-publish", "token-builds"):
        handed(scene, rng, name, begins + 2 * DAY + rng.randrange(5 * HOUR), scene.people[2], grace=3 * HOUR)


def _changes(scene: Scene, rng: Random, ms: int) -> None:
    """What pins versions goes through all code twice; who tends it begins by trying it by hand."""
    machine = scene.named("github", "pins-bot")
    by_hand(scene, rng, machine, ms - HOUR, scene.people[7].office, 8)
    bot = scene.user(rng, machine)
    steps = [(act, name) for name in REPOSITORIES for act in ("clone", "contents", "contents", "open")]
    for _ in range(2):
        bot.act(ms, "list")
        ms = bot.series(ms, steps, SECOND, 8 * SECOND) + 20 * HOUR


def _builds(scene: Scene, rng: Random, begins: int) -> None:
    """Each build runs for every change, fails at first in half of them, and runs again."""
    builds = [build for build in scene.lasting("github", begins, begins + 3 * DAY) if build.roams is runner]
    for build, thing in [(token, thing) for token in builds for thing in token.things * 8]:
        ms = begins + rng.randrange(40 * HOUR)
        acts = ("clone", "contents", "statuses", *(("clone", "statuses") if rng.random() < 0.5 else ()))
        scene.user(rng, build).series(ms, [(act, thing) for act in acts], 20 * SECOND, 9 * MINUTE)


def _rolls(scene: Scene, rng: Random, begins: int) -> None:
    """All images are put up again and rolled out; some are turned away, because the rollout is not allowed there."""
    deploy = next(key for key in scene.of("aws") if key.name == "svc-mb-deploy" and not key.job)
    images, rollout = scene.user(rng, deploy), scene.user(rng, scene.named("kubernetes", "ci/releaser"))
    for number, area in enumerate(AREAS * 6):
        ms = begins + rng.randrange(30 * HOUR)
        steps = [(act, area) for act in ("log-in", "images", "image")]
        ms = images.series(ms, steps, 10 * SECOND, 2 * MINUTE)
        refused = "!1" if area in AREAS[6:] and number < 16 else ""
        steps = [(f"{act}{refused}", f"{area}:{area}-app") for act in ("config", "deploy", "pods")]
        rollout.series(ms, steps, 5 * SECOND, MINUTE)
