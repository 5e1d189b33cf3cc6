"""A build token changes another team's pipeline once; that pipeline then clones with its own token where it runs."""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies.halden import repositories
from scenarios.scenario import Scenario
from scenarios.scene import Scene

#: A home when it begins, another when he cleans up.
_FROM = ("198.18.231.17", "198.18.244.150")
_FILE = ".github/workflows/nightly.yml"


def plan(scene: Scene) -> None:
    """A look at the file and its change; two clones on six nights beside the builds; the file as it was again."""
    rng, github = scene.rng("intruder"), scene.systems["github"]
    builds = scene.of("github", vendor=False)
    runner = rng.choice([one for one in builds if "clone" in one.acts])
    taken = rng.choice([one for one in builds if one is not runner and "clone" not in one.acts])
    home = rng.choice([name for name in runner.things if name not in taken.things] or runner.things)

    def change(ms: int, what: str, act: str, where: str) -> None:
        scene.hostile(what, github.work(rng, taken, ms, act, home, address=where, path=_FILE))

    ms = scene.start + DAY + 18 * HOUR + rng.randrange(3 * HOUR)
    change(ms, "look: pipeline read", "contents", _FROM[0])
    ms += 11 * MINUTE + rng.randrange(20 * MINUTE)
    change(ms, "stay: pipeline changed", "workflow", _FROM[0])
    wanted = [name for name in repositories() if name not in runner.things]
    rng.shuffle(wanted)
    for night in range(1, 7):
        run = scene.start + (1 + night) * DAY + 2 * HOUR + rng.randrange(30 * MINUTE)
        for _ in range(2):
            scene.hostile("take: repository cloned", github.work(rng, runner, run, "clone", wanted.pop()))
            run += 20_000 + rng.randrange(4 * MINUTE)
    ends = scene.start + 8 * DAY + 19 * HOUR + rng.randrange(2 * HOUR)
    change(ends, "hide: pipeline changed back", "workflow", _FROM[1])
    scene.foothold("pipeline", f"github@main:workflow:{home}/{_FILE}", ms, ends)
    scene.foothold("credential", github.identifier(taken), scene.first)


SCENARIO = Scenario("A build token changes a pipeline, which then does the rest", plan)
