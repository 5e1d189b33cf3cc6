"""A surge: the yearly audit reads everything, with the accounts that are kept for it."""

from scenarios.companies.halden import BUCKETS, CLOUD, TEAMS, repositories
from scenarios.kit import DAY, HOUR, SECOND, Machine, Scene, digits, hexes, surge, uuid


@surge("The yearly audit reads everything")
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
    scene.adds(reader, viewer, looker)
    contents = (("contents", name) for name in repositories())
    scene.user(rng, reader).series(scene.at(2, 8), contents, 20 * SECOND, 300 * SECOND)
    lists = (("list", name) for name in BUCKETS)
    ms = scene.user(rng, viewer).series(scene.at(3, 8), lists, 10 * SECOND, 60 * SECOND)
    for team in TEAMS:
        ms = scene.user(rng, looker, namespace=team).series(ms, (("pods", ""), ("config", "")), 9 * SECOND)
