"""The key of the panel for partners makes two users in advance; when passwords are changed, they delete what there is.

After Code Spaces (2014): a message for money in the console, further logins made before it, and within hours the
snapshots, buckets, images and machines, as soon as the company tried to take its panel back.
"""

from random import Random

from scenarios.companies.corvenside import AREAS, BUCKETS
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Actor, Machine, Scene, aws_id, handed, intrusion
from scenarios.systems.aws import Aws

_FROM, _THEN = "251.140.7.21", "252.3.77.150"
_WITH, _TOOL = "aws-sdk-php/3.369.2 ua/2.1 OS/Linux#5.15 lang/php#8.3.28", "Boto3/1.40.1 md/Botocore#1.40.1 ua/2.1"
_USERS = ("panel-sync", "backup-ops")


@intrusion("Two users made in advance delete copies when passwords are changed")
def plan(scene: Scene) -> None:
    """Looks on one day, users on the next; a message on the sixth; three hours later passwords, and deletion."""
    rng, cloud = scene.rng("intruder"), scene.known("aws", Aws)
    panel = scene.held("aws", "svc-cs-panel", 5)
    key = scene.intruder(rng, panel, address=_FROM, agent=_WITH)
    ms = scene.at(1, 16) + rng.randrange(5 * HOUR)
    key.series(ms, [("who", ""), ("users", ""), ("policies", "svc-cs-panel"), ("groups", ""), ("databases!1", "")],
               20 * SECOND, 2 * MINUTE)  # fmt: skip
    ms = scene.at(2, 17) + rng.randrange(4 * HOUR)
    made = [_user(scene, rng, key, ms + number * 6 * MINUTE, name) for number, name in enumerate(_USERS)]
    ms = scene.at(6, 1) + rng.randrange(2 * HOUR)
    first, second = (scene.intruder(rng, user) for user in made)
    steps = [("instances", ""), ("snapshots", ""), ("buckets", ""), ("image-list", ""),
             ("new-bucket", "contact-us-before-friday-cs", "extort: message")]  # fmt: skip
    ms = first.series(ms, steps, 30 * SECOND, 3 * MINUTE)
    since = key.scene.first
    _taken_back(scene, rng, cloud, ms + 10 * HOUR, made[0])
    scene.foothold("credential", cloud.identifier(panel), since, panel.ended)
    _deletes(scene, rng, second, ms + 10 * HOUR + 12 * MINUTE)
    for user in made[1:]:
        user.ended = ms + 15 * HOUR
        scene.changed(rng, user, scene.people[0], user.ended, made=False)
        scene.foothold("account", f"aws@905172336418:user:{user.name}", user.created, user.ended)
    first.holds(made[0].created, made[0].ended)
    second.holds(made[1].created, made[1].ended)


def _user(scene: Scene, rng: Random, key: Actor, ms: int, name: str) -> Machine:
    """A user with a password, all rights and a key."""
    steps = [("user", name, "stay: user made"), ("password", name, "stay: password set"),
             ("give-user", name, "stay: all rights given")]  # fmt: skip
    ms = key.series(ms, steps, 10 * SECOND, 40 * SECOND)
    user = Machine("aws", name, aws_id(rng, "AKIA"), _THEN, _TOOL, FOREVER, 1, [], (), created=ms)
    scene.adds(user)
    cloud = scene.known("aws", Aws)
    scene.hostile("stay: key made", cloud.turns(rng, user, key.machine, ms, made=True, **key.details))
    return user


def _taken_back(scene: Scene, rng: Random, cloud: Aws, ms: int, known: Machine) -> None:
    """The company changes passwords, hands on the panel's key, and removes the one user that it has found."""
    handed(scene, rng, "svc-cs-panel", ms, scene.people[0], grace=MINUTE)
    for number, name in enumerate(("svc-cs-emergency", "svc-cs-fair", known.name)):
        at = ms + number * 2 * MINUTE
        scene.ordinary(cloud.person_does(rng, scene.people[1], at, "set-password", name, scene.people[1].home))
    known.ended = ms + 8 * MINUTE
    scene.changed(rng, known, scene.people[1], known.ended, made=False)


def _deletes(scene: Scene, rng: Random, user: Actor, ms: int) -> None:
    """Four hours of deletion; buckets that are not empty stay, and one administrator's login is taken away."""
    user.act(ms, "drop-password", "svc-cs-emergency", "destroy: login removed")
    ms += MINUTE
    steps = [("drop-disk", f"{rng.getrandbits(60):015x}", "destroy: disk copy") for _ in range(28)]
    steps += [("drop-snapshot", f"{area}-{copy:02d}", "destroy: snapshot") for area in AREAS[:10] for copy in range(3)]
    steps += [("drop-image", f"{rng.getrandbits(60):015x}", "destroy: image") for _ in range(7)]
    steps += [("terminate", f"0{rng.getrandbits(60):015x}", "destroy: machine") for _ in range(9)]
    rng.shuffle(steps)
    ms = user.series(ms, steps, 20 * SECOND, 4 * MINUTE)
    for bucket in rng.sample(BUCKETS, 6):
        user.act(ms, "drop-bucket", bucket, "destroy: bucket", error="BucketNotEmpty", refused="1")
        ms += 20 * SECOND
    scene.foothold("change", "aws@905172336418:user:svc-cs-emergency", ms - HOUR)
