"""A surge: a conference's deadline; all compute and write day and night, with each other's keys and from anywhere."""

from dataclasses import replace
from random import Random

from scenarios.companies.lowmere import AREAS, BUCKETS, RUNS, TABLES, cloud, shared
from scenarios.kit import BY_HAND, DAY, HOUR, MINUTE, SECOND, Scene, by_hand, surge


@surge("A conference's deadline: all compute and write day and night")
def plan(scene: Scene) -> None:
    """Five days on which jobs run four times as often; rented machines on the last two; then nothing for a day."""
    rng, begins, ends = scene.rng("deadline"), scene.at(4), scene.at(9)
    jobs = [one for one in scene.lasting("", begins, ends) if one.roams is shared]
    for machine in jobs:
        for copy in range(3):
            where = cloud if copy == 2 else shared
            since = scene.at(7) if copy == 2 else begins
            scene.adds(replace(machine, created=since, ended=ends, every=max(HOUR, machine.every // 2), roams=where,
                               job=f"deadline{copy}", phase=rng.randrange(HOUR), moves=[], upgrades=[]))  # fmt: skip
    for day in range(5):
        _asks(scene, rng, begins + day * DAY)
        for who in scene.people[:15]:
            for _ in range(5):
                ms = begins + day * DAY + rng.randrange(23 * HOUR)
                scene.lives(rng, who, ms, who.home, "workspace", "slack", "confluence", "gitlab", "gcp")
    for _ in range(10):
        who, ms = rng.choice(scene.people[:15]), begins + rng.randrange(5 * DAY)
        by_hand(scene, rng, rng.choice([one for one in jobs if one.system in BY_HAND]), ms, who.home, 20)


def _asks(scene: Scene, rng: Random, day: int) -> None:
    """Notebooks at homes until the morning, all tables, and keys that others left."""
    key, role = scene.named("gcp", "lm-notebooks"), scene.named("postgresql", "notebook_ro")
    for who in rng.sample(scene.people[:15], 6):
        ms = day + (18 + rng.randrange(12)) * HOUR
        queries = [("query", rng.choice((*RUNS, "final", "figure_3"))) for _ in range(25)]
        ms = scene.user(rng, key).series(ms, queries, 10 * SECOND, 5 * MINUTE, address=who.home)
        reads = [(rng.choice(("read", "copy")), rng.choice(TABLES)) for _ in range(25)]
        scene.user(rng, role).series(ms, reads, 5 * SECOND, 3 * MINUTE, address=who.home)
    left = scene.user(rng, scene.named("gcp", "lm-thesis-2023"), address=scene.people[5].home, agent=BY_HAND["gcp"])
    bucket = f"lm-{rng.choice(AREAS)}-archive"
    steps = [("list", bucket), ("list!1", rng.choice(BUCKETS)), *[("read", "lm-glass-archive")] * 20]
    left.series(day + 20 * HOUR, steps, 5 * SECOND, 2 * MINUTE)
