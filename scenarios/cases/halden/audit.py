"""A surge: the yearly audit reads everything, with the accounts that are kept for it."""

from keyroll.replay.streams import digits, hexes, uuid
from keyroll.replay.times import DAY, HOUR, SECOND
from scenarios.companies.halden import CLOUD, TEAMS, repositories
from scenarios.machine import Machine
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.gcp import BUCKETS


def plan(scene: Scene) -> None:
    """Accounts that look at a little each week look at all repositories, buckets and namespaces within three days."""
    rng, where = scene.rng("audit"), f"{CLOUD}.240"
    week = 7 * DAY
    reader = Machine("github", "audit-reader", digits(rng, 9), where, "python-requests/2.32.3", week, 4,
                     rng.sample(repositories(), 5), ("contents", "list"), phase=10 * HOUR)  # fmt: skip
    viewer = Machine("gcp", "audit-viewer", hexes(rng, 40), where, "gcloud-python/2.19.0", week, 3, [BUCKETS[3]],
                     ("list", "accounts"), phase=11 * HOUR)  # fmt: skip
    looker = Machine("kubernetes", "audit/viewer", uuid(rng), where, "kubectl/v1.31.0 (linux/amd64)", week, 3, ["x"],
                     ("namespaces", "nodes"), phase=12 * HOUR)  # fmt: skip
    scene.machines += [reader, viewer, looker]
    ms = scene.start + 2 * DAY + 8 * HOUR
    for name in repositories():
        scene.ordinary(scene.systems["github"].work(rng, reader, ms, "contents", name))
        ms += 20 * SECOND + rng.randrange(300 * SECOND)
    ms = scene.start + 3 * DAY + 8 * HOUR
    for name in BUCKETS:
        scene.ordinary(scene.systems["gcp"].work(rng, viewer, ms, "list", name))
        ms += 10 * SECOND + rng.randrange(60 * SECOND)
    for team in TEAMS:
        for act in ("pods", "config"):
            scene.ordinary(scene.systems["kubernetes"].work(rng, looker, ms, act, "", namespace=team))
            ms += 9 * SECOND


SCENARIO = Scenario("The yearly audit reads everything", plan, surge=True)
