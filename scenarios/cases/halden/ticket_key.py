"""A service account's key, pasted into a ticket long ago, lists storage from a cloud network, twice and briefly."""

from keyroll.replay.times import DAY, HOUR, SECOND
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.gcp import BUCKETS

_FROM = "198.18.222.9"


def plan(scene: Scene) -> None:
    """The finder uses the client library that the account's own program uses; the second visit reads a little."""
    rng = scene.rng("intruder")
    own = scene.of("gcp")
    one, gcp = own[rng.randrange(len(own))], scene.systems["gcp"]
    foreign = [name for name in BUCKETS if name not in one.things]
    ms = scene.start + 2 * DAY + 6 * HOUR + rng.randrange(10 * HOUR)
    for act, refused in (("buckets", ""), ("accounts", "1"), ("secret", "1")):
        named = "db-admin" if act == "secret" else ""
        records = gcp.work(rng, one, ms, act, named, address=_FROM, refused=refused)
        scene.hostile(f"look: {act}", records, success=not refused)
        ms += 5 * SECOND + rng.randrange(50 * SECOND)
    for name in rng.sample(foreign, 7):
        scene.hostile(f"look: {name} listed", gcp.work(rng, one, ms, "list", name, address=_FROM))
        ms += 8 * SECOND + rng.randrange(90 * SECOND)
    ms += 3 * DAY + rng.randrange(6 * HOUR)
    for name in rng.sample(foreign, 9):
        scene.hostile(f"take: {name} read", gcp.work(rng, one, ms, "read", name, address=_FROM))
        ms += 8 * SECOND + rng.randrange(90 * SECOND)
    scene.foothold("credential", gcp.identifier(one), scene.first)


SCENARIO = Scenario("A key that was found in a ticket lists storage from elsewhere", plan)
