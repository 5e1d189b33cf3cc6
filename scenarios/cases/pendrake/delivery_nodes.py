"""Keys of the magazine and of the careers site make small machines by the hundred in many regions within minutes.

After nodes of the Meson network (Sysdig, March 2024): keys out of two sites, an automatic look at what they may do, and
batches of five hundred machines in one region after another, all from one address.
"""

from scenarios.companies.pendrake_places import ACCOUNT, OFFICES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion
from scenarios.systems.aws import Aws

_FROM, _AGENT = "253.208.25.17", "Boto3/1.34.44 md/Botocore#1.34.44 ua/2.0 os/linux#6.5.0 lang/python#3.10.12"
_REGIONS = ("eu-west-1", "us-east-1", "us-east-2", "us-west-2", "eu-central-1", "ap-northeast-1")


@intrusion("Keys of two sites make machines by the hundred within minutes")
def plan(scene: Scene) -> None:
    """A minute of looks for each key; twelve batches, half of them beyond what is allowed; ended after five hours."""
    rng, cloud = scene.rng("intruder"), scene.known("aws", Aws)
    ms = scene.at(6, 3) + rng.randrange(4 * HOUR)
    held = [scene.held("aws", name, 7) for name in ("svc-pd-careers", "svc-pd-magazine")]
    keys = [scene.intruder(rng, one, address=_FROM, agent=_AGENT) for one in held]
    for key, one in zip(keys, held, strict=True):
        steps = (("who", ""), ("keys!1", one.name), ("policies", one.name), ("users!1", ""), ("roles!1", ""),
                 ("buckets", ""), ("instances", ""), ("regions", ""), ("type-limits", "L-1216C47A"),
                 ("mail-quota", ""), ("functions!1", ""), ("simulate!1", ""))  # fmt: skip
        ms = key.series(ms, steps, SECOND, 2 * SECOND)
    key, since = keys[1], ms
    for place, region in enumerate(_REGIONS):
        key.act(ms, "image-list", "", region=region)
        key.act(ms + 2 * SECOND, "key-pair", f"node{place}", "use: pair of keys", region=region)
        for batch in range(2):
            ms += 5 * SECOND + rng.randrange(20 * SECOND)
            act, error = ("run-batch", "") if not batch else ("run-batch!1", "VcpuLimitExceeded")
            key.act(ms, act, "t3.micro", "use: machines by the hundred", region=region, error=error)
        scene.foothold("machine", f"aws@{ACCOUNT}:instances:{region}", ms, since + 6 * HOUR)
        ms += 15 * SECOND
    by = scene.people[2]
    for number, one in enumerate(held):
        until = since + 5 * HOUR + number * 4 * MINUTE
        handed(scene, rng, one.name, until - 9 * MINUTE, by, grace=9 * MINUTE)
        keys[number].holds(0, until)
    for number in range(6):
        at = since + 5 * HOUR + (10 + number * 9) * MINUTE
        for act, thing in (("instances", ""), ("terminate", f"0{number}f2c")):
            scene.ordinary(cloud.person_does(rng, by, at, act, thing, OFFICES[0][0]))
