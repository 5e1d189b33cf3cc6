"""A surge: a new monitoring product gets credentials everywhere and reads everything once, then a little."""

from scenarios.companies.halden import BUCKETS, DOMAIN, TEAMS, repositories
from scenarios.kit import HOUR, SECOND, Machine, Scene, digits, hexes, surge, uuid


@surge("A new monitoring product reads everything once, from a new network")
def plan(scene: Scene) -> None:
    """An administrator makes them in one morning; the first round reads every repository, bucket and namespace."""
    rng, made = scene.rng("monitor"), scene.at(2, 9)

    def watcher(system: str, name: str, key: str, things: list[str], acts: tuple[str, ...]) -> Machine:
        where = f"198.18.66.{20 + rng.randrange(30)}"
        machine = Machine(system, name, key, where, "watchlight/4.1.0", HOUR, 3, things, acts, created=made,
                          phase=rng.randrange(HOUR))  # fmt: skip
        scene.adds(machine)
        return machine

    code = watcher("github", "watchlight", digits(rng, 9), repositories()[:12], ("commits", "pulls"))
    cloud = watcher("gcp", "watchlight", hexes(rng, 40), list(BUCKETS[:8]), ("list", "buckets"))
    cluster = watcher("kubernetes", "watchlight/observer", uuid(rng), ["x"], ("pods", "nodes"))
    mail = watcher("microsoft", "Watchlight", uuid(rng), [f"alerts@{DOMAIN}"], ("mail",))
    for number, new in enumerate((code, cloud, mail)):
        scene.changed(rng, new, scene.people[1], made + number * 200 * SECOND)
    scene.user(rng, mail).act(made + HOUR, "mail!1", f"alerts@{DOMAIN}")
    reads = ((act, name) for name in repositories() for act in ("contents", "commits"))
    ms = scene.user(rng, code).series(made + 2 * HOUR, reads, SECOND, 9 * SECOND)
    looks = scene.user(rng, cloud)
    looks.series(ms, (("buckets", ""), ("accounts", "")), 0)
    ms = looks.series(ms, (("list", name) for name in BUCKETS), SECOND, 9 * SECOND)
    for team in TEAMS:
        acts = (("pods", ""), ("config", ""), ("nodes", ""))
        ms = scene.user(rng, cluster, namespace=team).series(ms, acts, SECOND)
