"""A surge: everything moves to another build system, with new credentials, from a new network."""

from scenarios.companies.halden import BUCKETS, repositories
from scenarios.kit import DAY, HOUR, SECOND, Machine, Scene, digits, hexes, surge

_NETWORK = "198.18.61"


@surge("A migration of builds to another system and network")
def plan(scene: Scene) -> None:
    """New tokens are made by administrators, clone every repository in two days, and put hooks on thirty of them."""
    rng, by, made = scene.rng("migration"), scene.people[1], scene.at(1, 9)
    mover = Machine("github", "ci-migration", digits(rng, 9), f"{_NETWORK}.9", "git/2.48.1", HOUR, 3,
                    rng.sample(repositories(), 20), ("fetch", "statuses"), made + DAY)  # fmt: skip
    copier = Machine("gcp", "ci-migration", hexes(rng, 40), f"{_NETWORK}.12", "gcloud-python/2.19.0", 4 * HOUR, 3,
                     [BUCKETS[0]], ("put",), made + DAY)  # fmt: skip
    scene.adds(mover, copier)
    scene.changed(rng, mover, by, made)
    scene.changed(rng, copier, by, made + HOUR)
    moves = scene.user(rng, mover)
    clones = (("clone", name) for name in repositories())
    ms = moves.series(made + 3 * HOUR, clones, 60 * SECOND, 800 * SECOND)
    for name in repositories()[:30]:
        moves.act(ms, "hook", name, hook=digits(rng, 9))
        ms += 5 * SECOND
    reads = (("read", name) for name in BUCKETS for _ in range(6))
    scene.user(rng, copier).series(made + 20 * HOUR, reads, 2 * SECOND, 40 * SECOND)
    for build in scene.of("github", vendor=False)[:4]:
        build.moves.append((scene.at(5), f"{_NETWORK}.{20 + rng.randrange(90)}"))
