"""A key out of an open bucket: within minutes a function's code is replaced until it makes a key of an administrator.

After the intrusion that Sysdig described (February 2026): a program writes the steps itself, lists everything that the
key may list, replaces a function's code three times, takes roles, makes a user, uses models, and asks for a machine
that computes them. Two hours in one night, from addresses that change.
"""

from random import Random

from scenarios.kit import DAY, FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, aws_id, handed, intrusion
from scenarios.systems.aws import Aws

_FROM = ("252.118.7.40", "252.118.9.12", "254.60.31.7", "250.17.88.140")
_WITH = "Boto3/1.42.30 md/Botocore#1.42.30 ua/2.1 os/linux#6.8.0-94-generic md/arch#x86_64 lang/python#3.12.3"
_MODELS = ("anthropic.claude-sonnet-4-5", "amazon.nova-premier-v1", "meta.llama4-scout-17b", "deepseek.r1-v1")
_FUNCTION, _ADMIN, _USER = "qm-order-check", "svc-qm-admin-2022", "backup-operator"


@intrusion("A function's code is replaced until it makes a key of an administrator")
def plan(scene: Scene) -> None:
    """Lists, three versions of a function, a key, roles, a user, models and a machine in two hours; ended by noon."""
    rng = scene.rng("intruder")
    first = scene.intruder(rng, scene.held("aws", "svc-qm-questions", 3), address=_FROM[0], agent=_WITH)
    ms = scene.at(3, 0) + rng.randrange(3 * HOUR)
    looks = ("who", "buckets", "secrets!1", "parameters!1", "functions", "instances", "databases", "clusters",
             "services", "trails", "users", "roles", "model-logs", "models")  # fmt: skip
    ms = first.series(ms, [(act, "") for act in looks], 600, 4 * SECOND)
    ms = first.series(ms, [("function", _FUNCTION), ("function", "qm-letter-maker")], SECOND, 4 * SECOND)
    new = _function(scene, rng, first.machine, ms + 40 * SECOND)
    _administers(scene, rng, new, new.created + 20 * SECOND)
    found = scene.at(3, 9) + rng.randrange(2 * HOUR)
    handed(scene, rng, "svc-qm-questions", found, scene.people[1], grace=5 * MINUTE)
    new.ended = found + 20 * MINUTE
    scene.changed(rng, new, scene.people[1], new.ended, made=False)
    cloud, by = scene.known("aws", Aws), scene.people[1]
    for act, thing, at in (("drop-user", _USER, scene.at(3, 12)), ("terminate", "0train", scene.at(3, 12)),
                           ("function-code", _FUNCTION, scene.at(4, 10))):  # fmt: skip
        scene.ordinary(cloud.person_does(rng, by, at, act, thing, by.office))
    first.holds(0, found + 5 * MINUTE)
    scene.intruder(rng, new).holds(new.created, new.ended)


def _function(scene: Scene, rng: Random, key: Machine, ms: int) -> Machine:
    """The function is replaced; as it runs its role asks for users, at last for one that exists, and makes his key."""
    user = scene.intruder(rng, key, address=_FROM[1], agent=_WITH)
    role = scene.held("aws", _FUNCTION, 3)
    runs = scene.intruder(rng, role)
    for steps in ((("users!1", ""),), (("users", ""), ("keys!1", "qm-admin")), (("users", ""), ("keys", _ADMIN))):
        user.act(ms, "function-code", _FUNCTION, "change: function replaced")
        ms = runs.series(ms + 9 * SECOND, steps, 700, SECOND) + 50 * SECOND + rng.randrange(70 * SECOND)
    scene.foothold("change", f"aws@{scene.known('aws', Aws).account}:function:{_FUNCTION}", ms, scene.at(4, 10))
    made = Machine("aws", _ADMIN, aws_id(rng, "AKIA"), _FROM[2], _WITH, FOREVER, 1, [], (), created=ms)
    scene.adds(made)
    cloud = scene.known("aws", Aws)
    scene.hostile("stay: key made", cloud.turns(rng, made, role, ms, made=True, **runs.details))
    runs.holds(ms - MINUTE, scene.at(4, 10))
    return made


def _administers(scene: Scene, rng: Random, key: Machine, ms: int) -> None:
    """Roles are taken one after the other; a user is made; models are used for an hour; a machine at the second try."""
    cloud, user = scene.known("aws", Aws), scene.intruder(rng, key, address=_FROM[2], agent=_WITH)
    ms = user.series(ms, [("who", ""), ("roles", ""), ("policies", _ADMIN)], 600, 3 * SECOND)
    for name in ("qm-results", "qm-orders", "qm-billing", "qm-portal"):
        role = scene.held("aws", name, 3)
        taken = cloud.assumes(rng, key, role, ms, f"explore-{rng.randrange(90)}", address=_FROM[2], agent=_WITH)
        scene.hostile("use: role taken", taken)
        ms += 8 * SECOND + rng.randrange(40 * SECOND)
    steps = (("user", _USER, "stay: user made"), ("give-user", _USER, "stay: all rights given"),
             ("secrets", ""), ("secret", "qm/results/db", "take: secret read"),
             ("log-events", "/qm/results"))  # fmt: skip
    ms = user.series(ms, steps, 2 * SECOND, 20 * SECOND)
    scene.foothold("account", f"aws@{cloud.account}:user:{_USER}", ms, scene.at(3, 12))
    uses = [("model-logs", ""), *(("model", rng.choice(_MODELS), "use: model") for _ in range(26))]
    ms = user.series(ms, uses, 20 * SECOND, 4 * MINUTE, address=_FROM[3])
    tries = (("key-pair", "train", "use: key for machines"), ("open-firewall", "sg-0qm77", "change: firewall opened"))
    ms = user.series(ms, tries, 5 * SECOND, 20 * SECOND)
    user.act(ms, "run", "p5.48xlarge", "use: machine", error="Server.InsufficientInstanceCapacity", refused="1")
    user.act(ms + 50 * SECOND, "run", "p4d.24xlarge", "use: machine")
    scene.foothold("machine", f"aws@{cloud.account}:instance:train", ms + 50 * SECOND, scene.at(3) + DAY // 2)
