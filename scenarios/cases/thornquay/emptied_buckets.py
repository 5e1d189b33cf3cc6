"""The key of copies looks at buckets with a file manager, is silent for over a week, and comes back to delete.

After Bling Libra (2024): a key with rights on buckets alone, two programs with windows, what was found taken, and weeks
later buckets deleted and a new one whose name is the note.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM, _BACK = "250.199.30.4", "253.44.8.61"
_BROWSER = "S3 Browser/11.6.7 (https://s3browser.com)"
_WINSCP = "WinSCP/6.3.3 neon/0.32.5"


@intrusion("Buckets are read with a file manager, and deleted a week and a half later")
def plan(scene: Scene) -> None:
    """Refused tries and lists on a night; some objects the next one; ten days later five buckets within minutes."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("aws", "svc-tq-backups", 2), address=_FROM, agent=_BROWSER)
    ms = scene.at(0, 17) + rng.randrange(2 * HOUR)
    ms = key.series(ms, (("who", ""), ("users!1", ""), ("instances!1", ""), ("buckets", "")), 10 * SECOND, MINUTE)
    wanted = ("tq-backups", "tq-tide-saves", "tq-receipts", "tq-tide-builds", "tq-voices")
    for bucket in wanted:
        ms = key.series(ms, [("bucket", bucket), ("objects", bucket)], 6 * SECOND, 40 * SECOND)
    ms = scene.at(1, 18) + rng.randrange(3 * HOUR)
    steps = [("object", f"{bucket}|part-{number:03d}", "take: object read") for bucket in wanted[:3] for number in
             range(16)]  # fmt: skip
    key.series(ms, steps, 2 * SECOND, 30 * SECOND, agent=_WINSCP)
    held = scene.held("aws", "svc-tq-backups", 2)
    last = min(scene.at(12, 17), held.ended - 6 * HOUR) if held.ended < scene.at(13) else scene.at(12, 17)
    ms = last + rng.randrange(3 * HOUR)
    for number, bucket in enumerate(wanted):
        act = "drop-bucket!1" if number == 2 else "drop-bucket"
        steps = [("objects", bucket, "look: objects listed"),
                 *(("drop-object", f"{bucket}|part-{place:03d}", "destroy: object deleted") for place in range(12)),
                 (act, bucket, "destroy: bucket deleted")]  # fmt: skip
        ms = key.series(ms, steps, SECOND, 4 * SECOND, address=_BACK)
    key.act(ms + MINUTE, "new-bucket", "contact-us-about-tq-2f81", "extort: note", address=_BACK)
    key.holds()
