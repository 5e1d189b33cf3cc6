"""A program that an engineer who left runs in another cloud deletes 456 machines with the key of the fleet.

After Cisco (2018, judged in 2020): a contract that had ended five months before, access that had not, a project of his
own at another provider, and two hours in which machines were deleted one by one.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion

_FROM, _WITH = "248.36.110.52", "Boto3/1.36.2 md/Botocore#1.36.2 ua/2.0 os/linux#6.1.0-cloud-amd64 lang/python#3.11.2"


@intrusion("Who left months ago deletes 456 machines with the key of the fleet")
def plan(scene: Scene) -> None:
    """Three calls on an evening; a week later the lists and the deletions; the key is taken away in the morning."""
    rng, key = scene.rng("intruder"), scene.held("aws", "svc-mb-fleet", 16)
    fleet = scene.intruder(rng, key, address=_FROM, agent=_WITH)
    fleet.series(scene.at(1, 16) + rng.randrange(2 * HOUR), (("who", ""), ("instances", ""), ("instances", "")),
                 9 * SECOND, 4 * MINUTE)  # fmt: skip
    ms = scene.at(8, 17) + rng.randrange(3 * HOUR)
    ms = fleet.series(ms, [("instances", "")] * 4, 5 * SECOND, 20 * SECOND)
    for number in range(456):
        error = {"error": "InvalidInstanceID.NotFound"} if number % 61 == 60 else {}
        records = scene.systems["aws"].work(rng, key, ms, "terminate", f"0{rng.getrandbits(64):016x}",
                                            address=_FROM, agent=_WITH, **error)  # fmt: skip
        scene.hostile("destroy: machine deleted", records, success=not error)
        ms += 3 * SECOND + rng.randrange(24 * SECOND)
    responders = scene.user(rng, key)
    responders.series(ms + 40 * MINUTE, [("scale", area) for area in ("sales", "queue", "seats")] * 3, MINUTE)
    handed(scene, rng, key.name, scene.at(9, 5) + rng.randrange(HOUR), scene.people[1], grace=5 * MINUTE)
    fleet.holds()
