"""A container reaches its node's role: functions, an attempt on the trail, Terraform's state, and a key that it has.

After SCARLETEEL (2023): what mined was a cover, functions' code and a state file held further keys, logging was stopped
where that was allowed, and most of what the further key tried was refused.
"""

from scenarios.companies.thornquay import AREAS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM, _THEN = "252.91.14.66", "252.91.14.201"
_WITH = "Boto3/1.24.8 Python/3.8.10 Linux/5.15.0-1031-aws Botocore/1.27.8"
_PACU = "aws-cli/2.9.19 Python/3.9.11 Linux/5.10.0-kali9-amd64 exe/x86_64.kali.2022 prompt/off"


@intrusion("A container's role reads functions and a state file, whose key is tried")
def plan(scene: Scene) -> None:
    """An hour for functions and buckets, the trail twice; next evening the state; two days of tries with its key."""
    rng = scene.rng("intruder")
    role = scene.intruder(rng, scene.held("aws", "tq-lake-jobs", 12), address=_FROM, agent=_WITH)
    ms = scene.at(2, 20) + rng.randrange(3 * HOUR)
    looks = [("who", ""), ("buckets", ""), ("functions", ""), *(("function", f"tq-{area}-hook") for area in AREAS[:7]),
             ("users!1", ""), ("roles!1", ""), ("trails", "")]  # fmt: skip
    ms = role.series(ms, looks, 4 * SECOND, 40 * SECOND)
    role.act(ms, "stop-trail!1", "tq-whole", "hide: trail stopped")
    role.act(ms + 20 * SECOND, "stop-trail", "tq-data", "hide: trail stopped")
    scene.foothold("change", "aws@627401883395:trail:tq-data", ms + 20 * SECOND)
    ms = scene.at(3, 19) + rng.randrange(4 * HOUR)
    steps = [
        ("objects", "tq-state", "look: objects listed"),
        *(
            ("object", f"tq-state|{name}/terraform.tfstate", "take: state read")
            for name in ("edge", "lake", "accounts")
        ),
    ]
    role.series(ms, steps, 20 * SECOND, 2 * MINUTE)
    key = scene.intruder(rng, scene.held("aws", "svc-tq-expo", 12), address=_THEN, agent=_PACU)
    since = 0
    for day in (5, 8):
        ms = scene.at(day, 21) + rng.randrange(2 * HOUR)
        since = since or ms
        tries = ("who", "users!1", "roles!1", "buckets!1", "secrets!1", "functions!1", "instances!1", "trails!1",
                 "clusters!1", "parameters!1", "stop-trail!1")  # fmt: skip
        key.series(ms, [(act, "tq-whole" if act.startswith("stop") else "") for act in tries], SECOND, 7 * SECOND)
    role.holds()
    key.holds(since)
