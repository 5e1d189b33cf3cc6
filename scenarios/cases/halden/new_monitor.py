"""A surge: a new monitoring product gets credentials everywhere and reads everything once, then a little."""

from keyroll.replay.streams import digits, hexes, uuid
from keyroll.replay.times import DAY, HOUR, SECOND
from scenarios.companies.halden import DOMAIN, TEAMS, repositories
from scenarios.machine import Machine
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.gcp import BUCKETS

_NETWORK, _WITH = "198.18.66", "watchlight/4.1.0"


def plan(scene: Scene) -> None:
    """An administrator makes them in one morning; the first round reads every repository, bucket and namespace."""
    rng, by = scene.rng("monitor"), scene.people[1]
    made = scene.start + 2 * DAY + 9 * HOUR

    def one(system: str, name: str, key: str, things: list[str], acts: tuple[str, ...]) -> Machine:
        where = f"{_NETWORK}.{20 + rng.randrange(30)}"
        found = Machine(system, name, key, where, _WITH, HOUR, 3, things, acts, created=made, phase=rng.randrange(HOUR))
        scene.machines.append(found)
        return found

    code = one("github", "watchlight", digits(rng, 9), repositories()[:12], ("commits", "pulls"))
    cloud = one("gcp", "watchlight", hexes(rng, 40), list(BUCKETS[:8]), ("list", "buckets"))
    cluster = one("kubernetes", "watchlight/observer", uuid(rng), ["x"], ("pods", "nodes"))
    mail = one("microsoft", "Watchlight", uuid(rng), [f"alerts@{DOMAIN}"], ("mail",))
    for number, new in enumerate((code, cloud, mail)):
        scene.ordinary(scene.tended(new.system).changes(rng, new, by, made + number * 200 * SECOND, made=True))
    scene.ordinary(scene.systems["microsoft"].work(rng, mail, made + HOUR, "mail", f"alerts@{DOMAIN}", refused="1"))
    ms = made + 2 * HOUR
    for name in repositories():
        for act in ("contents", "commits"):
            scene.ordinary(scene.systems["github"].work(rng, code, ms, act, name))
            ms += SECOND + rng.randrange(9 * SECOND)
    for act in ("buckets", "accounts"):
        scene.ordinary(scene.systems["gcp"].work(rng, cloud, ms, act, ""))
    for name in BUCKETS:
        scene.ordinary(scene.systems["gcp"].work(rng, cloud, ms, "list", name))
        ms += SECOND + rng.randrange(9 * SECOND)
    for team in TEAMS:
        for act in ("pods", "config", "nodes"):
            scene.ordinary(scene.systems["kubernetes"].work(rng, cluster, ms, act, "", namespace=team))
            ms += SECOND


SCENARIO = Scenario("A new monitoring product reads everything once, from a new network", plan, surge=True)
