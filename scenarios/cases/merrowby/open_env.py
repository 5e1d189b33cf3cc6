"""The web server's key stood in an open file; it makes a role for functions in many regions, and empties buckets.

After the extortion with `.env` files that Unit 42 described (August 2024): requests through Tor, a role with all rights
by a key that may make roles, instances and a stack that were refused, functions that look for further such files, and a
note where objects had been.
"""

from random import Random

from scenarios.companies.merrowby import BUCKETS
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Actor, Machine, Scene, intrusion

_TOR, _VPN, _CLOUD = ("250.7.19.4", "251.88.2.60", "253.140.9.7"), "246.71.5.18", "241.30.17.9"
_WITH = "aws-cli/1.29.76 md/Botocore#1.31.76 ua/2.0 os/linux#6.5.0-kali3-amd64 lang/python#3.11.6"
_BROWSER = "S3 Browser/11.6.7 (https://s3browser.com)"
_REGIONS = ("us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1", "ap-south-1", "ap-southeast-1",
            "sa-east-1", "ca-central-1")  # fmt: skip
_ROLE = "lambda-ex"


@intrusion("The key in an open file makes a role for functions, and empties buckets")
def plan(scene: Scene) -> None:
    """Questions on the second day, role and functions on the fourth, objects on the seventh and eighth."""
    rng = scene.rng("intruder")
    key = scene.held("aws", "svc-mb-site", 14)
    user = scene.intruder(rng, key, address=_TOR[0], agent=_WITH)
    ms = scene.at(1, 14) + rng.randrange(6 * HOUR)
    for number, act in enumerate(("who", "users", "buckets", "mail-quota", "senders")):
        user.act(ms, act, address=_TOR[number % 3])
        ms += 5 * SECOND + rng.randrange(2 * MINUTE)
    ms = scene.at(3, 13) + rng.randrange(5 * HOUR)
    steps = (("roles", "", "look: roles"), ("service-role", f"{_ROLE}|lambda", "stay: role made"),
             ("give-service", f"{_ROLE}|AdministratorAccess", "stay: role given all rights"),
             ("run!1", "t3.large", "use: instance tried"), ("stack!1", "web-stack", "use: stack tried"))  # fmt: skip
    ms = user.series(ms, steps, 20 * SECOND, 2 * MINUTE)
    scene.foothold("role", f"aws@560218874391:role:{_ROLE}", ms)
    made = Machine("aws", _ROLE, "role/lambda-ex", _CLOUD, "Boto3/1.34.145", FOREVER, 1, [], (), created=ms)
    scene.adds(made)
    for number, region in enumerate(_REGIONS):
        user.act(ms, "make-function", f"ex|arn:aws:iam::560218874391:role/{_ROLE}", "use: function made",
                 region=region, address=_TOR[number % 3])  # fmt: skip
        scene.foothold("function", f"aws@560218874391:function:{region}/ex", ms)
        ms += 6 * SECOND + rng.randrange(40 * SECOND)
    runs = scene.intruder(rng, made, session="ex")
    for region in _REGIONS[:4]:
        runs.act(ms + rng.randrange(HOUR), "buckets", "", "look: function runs", region=region)
    _objects(scene, rng, user)
    user.holds()


def _objects(scene: Scene, rng: Random, user: Actor) -> None:
    """Objects of two buckets are listed and taken in a night; most of them are deleted in the next one, with a note."""
    things = [f"{bucket}|{number:04d}.csv.gz" for bucket in ("mb-sales-archive", "mb-passes-files")
              for number in range(90)]  # fmt: skip
    ms = scene.at(6, 19) + rng.randrange(2 * HOUR)
    looks = [("buckets", "", "look: buckets"), *(("objects", bucket, "look: objects") for bucket in BUCKETS[:12])]
    ms = user.series(ms, looks, 3 * SECOND, 20 * SECOND, address=_VPN, agent=_BROWSER)
    takes = [("object", thing, "take: object") for thing in rng.sample(things, 140)]
    user.series(ms, takes, SECOND, 20 * SECOND, address=_VPN, agent=_BROWSER)
    ms = scene.at(7, 20) + rng.randrange(HOUR)
    gone = [("drop-object", thing, "destroy: object deleted") for thing in rng.sample(things, 120)]
    ms = user.series(ms, gone, SECOND, 6 * SECOND, address=_VPN, agent=_BROWSER)
    note = [("put-object", f"{bucket}|RESTORE_FILES.txt", "extort: note") for bucket in BUCKETS[2:10:4]]
    user.series(ms, note, 9 * SECOND, MINUTE, address=_VPN, agent=_BROWSER)
