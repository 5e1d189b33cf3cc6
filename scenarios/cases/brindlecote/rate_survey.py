"""A surge: for a week the group looks at what rooms cost elsewhere, with short-lived machines in nine regions.

Quotas are asked for and refused, machines are started and ended by the dozen in regions that nobody uses, functions get
addresses of their own, and what they find is written to a bucket that is made for it and deleted at the end.
"""

from random import Random

from scenarios.companies.brindlecote import PYTHON
from scenarios.companies.brindlecote_places import HOTELS, TABLES, gate
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Scene, by_hand, hexes, surge, take_up
from scenarios.machine import FOREVER, Machine, job
from scenarios.staff import looks_around
from scenarios.systems.aws import Aws

_REGIONS = ("eu-west-2", "eu-south-2", "eu-north-1", "us-east-1", "us-west-2", "ap-southeast-1", "ap-southeast-5",
            "ap-northeast-1", "sa-east-1")  # fmt: skip
_BUCKET = "bc-survey-prices"


@surge("For a week machines in nine regions look at what rooms cost elsewhere")
def plan(scene: Scene) -> None:
    """Two keys and a bucket on the second day; quotas; six days of machines in bursts; all of it ended on the ninth."""
    rng, cloud = scene.rng("survey"), scene.known("aws", Aws)
    starts = job(rng, "aws", "svc-bc-survey", PYTHON.replace("1.44.36", "1.45.2"), FOREVER, 1, _REGIONS, ("run",), gate)
    finds = job(rng, "aws", "svc-bc-survey-found", PYTHON, HOUR, 30, [f"{_BUCKET}|{hotel}/{n:03d}.json"
                for hotel in HOTELS for n in range(60)], ("put-object", "put-object", "object"), _survey)  # fmt: skip
    for number, new in enumerate((starts, finds)):
        new.created, new.ended = scene.at(1, 10) + number * HOUR, scene.at(8, 15) + number * 20 * MINUTE
        take_up(scene, new, 1)
        scene.changed(rng, new, scene.people[1], new.ended, made=False)
    who = scene.people[13]
    ms = scene.at(1, 12)
    for act, thing in (("new-bucket", _BUCKET), ("limits", "ec2"), ("type-limits", "L-1216C47A"), ("regions", ""),
                       ("support-case", "EC2: vCPU limits in nine regions"), ("template", "survey"),
                       ("service-role", "bc-survey-run|lambda"), ("make-function", "survey-ask|bc-survey-run"),
                       ("function-url", "survey-ask"), ("functions", "")):  # fmt: skip
        error = "AccessDenied" if act == "service-role" else ""
        scene.ordinary(cloud.person_does(rng, who, ms, act, thing, who.office, error=error))
        ms += 4 * MINUTE + rng.randrange(20 * MINUTE)
    by_hand(scene, rng, finds, scene.at(1, 16), who.home, 9)
    _machines(scene, rng, starts)
    reads = scene.user(rng, scene.named("postgresql", "models_ro"))
    for day in range(3, 9):
        tables = [name for name in TABLES if name.startswith(("rates", "availability"))]
        reads.series(scene.at(day, 4), [("all", rng.choice(tables)) for _ in range(40)], 10 * SECOND, 3 * MINUTE)
        looks_around(scene, rng, cloud, who, scene.at(day, 9), ("instances", "costs", "limits", "functions", "objects"),
                     (_BUCKET,), who.place(scene.at(day)), 14, (MINUTE, 9 * MINUTE))  # fmt: skip
    for number, act in enumerate(("drop-bucket-rule", "drop-bucket", "drop-role", "instances", "costs")):
        done = cloud.person_does(rng, who, scene.at(8, 16) + number * 5 * MINUTE, act, _BUCKET, who.office)
        scene.ordinary(done)


def _survey(key: str, ms: int) -> str:
    """What runs in one of nine regions, from outside: another address every quarter of an hour."""
    place = (sum(key.encode()) + ms // (15 * MINUTE)) % 9
    return f"{240 + place}.200.{ms // (15 * MINUTE) % 200}.{10 + place}"


def _machines(scene: Scene, rng: Random, held: Machine) -> None:
    """Three times a day machines start in each region; some are refused; all end within three hours."""
    key = scene.user(rng, held)
    for day in range(2, 8):
        for hour in (1, 9, 18):
            ms = scene.at(day, hour) + rng.randrange(HOUR)
            for region in _REGIONS:
                key.act(ms, "image-list", "", region=region)
                for number in range(4 + rng.randrange(6)):
                    ms += 2 * SECOND + rng.randrange(9 * SECOND)
                    error = "InsufficientInstanceCapacity" if number == 3 or rng.random() < 0.1 else ""
                    key.act(ms, "run", "t4g.small", region=region, error=error)
                    if not error:
                        ended = min(ms + HOUR + rng.randrange(2 * HOUR), scene.at(day) + DAY)
                        key.act(ended, "terminate", f"0{hexes(rng, 16)}", region=region)
