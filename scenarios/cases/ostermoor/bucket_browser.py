"""A key out of public code is used with a program with windows; users get passwords and keys, and machines compute.

After GUI-vil (2023): buckets first, then the users of the account, passwords for some that exist, a user that looks
like the others, large machines in some regions; what is found and ended is made again within hours.
"""

from random import Random

from scenarios.companies.ostermoor_places import ACCOUNT
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, WINDOWS, Actor, Machine, Scene, aws_id, chrome, intrusion
from scenarios.systems.aws import Aws

_FROM = ("250.176.12.90", "250.176.14.221")
_WITH = "S3 Browser/12.4.1 (https://s3browser.com)"
_CONSOLE = chrome(WINDOWS, 152)


@intrusion("A key of what lists users makes users, passwords and machines")
def plan(scene: Scene) -> None:
    """Buckets on an afternoon, users in the hour after it, machines by night; ended, and made anew once."""
    rng, cloud = scene.rng("intruder"), scene.known("aws", Aws)
    old = scene.held("aws", "svc-om-people", 12)
    key = scene.intruder(rng, old, address=_FROM[0], agent=_WITH)
    since = ms = scene.at(2, 9) + rng.randrange(4 * HOUR)
    looks = [("buckets", ""), ("objects", "om-portal-raw"), ("objects!1", "om-invoices-archive"), ("buckets", "")]
    ms = key.series(ms, looks, 20 * SECOND, 4 * MINUTE)
    ms = _users(scene, rng, key, ms + 20 * MINUTE)
    made = [_user(scene, rng, key, ms, "svc-om-media-eu")]
    _machines(scene, scene.intruder(rng, made[0]), scene.at(2, 21) + rng.randrange(3 * HOUR), 2)
    ended = scene.at(3, 8) + rng.randrange(HOUR)
    _taken_away(scene, rng, made[0], ended)
    made.append(_user(scene, rng, key, ended + 3 * HOUR + rng.randrange(HOUR), "svc-om-visits-de"))
    _machines(scene, scene.intruder(rng, made[1]), scene.at(4, 20) + rng.randrange(2 * HOUR), 1)
    old.ended = scene.at(5, 9)
    scene.changed(rng, old, scene.people[1], old.ended, made=False)
    _taken_away(scene, rng, made[1], old.ended + 20 * MINUTE)
    key.holds(since, old.ended)
    for one in made:
        scene.foothold("credential", cloud.identifier(one), one.created, one.ended)
        scene.foothold("account", f"aws@{ACCOUNT}:user:{one.name}", one.created, one.ended)


def _users(scene: Scene, rng: Random, key: Actor, ms: int) -> int:
    """The users are listed, and the keys of five; two that had no password get one."""
    names = ("svc-om-books", "svc-om-maps", "svc-om-mailer", "svc-om-deploy", "svc-om-terraform")
    ms = key.series(ms, [("users", ""), *(("keys", name) for name in names), ("groups", "")], 4 * SECOND, 30 * SECOND)
    for name in names[1:3]:
        key.act(ms, "password", name, "stay: password set for a user")
        scene.foothold("change", f"aws@{ACCOUNT}:login_profile:{name}", ms)
        ms += MINUTE + rng.randrange(3 * MINUTE)
    return ms


def _user(scene: Scene, rng: Random, key: Actor, ms: int, name: str) -> Machine:
    """A user with a policy of its own, a password and a key."""
    steps = [("user", name, "stay: user made"), ("inline", name, "stay: rights given"),
             ("password", name, "stay: password set"), ("give-user", name, "stay: all rights given")]  # fmt: skip
    ms = key.series(ms, steps, 10 * SECOND, MINUTE)
    user = Machine("aws", name, aws_id(rng, "AKIA"), _FROM[1], _CONSOLE, FOREVER, 1, [], (), created=ms)
    scene.adds(user)
    cloud = scene.known("aws", Aws)
    scene.hostile("stay: key made", cloud.turns(rng, user, key.machine, ms, made=True, **key.details))
    return user


def _machines(scene: Scene, user: Actor, ms: int, regions: int) -> None:
    """In each region a firewall, a pair of keys and machines, of which the last are too many."""
    for region in ("us-east-1", "ap-northeast-1")[:regions]:
        steps = [("instances", "", "look: instances"), ("key-pair", "su32", "use: key pair made"),
                 ("firewall", "launch-wizard-3", "use: firewall made"), ("open-firewall", "sg-0a77", "use: opened"),
                 *[("run-many", "c6a.24xlarge", "use: machines started")] * 2]  # fmt: skip
        ms = user.series(ms, steps, 20 * SECOND, 3 * MINUTE, region=region)
        user.act(ms, "run-many", "c6a.24xlarge", "use: machines tried", region=region, error="VcpuLimitExceeded",
                 refused="1")  # fmt: skip
        ms += 4 * MINUTE
        scene.foothold("workload", f"aws@{ACCOUNT}:instance:{region}/c6a.24xlarge", ms, scene.at(5, 10))


def _taken_away(scene: Scene, rng: Random, user: Machine, ms: int) -> None:
    """An administrator finds a user, and takes its key, its password and itself away."""
    cloud, who = scene.known("aws", Aws), scene.people[1]
    user.ended = ms
    scene.changed(rng, user, who, ms, made=False)
    for act in ("drop-password", "drop-user", "instances", "terminate", "terminate"):
        ms += 40 * SECOND
        scene.ordinary(cloud.person_does(rng, who, ms, act, user.name, who.office))
