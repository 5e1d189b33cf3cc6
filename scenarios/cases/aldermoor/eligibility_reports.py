"""The key with which a practice asks for insurers' answers reads some of them on most days, and nothing else.

After TriZetto (noticed in October 2025, published in March 2026): a portal that practices and hospitals use, reports on
who is insured, and eleven months in which they were read a few at a time.
"""

from scenarios.companies.aldermoor_places import ANSWERS
from scenarios.kit import HOUR, MINUTE, Scene, intrusion

_HOSTS = ("250.33.180.14", "250.33.181.92")


@intrusion("A practice's key reads a few answers a day, for as long as nobody looks")
def plan(scene: Scene) -> None:
    """Three to nine answers on fourteen of seventeen days, with the portal's own client, at hours of work."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("aws", "svc-am-practice-highfold", 16))
    quiet = set(rng.sample(range(1, 16), 3))
    for day in (day for day in range(17) if day not in quiet):
        ms = scene.at(day, 9) + rng.randrange(8 * HOUR)
        steps = [
            ("object", name, "take: answer read") for name in rng.sample(ANSWERS["highfold"], 3 + rng.randrange(7))
        ]
        key.series(ms, steps, 2 * MINUTE, 9 * MINUTE, address=_HOSTS[day > 8])
    key.holds()
