"""A vendor is broken into, and the grants that its customers gave it export their records within a day."""

from scenarios.companies.halden import TEAMS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion


@intrusion("A vendor's grant exports the records that it was given to read")
def plan(scene: Scene) -> None:
    """Records of every team are downloaded through one vendor's grant, while the vendor itself goes on as ever."""
    rng = scene.rng("intruder")
    intruder = scene.intruder(rng, rng.choice(scene.of("workspace")), address="203.0.113.140")
    ms = scene.at(3, 4) + rng.randrange(8 * HOUR)
    wanted = [f"{team}-record-{number}" for team in TEAMS for number in range(40)]
    rng.shuffle(wanted)
    views = [("view", name, "look: {thing} viewed") for name in wanted[:12]]
    ms = intruder.series(ms, views, 20 * SECOND, 3 * MINUTE)
    downloads = [("download", name, "take: {thing} downloaded") for name in wanted[12:260]]
    intruder.series(ms + 2 * HOUR, downloads, 30 * SECOND, 9 * MINUTE)
    intruder.holds()
