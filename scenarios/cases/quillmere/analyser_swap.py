"""A surge: the vendor of analysers moves all results into new tables; its people come with new roles and a new key.

Tables are copied by night, compared by day, wrong rights are repaired by hand, the old link works beside the new one
for a week and is then refused at one site that was forgotten.
"""

from random import Random

from scenarios.companies.quillmere import BENCHES, JAVA, TABLES, vendor
from scenarios.kit import BY_HAND, DAY, FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, aws_id, surge, take_up
from scenarios.systems.aws import Aws
from scenarios.systems.okta import Okta

_THERE = vendor("Reagenta")
_BENCH = tuple(table for table in TABLES if table.startswith(("bench", "results")))


@surge("The vendor of analysers moves all results into new tables")
def plan(scene: Scene) -> None:
    """New roles on the first day, copies on five nights, comparisons on five days, the old link ends on the ninth."""
    rng = scene.rng("swap")
    mover = Machine("postgresql", "reagenta_move", "reagenta_move", "", "Npgsql", FOREVER, 1, [], (),
                    created=scene.at(1, 9), vendor="Reagenta", roams=_THERE)  # fmt: skip
    check = Machine("postgresql", "reagenta_check", "reagenta_check", "", "JDBC Driver", FOREVER, 1, [], (),
                    created=scene.at(1, 10), vendor="Reagenta", roams=_THERE)  # fmt: skip
    key = Machine("aws", "svc-qm-reagenta-move", aws_id(rng, "AKIA"), "", JAVA, FOREVER, 1, [], (), vendor="Reagenta",
                  created=scene.at(1, 9), ended=scene.at(11, 9), roams=_THERE)  # fmt: skip
    scene.adds(mover, check)
    take_up(scene, key, 3)
    _first(scene, rng, mover)
    for night in range(5):
        _copy(scene, rng, mover, key, scene.at(2 + night, 21), night)
        steps = [(act, table) for table in _BENCH for act in ("count", "count", "read")]
        scene.user(rng, check).series(scene.at(3 + night, 7), steps, 5 * SECOND, 40 * SECOND)
    _people(scene, rng)
    _links(scene, rng)
    scene.changed(rng, key, scene.people[3], key.ended, made=False)


def _first(scene: Scene, rng: Random, mover: Machine) -> None:
    """Who looks after databases makes tables and rights; the mover is refused until the afternoon."""
    who = scene.people[9]
    dba = scene.user(rng, scene.named("postgresql", "dba"), address=who.office, agent="psql")
    steps = [("role", "reagenta_move"), ("role", "reagenta_check"), ("base", "bench_2026"),
             *(("make-table", f"bench_new.t{number}") for number in range(12)),
             *(("grant", table) for table in _BENCH)]  # fmt: skip
    dba.series(scene.at(1, 9), steps, 20 * SECOND, 2 * MINUTE)
    tries = scene.user(rng, mover)
    tries.series(scene.at(1, 11), [("read!1", "bench.rows")] * 9, MINUTE, 9 * MINUTE)
    tries.series(scene.at(1, 15), [("tables", ""), ("columns", ""), ("count", "bench.rows"), ("roles", "")], MINUTE)


def _copy(scene: Scene, rng: Random, mover: Machine, key: Machine, ms: int, night: int) -> None:
    """A night: some tables are read whole and written; plates of two sites are read from the bucket."""
    reads = [step for table in _BENCH for step in (("all", table), ("copy", table), ("copy-in", f"bench_new.t{night}"))]
    scene.user(rng, mover).series(ms, reads * 2, 20 * SECOND, 3 * MINUTE)
    plates = [
        ("object", f"qm-bench-files|{site}/{number:03d}.csv") for site in ("north", "coast") for number in range(90)
    ]
    scene.user(rng, key).series(
        ms + HOUR, [("buckets", ""), ("objects", "qm-bench-files"), *plates], SECOND, 9 * SECOND
    )
    kept = [("put-object", f"qm-bench-archive|{night}/{number:03d}.csv") for number in range(70)]
    scene.user(rng, key).series(ms + 5 * HOUR, kept, SECOND, 20 * SECOND)


def _people(scene: Scene, rng: Random) -> None:
    """Four of the vendor's people get accounts for ten days; an engineer looks at all that the swap touches."""
    okta, cloud, who = scene.known("okta", Okta), scene.known("aws", Aws), scene.people[12]
    tickets = scene.user(rng, scene.named("jira", "ext-reagenta"))
    for day in range(1, 10):
        tickets.series(scene.at(day, 8), [(act, "LAB") for act in ("issue", "comment", "comment", "issue")] * 9, MINUTE,
                       9 * MINUTE)  # fmt: skip
        ms = scene.at(day, 10) + rng.randrange(4 * HOUR)
        for act in ("roles", "policies", "bucket", "objects", "databases", "snapshot", "log-events", "firewalls"):
            scene.ordinary(cloud.person_does(rng, who, ms, act, "qm-bench-files", who.office))
            ms += MINUTE + rng.randrange(6 * MINUTE)
    for number in range(4):
        whom = scene.people[20 + number]
        for act, thing in (("assign", "Results"), ("join", "contractors"), ("factors", "")):
            scene.ordinary(
                okta.person_does(rng, scene.people[1], scene.at(1, 8) + number * MINUTE, act, thing, whom=whom)
            )


def _links(scene: Scene, rng: Random) -> None:
    """Analysers of each site change over on a day of their own; the third was forgotten, and is refused for a day."""
    link = scene.named("aws", "svc-qm-link")
    for number, host in enumerate(BENCHES):
        user = scene.user(rng, link, address=host, agent=JAVA.replace("2.45.1", "2.47.2"))
        steps = [("put-object", f"qm-bench-files|new/{number}/{place:03d}.csv") for place in range(80)]
        user.series(scene.at(3 + 2 * number, 6), steps, 20 * SECOND, 4 * MINUTE)
    old = scene.user(rng, scene.named("postgresql", "reagenta_link"), address=BENCHES[2])
    old.series(scene.at(9, 6), [("write!1", "bench.rows")] * 50, 10 * MINUTE, 20 * MINUTE)
    by_hand = scene.user(rng, link, address=scene.people[12].home, agent=BY_HAND["aws"])
    by_hand.series(scene.at(9, 6) + DAY // 2, [("object", "qm-bench-files|city/001.csv")] * 6, MINUTE, 4 * MINUTE)
