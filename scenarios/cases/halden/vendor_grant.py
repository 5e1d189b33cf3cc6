"""A vendor is broken into, and the grants that its customers gave it export their records within a day."""

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.halden import TEAMS
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_FROM = "203.0.113.140"


def plan(scene: Scene) -> None:
    """Records of every team are downloaded through one vendor's grant, while the vendor itself goes on as ever."""
    rng = scene.rng("intruder")
    clients = scene.of("workspace")
    one, drive = clients[rng.randrange(len(clients))], scene.systems["workspace"]
    ms = scene.start + 3 * DAY + 4 * HOUR + rng.randrange(8 * HOUR)
    wanted = [f"{team}-record-{number}" for team in TEAMS for number in range(40)]
    rng.shuffle(wanted)
    for name in wanted[:12]:
        scene.hostile(f"look: {name} viewed", drive.work(rng, one, ms, "view", name, address=_FROM))
        ms += 20 * SECOND + rng.randrange(3 * MINUTE)
    ms += 2 * HOUR
    for name in wanted[12:260]:
        scene.hostile(f"take: {name} downloaded", drive.work(rng, one, ms, "download", name, address=_FROM))
        ms += 30 * SECOND + rng.randrange(9 * MINUTE)
    scene.foothold("credential", drive.identifier(one), scene.first)


SCENARIO = Scenario("A vendor's grant exports the records that it was given to read", plan)
