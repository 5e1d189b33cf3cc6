"""A build token changes another team's pipeline once; that pipeline then clones with its own token where it runs."""

from scenarios.companies.halden import repositories
from scenarios.kit import HOUR, MINUTE, Scene, intrusion

#: A home when it begins, another when he cleans up.
_FROM = ("198.18.231.17", "198.18.244.150")
_FILE = ".github/workflows/nightly.yml"


@intrusion("A build token changes a pipeline, which then does the rest")
def plan(scene: Scene) -> None:
    """A look at the file and its change; two clones on six nights beside the builds; the file as it was again."""
    rng, builds = scene.rng("intruder"), scene.of("github", vendor=False)
    runner = rng.choice([build for build in builds if "clone" in build.acts])
    taken = rng.choice([build for build in builds if build is not runner and "clone" not in build.acts])
    home = rng.choice([name for name in runner.things if name not in taken.things] or runner.things)
    intruder, pipeline = scene.intruder(rng, taken, path=_FILE), scene.intruder(rng, runner)
    ms = scene.at(1, 18) + rng.randrange(3 * HOUR)
    intruder.act(ms, "contents", home, "look: pipeline read", address=_FROM[0])
    ms += 11 * MINUTE + rng.randrange(20 * MINUTE)
    intruder.act(ms, "workflow", home, "stay: pipeline changed", address=_FROM[0])
    wanted = [name for name in repositories() if name not in runner.things]
    rng.shuffle(wanted)
    for night in range(1, 7):
        run = scene.at(1 + night, 2) + rng.randrange(30 * MINUTE)
        clones = [("clone", wanted.pop()), ("clone", wanted.pop())]
        pipeline.series(run, clones, 20_000, 4 * MINUTE, what="take: repository cloned")
    ends = scene.at(8, 19) + rng.randrange(2 * HOUR)
    intruder.act(ends, "workflow", home, "hide: pipeline changed back", address=_FROM[1])
    scene.foothold("pipeline", f"github@main:workflow:{home}/{_FILE}", ms, ends)
    intruder.holds()
