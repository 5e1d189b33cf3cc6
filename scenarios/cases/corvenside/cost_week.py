"""A surge: a bill is too high, and for five days everything that nobody needs is looked for and deleted.

Copies, images, disks, buckets and machines go by the hundred, by a key and by hand; rules delete old files; some of it
was needed and comes back.
"""

from random import Random

from scenarios.companies.corvenside import AREAS, BUCKETS, TEND
from scenarios.kit import BY_HAND, DAY, HOUR, MINUTE, SECOND, Scene, surge
from scenarios.systems.aws import Aws
from scenarios.systems.kubernetes import Kubernetes

_LOOKS = ("instances", "volumes", "snapshots", "databases", "buckets", "image-list", "functions", "limits", "regions")


@surge("Five days in which all that nobody needs is deleted")
def plan(scene: Scene) -> None:
    """Lists in all regions by two keys, then deletions by five engineers and by the key of retention."""
    rng, begins = scene.rng("costs"), scene.at(7, 12)
    _lists(scene, rng, begins)
    for day in range(1, 5):
        for who in rng.sample(scene.people[3:20], 5):
            _deletes(scene, rng, begins + day * DAY + rng.randrange(5 * HOUR), who.login)
    retention = scene.user(rng, scene.held("aws", "svc-cs-retention", 12), address=TEND)
    steps = [("drop-snapshot", f"{area}-old-{copy:02d}") for area in AREAS for copy in range(12)]
    steps += [("drop-disk", f"{rng.getrandbits(60):015x}") for _ in range(140)]
    rng.shuffle(steps)
    retention.series(begins + 2 * DAY, steps, 4 * SECOND, 40 * SECOND)
    rules = scene.user(rng, scene.named("aws", "svc-cs-terraform"))
    rules.series(begins + 3 * DAY, [("bucket-rule", bucket) for bucket in BUCKETS[1::2]], 9 * SECOND, 30 * SECOND)
    _cluster(scene, rng, begins + 3 * DAY + 5 * HOUR)


def _lists(scene: Scene, rng: Random, ms: int) -> None:
    """The key that counts costs, from its host and from an engineer's home, in four regions."""
    costs = scene.held("aws", "svc-cs-costs", 12)
    for number, region in enumerate(("sa-east-1", "us-east-1", "eu-west-1", "us-west-2")):
        who = scene.people[8 + number]
        user = scene.user(rng, costs, **({"address": who.home, "agent": BY_HAND["aws"]} if number % 2 else {}))
        ms = user.series(ms, [(act, "sa") for act in _LOOKS * 2], 5 * SECOND, 40 * SECOND, region=region)
        user.act(ms, "objects!1", "cs-pins-files", region=region)


def _deletes(scene: Scene, rng: Random, ms: int, login: str) -> None:
    """One engineer's afternoon: looks, deletions, some of which are refused, and one machine that was needed."""
    cloud, who = scene.known("aws", Aws), next(one for one in scene.people if one.login == login)
    for _ in range(18 + rng.randrange(24)):
        act = rng.choice((*_LOOKS[:4], "drop-disk", "drop-image", "drop-snapshot", "terminate", "drop-bucket"))
        thing = rng.choice(BUCKETS) if act == "drop-bucket" else f"0{rng.getrandbits(56):014x}"
        error = "BucketNotEmpty" if act == "drop-bucket" else "AccessDenied" if rng.random() < 0.06 else ""
        scene.ordinary(cloud.person_does(rng, who, ms, act, thing, who.place(ms - ms % DAY), error=error))
        ms += 20 * SECOND + rng.randrange(6 * MINUTE)
    scene.ordinary(cloud.person_does(rng, who, ms + 20 * MINUTE, "run", "m7g.large", who.office))


def _cluster(scene: Scene, rng: Random, ms: int) -> None:
    """Less of each service runs; what comes up no more is looked at by hand."""
    cluster = scene.known("kubernetes", Kubernetes)
    for area in AREAS:
        for act in ("deploy", "pods", "drop-pod", "exec"):
            by = scene.people[rng.randrange(4)]
            scene.ordinary(cluster.person_does(rng, by, ms, act, f"{area}-app", area))
            ms += 20 * SECOND + rng.randrange(3 * MINUTE)
