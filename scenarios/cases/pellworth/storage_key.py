"""A key of the study of how people move lists the storage and reads thousands of objects; a file asks for an answer.

After Gravy Analytics (2025): a key that had been taken, storage with where people were, a copy of a large part of it,
and a message about it.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM = ("253.9.120.40", "254.9.120.41")
_WITH = "rclone/v1.68.2"


@intrusion("A key of a study reads thousands of objects of where people were")
def plan(scene: Scene) -> None:
    """Lists on an evening; a hundred objects; two days later some two thousand in two nights; a file at the end."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("gcp", "pw-movement-paths", 14), address=_FROM[0], agent=_WITH)
    ms = scene.at(3, 20) + rng.randrange(3 * HOUR)
    looks = [
        ("buckets", ""),
        ("list", "pw-movement-data"),
        ("list", "pw-movement-archive"),
        ("list!1", "pw-clinic-data"),
    ]
    ms = key.series(ms, looks, 20 * SECOND, 2 * MINUTE)
    for day, count in ((3, 100), (5, 1100), (6, 900)):
        ms = ms if day == 3 else scene.at(day, 6) + rng.randrange(2 * HOUR)
        numbers = rng.sample(range(60_000), count)
        steps = [("read", f"pw-movement-archive/point/{number:05d}.parquet", "take: object read") for number in numbers]
        ms = key.series(ms, steps, 600, 9 * SECOND, address=_FROM[day % 2])
    key.act(ms + 20 * MINUTE, "put", "pw-movement-data/ANSWER-US.txt", "extort: message", address=_FROM[0])
    key.holds()
