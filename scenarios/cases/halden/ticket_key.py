"""A service account's key, pasted into a ticket long ago, lists storage from a cloud network, twice and briefly."""

from scenarios.companies.halden import BUCKETS
from scenarios.kit import DAY, HOUR, SECOND, Scene, intrusion


@intrusion("A key that was found in a ticket lists storage from elsewhere")
def plan(scene: Scene) -> None:
    """The finder uses the client library that the account's own program uses; the second visit reads a little."""
    rng = scene.rng("intruder")
    key = rng.choice(scene.of("gcp"))
    intruder = scene.intruder(rng, key, address="198.18.222.9")
    foreign = [name for name in BUCKETS if name not in key.things]
    ms = scene.at(2, 6) + rng.randrange(10 * HOUR)
    looks = (("buckets", ""), ("accounts!1", ""), ("secret!1", "db-admin"))
    ms = intruder.series(ms, looks, 5 * SECOND, 50 * SECOND)
    lists = [("list", name, "look: {thing} listed") for name in rng.sample(foreign, 7)]
    ms = intruder.series(ms, lists, 8 * SECOND, 90 * SECOND)
    ms += 3 * DAY + rng.randrange(6 * HOUR)
    reads = [("read", name, "take: {thing} read") for name in rng.sample(foreign, 9)]
    intruder.series(ms, reads, 8 * SECOND, 90 * SECOND)
    intruder.holds()
