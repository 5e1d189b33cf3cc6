"""The key that builds the cloud leaks from a scanner of builds; a user that exists gets a second key, which reads.

After the European Commission's accounts (CERT-EU, April 2026): keys that were found are tried against STS, a key is
made beside a user's own, buckets are looked at, and files are taken for days before anybody is alarmed.
"""

from random import Random

from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, aws_id, handed, intrusion
from scenarios.systems.aws import Aws

_FROM, _TAKES = "250.131.66.18", ("252.9.140.77", "254.21.8.30")
_WITH = "aws-sdk-go-v2/1.41.1 ua/2.1 os/linux lang/go#1.25.6 md/GOOS#linux md/GOARCH#amd64"
_CLI = "aws-cli/2.33.2 md/awscrt#0.31.2 ua/2.1 os/linux#6.8.0-101-generic md/arch#x86_64 lang/python#3.13.11"
_USER = "svc-qm-statistics"


@intrusion("A second key is made beside a user's own, and files are taken for days")
def plan(scene: Scene) -> None:
    """Keys tried and one made in an evening; looks next day; files on four days; both keys are taken away."""
    rng, cloud = scene.rng("intruder"), scene.known("aws", Aws)
    leaked = scene.held("aws", "svc-qm-terraform", 10)
    first = scene.intruder(rng, leaked, address=_FROM, agent=_CLI)
    ms = scene.at(1, 17) + rng.randrange(3 * HOUR)
    for name, refused in (("svc-qm-terraform", ""), ("svc-qm-old-lims", ""), ("svc-qm-archive", "1")):
        one = scene.intruder(rng, scene.held("aws", name, 10), address=_FROM, agent="TruffleHog")
        wrong = {"error": "InvalidClientTokenId", "refused": refused} if refused else {}
        one.act(ms, "who", "", "look: key tried", **wrong)
        ms += 2 * SECOND + rng.randrange(8 * SECOND)
        if name == "svc-qm-old-lims":
            old = ms
    steps = (("who", ""), ("accounts!1", ""), ("users", ""), ("keys", _USER), ("policies", _USER))
    ms = first.series(ms + 20 * MINUTE, steps, 20 * SECOND, 3 * MINUTE)
    made = Machine("aws", _USER, aws_id(rng, "AKIA"), _TAKES[0], _WITH, FOREVER, 1, [], (), created=ms, job="beside")
    scene.adds(made)
    scene.hostile("stay: key made", cloud.turns(rng, made, leaked, ms, made=True, **first.details))
    _takes(scene, rng, made)
    found = scene.at(8, 8) + rng.randrange(4 * HOUR)
    handed(scene, rng, "svc-qm-terraform", found, scene.people[0], grace=20 * MINUTE)
    made.ended = found + HOUR
    scene.changed(rng, made, scene.people[0], made.ended, made=False)
    ended = scene.named("aws", "svc-qm-old-lims")
    ended.ended = found + 3 * HOUR
    scene.changed(rng, ended, scene.people[0], ended.ended, made=False)
    first.holds(0, found + 20 * MINUTE)
    scene.intruder(rng, made).holds(made.created, made.ended)
    scene.intruder(rng, ended).holds(old, ended.ended)


def _takes(scene: Scene, rng: Random, key: Machine) -> None:
    """Buckets and what they hold are looked at once; then files of letters, some hundred a day, through two exits."""
    user = scene.intruder(rng, key)
    ms = scene.at(2, 10) + rng.randrange(4 * HOUR)
    looks = [("who", ""), ("buckets", ""), ("objects", "qm-reports-files"), ("objects", "qm-reports-archive"),
             ("objects", "qm-portal-files"), ("bucket", "qm-reports-files")]  # fmt: skip
    user.series(ms, looks, 30 * SECOND, 4 * MINUTE, agent=_CLI)
    for number, day in enumerate((3, 4, 6, 7)):
        ms = scene.at(day, 1 + 7 * number % 20) + rng.randrange(3 * HOUR)
        bucket = ("qm-reports-files", "qm-reports-archive")[number % 2]
        user.act(ms, "objects", bucket, "look: objects listed")
        steps = [("object", f"{bucket}|{day:02d}/{place:05d}.eml", "take: object read") for place in range(190)]
        user.series(ms + MINUTE, steps, 2 * SECOND, 40 * SECOND, address=_TAKES[number % 2])
