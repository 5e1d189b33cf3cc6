"""The keys of the role of an instance in front of the site are used outside: lists, then objects bucket by bucket.

After Capital One (2019): a request that the front passes on to the instance's metadata, a role with more rights than
its work needs, a VPN and Tor. No list of the account has the role.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_VPN, _TOR = "251.60.18.7", ("253.11.4.90", "250.77.201.13", "254.3.60.8")
_WITH = "aws-cli/1.36.9 md/Botocore#1.35.68 ua/2.0 os/linux#6.8.0-47-generic md/arch#x86_64 lang/python#3.12.3"


@intrusion("The role of an instance in front of the site reads buckets from outside")
def plan(scene: Scene) -> None:
    """A look; nine days later receipts and saves in an hour and a half; twice again for what is new."""
    rng = scene.rng("intruder")
    role = scene.intruder(rng, scene.held("aws", "tq-edge-proxy", 15), address=_VPN, agent=_WITH)
    ms = scene.at(1, 12) + rng.randrange(6 * HOUR)
    role.series(ms, (("who", ""), ("buckets", ""), ("objects", "tq-receipts"), ("secrets!1", "")), 15 * SECOND, MINUTE)
    ms = scene.at(10, 14) + rng.randrange(3 * HOUR)
    for bucket, path, count in (("tq-receipts", "2026/{:04d}.json", 260), ("tq-ember-saves", "{:04d}/slot", 340)):
        ms = role.series(ms, [("buckets", ""), ("objects", bucket)], 5 * SECOND, 30 * SECOND, address=_TOR[0])
        steps = [("object", f"{bucket}|{path.format(number)}", "take: object read") for number in range(count)]
        ms = role.series(ms, steps, SECOND, 14 * SECOND, address=_TOR[1])
    for day in (12, 14):
        ms = scene.at(day, 18) + rng.randrange(2 * HOUR)
        steps = [("object", f"tq-receipts|2026/{300 + number + day:04d}.json", "take: object read") for number in
                 range(25)]  # fmt: skip
        role.series(ms, [("objects", "tq-receipts", "look: objects listed"), *steps], SECOND, 9 * SECOND,
                    address=_TOR[2])  # fmt: skip
    role.holds()
