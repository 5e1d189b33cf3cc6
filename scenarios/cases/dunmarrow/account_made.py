"""The key that builds the cloud makes a user with all rights, who changes a database's password and exports a copy.

After the Crimson Collective (2025): keys found by a search for secrets, a user with a password and a key, enumeration
of everything, and mail to the company out of its own account.
"""

from random import Random

from scenarios.kit import DAY, FOREVER, HOUR, MINUTE, SECOND, Actor, Machine, Scene, aws_id, intrusion
from scenarios.systems.aws import Aws

_HOST, _OTHER = "248.77.12.5", "248.77.12.61"
_SEARCH, _CLI = "TruffleHog", "aws-cli/2.31.11 md/awscrt#0.28.1 ua/2.1 os/linux#6.6 md/arch#x86_64 lang/python#3.13.7"
_ALL = ("regions", "instances", "volumes", "databases", "snapshots", "buckets", "users", "groups", "roles", "policies",
        "functions", "secrets", "parameters", "trails", "distributions", "mail-quota", "senders", "tasks")  # fmt: skip
_NEW = "svc-dm-support"


@intrusion("The key that builds the cloud makes a user with all rights")
def plan(scene: Scene) -> None:
    """A check; two days later a user, enumeration in an hour, and on the night after it the copies."""
    rng, cloud = scene.rng("intruder"), scene.known("aws", Aws)
    terraform = scene.held("aws", "svc-dm-terraform", 14)
    first = scene.intruder(rng, terraform, address=_HOST, agent=_SEARCH)
    first.act(scene.at(1, 2) + rng.randrange(5 * HOUR), "who")
    ms = scene.at(3, 19) + rng.randrange(3 * HOUR)
    steps = (("who", "", "look: who"), ("simulate", "", "look: rights"), ("user", _NEW, "stay: user made"),
             ("password", _NEW, "stay: password set"), ("give-user", _NEW, "stay: all rights given"))  # fmt: skip
    ms = first.series(ms, steps, 20 * SECOND, 90 * SECOND, agent=_CLI)
    made = Machine("aws", _NEW, aws_id(rng, "AKIA"), _OTHER, _CLI, FOREVER, 1, [], (), created=ms)
    scene.adds(made)
    scene.hostile("stay: key made", cloud.turns(rng, made, terraform, ms, made=True, address=_HOST, agent=_CLI))
    scene.foothold("account", f"aws@418820937561:user:{_NEW}", ms)
    second = scene.intruder(rng, made)
    looks = [(act, _NEW if act == "policies" else "") for act in _ALL]
    for region in ("eu-west-1", "us-east-1"):
        ms = second.series(ms + MINUTE, looks, 2 * SECOND, 40 * SECOND, region=region)
    _copies(scene, rng, second, scene.at(4, 22) + rng.randrange(3 * HOUR))
    first.holds()
    second.holds(made.created)


def _copies(scene: Scene, rng: Random, user: Actor, ms: int) -> None:
    """Passwords of databases, snapshots that are exported, a machine that may be reached by all, with a copied disk."""
    for name in ("dm-customs", "dm-bills"):
        steps = (("set-database", name, "change: password of a database"), ("snapshot", name, "take: snapshot made"),
                 ("export-snapshot", f"{name}|dm-papers", "take: snapshot exported"))  # fmt: skip
        ms = user.series(ms, steps, 2 * MINUTE, 9 * MINUTE)
    disk = f"0{rng.getrandbits(60):015x}"
    steps = (("disk", disk, "take: disk copied"), ("firewall", "web-temp", "stay: group made"),
             ("open-firewall", "sg-0aa71", "stay: group opened"), ("run", "m5.large", "take: machine run"))  # fmt: skip
    ms = user.series(ms, steps, MINUTE, 5 * MINUTE)
    scene.foothold("machine", "aws@418820937561:group:web-temp", ms)
    user.act(ms + DAY, "mail-quota", "", "extort: mail")
