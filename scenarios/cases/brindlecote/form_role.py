"""The role of a tool for databases is used from outside while its session lasts, and taken anew on two more days.

After UNC2903 (Mandiant, May 2022): a request forged through a tool for databases reaches the instance's metadata, the
role's credentials are used from elsewhere, buckets are listed and objects copied, and it is done again when they end.
"""

from scenarios.companies.brindlecote_places import BUCKETS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM = ("252.77.31.190", "253.9.114.66")
_AGENT = "Boto3/1.20.24 Python/3.8.10 Linux/5.4.0-1029-aws Botocore/1.23.24"


@intrusion("The role of a tool for databases copies objects from outside, as long as each session lasts")
def plan(scene: Scene) -> None:
    """Minutes after the first session begins; three visits within its hours; two sessions more on later days."""
    rng = scene.rng("intruder")
    role = scene.intruder(rng, scene.held("aws", "bc-db-panel", 16), agent=_AGENT)
    looks = [("who", ""), ("buckets", ""), ("secrets!1", ""), ("instances!1", "")]
    ms = since = scene.at(3, 6) + 10 * MINUTE + rng.randrange(HOUR)
    ms = role.series(ms, looks, 10 * SECOND, MINUTE, address=_FROM[0])
    ms = role.series(ms, [("objects", name) for name in rng.sample(BUCKETS, 8)], 10 * SECOND, MINUTE, address=_FROM[0])
    for day, hour, count in ((3, 8, 34), (3, 10, 52), (6, 19, 61), (11, 1, 40)):
        ms = scene.at(day, hour) + rng.randrange(HOUR)
        name = BUCKETS[1 + 2 * (day % 5)]
        steps = [("objects", name, "look: objects")]
        steps += [("object", f"{name}|{rng.randrange(4000):05d}.json", "take: object") for _ in range(count)]
        role.series(ms, steps, SECOND, 22 * SECOND, address=_FROM[day > 3])
    role.holds(since)
