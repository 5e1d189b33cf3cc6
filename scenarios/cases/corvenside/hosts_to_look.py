"""The key that bakes images starts hosts of the intruder's own by night, which look at databases and archives.

After OneLogin (2017): a key used through a small provider in another country, several instances made for looking
around, and seven hours until unusual work at a database was seen.
"""

from random import Random

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.aws import Aws

_FROM = "253.18.40.9"
_WITH = "aws-sdk-ruby3/3.240.0 ua/2.1 api/ec2#1.585.0 os/linux md/x86_64 lang/ruby#3.3.8"
_HOST = "10.20.61.133"


@intrusion("The key that bakes images starts hosts that look around")
def plan(scene: Scene) -> None:
    """At two in the night there; three hosts, and the role that they have reads an archive; ended in the morning."""
    rng, cloud = scene.rng("intruder"), scene.known("aws", Aws)
    key = scene.intruder(rng, scene.held("aws", "svc-cs-images", 9), address=_FROM, agent=_WITH)
    ms = since = scene.at(3, 5) + rng.randrange(40 * MINUTE)
    looks = [(act, "") for act in ("who", "instances", "subnets", "firewalls", "image-list", "databases")]
    ms = key.series(ms, looks, 20 * SECOND, 3 * MINUTE)
    key.act(ms, "users!1", "", "look: users")
    runs = [("run", "m5.large", "use: host started")] * 3
    ms = made = key.series(ms + MINUTE, runs, 40 * SECOND, 5 * MINUTE)
    scene.foothold("workload", "aws@905172336418:instance:m5.large", made, scene.at(3, 12) + 30 * MINUTE)
    _inside(scene, rng, made + 25 * MINUTE)
    more = [("databases", "", "look: databases"), ("snapshots", "", "look: snapshots"),
            ("snapshot", "cs-shops", "take: snapshot made"), ("decrypt!1", "", "take: decryption tried")]  # fmt: skip
    key.series(ms + HOUR, more * 2, 11 * MINUTE, 50 * MINUTE)
    _end(scene, rng, cloud, since)


def _inside(scene: Scene, rng: Random, ms: int) -> None:
    """The hosts' own role, under the name of another instance, with what is on them."""
    role = scene.intruder(rng, scene.named("aws", "cs-batch-node"), address=_HOST, session="i-0e41b7c2f9a06d3c5",
                          agent="aws-cli/1.18.69 Python/3.8.10 Linux/5.4.0-1045-aws botocore/1.16.19")  # fmt: skip
    steps = [("buckets!1", ""), ("objects", "cs-ledger-archive"), ("objects", "cs-shops-archive"),
             *(("object", f"cs-ledger-archive|{number:04d}", "take: object read")
               for number in rng.sample(range(300), 18))]  # fmt: skip
    role.series(ms, steps, 30 * SECOND, 4 * MINUTE)
    scene.foothold("role", role.system.identifier(role.machine), ms, scene.at(3, 12) + 30 * MINUTE)


def _end(scene: Scene, rng: Random, cloud: Aws, since: int) -> None:
    """Who begins in the morning ends the hosts and takes the key away."""
    who, ms = scene.people[1], scene.at(3, 12) + 20 * MINUTE
    for act in ("instances", "databases", "terminate", "terminate", "terminate"):
        scene.ordinary(cloud.person_does(rng, who, ms, act, f"0{rng.getrandbits(60):015x}", who.office))
        ms += MINUTE
    for key in scene.lasting("aws", since, ms):
        if key.name == "svc-cs-images":
            key.ended = ms + 5 * MINUTE
            scene.changed(rng, key, who, key.ended, made=False)
            scene.foothold("credential", cloud.identifier(key), since, key.ended)
