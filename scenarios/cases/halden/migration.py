"""A surge: everything moves to another build system, with new credentials, from a new network."""

from keyroll.replay.streams import digits, hexes
from keyroll.replay.times import DAY, HOUR, SECOND
from scenarios.companies.halden import repositories
from scenarios.machine import Machine
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.gcp import BUCKETS

_NETWORK = "198.18.61"


def plan(scene: Scene) -> None:
    """New tokens are made by administrators, clone every repository in two days, and put hooks on thirty of them."""
    rng, by = scene.rng("migration"), scene.people[1]
    github, gcp = scene.tended("github"), scene.tended("gcp")
    made = scene.start + DAY + 9 * HOUR
    mover = Machine("github", "ci-migration", digits(rng, 9), f"{_NETWORK}.9", "git/2.48.1", HOUR, 3,
                    rng.sample(repositories(), 20), ("fetch", "statuses"), made + DAY)  # fmt: skip
    copier = Machine("gcp", "ci-migration", hexes(rng, 40), f"{_NETWORK}.12", "gcloud-python/2.19.0", 4 * HOUR, 3,
                     [BUCKETS[0]], ("put",), made + DAY)  # fmt: skip
    scene.machines += [mover, copier]
    scene.ordinary(github.changes(rng, mover, by, made, made=True))
    scene.ordinary(gcp.changes(rng, copier, by, made + HOUR, made=True))
    ms = made + 3 * HOUR
    for name in repositories():
        scene.ordinary(github.work(rng, mover, ms, "clone", name))
        ms += 60 * SECOND + rng.randrange(800 * SECOND)
    for name in repositories()[:30]:
        scene.ordinary(github.work(rng, mover, ms, "hook", name, hook=digits(rng, 9)))
        ms += 5 * SECOND
    ms = made + 20 * HOUR
    for name in BUCKETS:
        for _ in range(6):
            scene.ordinary(gcp.work(rng, copier, ms, "read", name))
            ms += 2 * SECOND + rng.randrange(40 * SECOND)
    for one in scene.of("github", vendor=False)[:4]:
        one.moves.append((scene.start + 5 * DAY, f"{_NETWORK}.{20 + rng.randrange(90)}"))


SCENARIO = Scenario("A migration of builds to another system and network", plan, surge=True)
