"""The key on the host of the sellers' records looks at everything, and restores copies of databases in the open.

After the cases that began at a hole of SugarCRM (Unit 42, August 2023): tools that read the whole account, costs and
the organisation too, copies of databases restored where anybody reaches them, machines from disks, the root tried.
"""

from random import Random

from scenarios.companies.pendrake_places import ACCOUNT, BUCKETS, OFFICES, SHOP
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, hexes, intrusion
from scenarios.systems.aws import Aws

_FROM, _AGENT = ("251.48.6.20", "251.48.6.77"), "Boto3/1.26.90 Python/3.11.2 Linux/6.1.0-kali5-amd64 Botocore/1.29.90"
_CLI = "aws-cli/2.11.5 Python/3.11.2 Linux/6.1.0-kali5-amd64 exe/x86_64.kali.2023"
_LOOKS = (
    "who", "users", "groups", "roles", "keys", "policies", "buckets", "instances", "volumes", "disks", "firewalls",
    "subnets", "image-list", "databases", "snapshots", "functions", "senders", "mail-quota", "trails", "regions",
    "stacks", "clusters", "secrets", "parameters", "distributions",
)  # fmt: skip


@intrusion("A key from an application's host restores copies of databases in the open")
def plan(scene: Scene) -> None:
    """Everything is looked at twice; copies of three databases two days later; machines and the root a day after."""
    rng, cloud = scene.rng("intruder"), scene.known("aws", Aws)
    key = scene.intruder(rng, scene.held("aws", "svc-pd-crm", 8), agent=_AGENT)
    ms = scene.at(2, 15) + rng.randrange(2 * HOUR)
    for number, pause in ((0, 2 * SECOND), (1, 9 * SECOND)):
        steps = [(name if number or place % 8 else f"{name}!1", "svc-pd-crm" if name in ("keys", "policies") else "")
                 for place, name in enumerate(_LOOKS)]  # fmt: skip
        steps += [("bucket", name) for name in BUCKETS[:12]]
        ms = key.series(ms + number * 40 * MINUTE, steps, SECOND, pause, address=_FROM[0])
    steps = [("costs", ""), ("organisation", ""), ("accounts!1", ""), ("costs", ""), ("limits", "ec2")]
    key.series(ms + 5 * MINUTE, steps, 20 * SECOND, 2 * MINUTE, address=_FROM[0])
    _databases(scene, rng)
    _machines(scene, rng)
    for number in range(3):
        at = scene.at(5, 19) + number * 70 * SECOND
        scene.hostile("use: root", cloud.root_fails(rng, at, _FROM[1], "Mozilla/5.0 (X11; Linux x86_64)"),
                      success=False)  # fmt: skip
    ended = scene.at(7, 9) + rng.randrange(2 * HOUR)
    handed(scene, rng, "svc-pd-crm", ended - 20 * MINUTE, scene.people[1], grace=20 * MINUTE)
    key.holds(0, ended)
    for number, act in enumerate(("databases", "instances", "terminate", "trail-events")):
        done = cloud.person_does(rng, scene.people[1], ended + number * 6 * MINUTE, act, "0", OFFICES[0][0])
        scene.ordinary(done)


def _databases(scene: Scene, rng: Random) -> None:
    """Copies are made of databases, restored in the open, given another password and let in from everywhere."""
    key = scene.intruder(rng, scene.held("aws", "svc-pd-crm", 8), address=_FROM[1], agent=_CLI)
    ms = scene.at(4, 16) + rng.randrange(2 * HOUR)
    for area in (SHOP[5], SHOP[1], SHOP[4]):
        name = f"{area}-b"
        ms = key.series(ms, [("snapshot", name, "take: copy of a database")], 6 * MINUTE, 5 * MINUTE)
        steps = [("snapshots", ""), ("restore-open", name, "take: copy restored in the open"), ("databases", ""),
                 ("open-database", hexes(rng, 17), "change: firewall opened"),
                 ("set-database", f"{name}-1", "change: password set")]  # fmt: skip
        ms = key.series(ms, steps, MINUTE, 6 * MINUTE)
        scene.foothold("machine", f"aws@{ACCOUNT}:database:{name}-1", ms, scene.at(7, 12))


def _machines(scene: Scene, rng: Random) -> None:
    """Images of machines that run, and machines from them with a pair of keys of the intruder's."""
    key = scene.intruder(rng, scene.held("aws", "svc-pd-crm", 8), address=_FROM[1], agent=_CLI)
    ms = key.series(scene.at(5, 17) + rng.randrange(HOUR), [("instances", ""), ("key-pair", "pd-ops", "stay: keys")],
                    MINUTE, 3 * MINUTE)  # fmt: skip
    for _ in range(2):
        image = hexes(rng, 16)
        steps = [("new-image", image, "take: image of a machine"), ("image-list", ""),
                 ("run-image", f"{image}|pd-ops", "use: machine"),
                 ("open-firewall", hexes(rng, 17), "change: firewall opened")]  # fmt: skip
        ms = key.series(ms, steps, MINUTE, 5 * MINUTE)
        scene.foothold("machine", f"aws@{ACCOUNT}:instance:i-0{image}", ms, scene.at(7, 12))
