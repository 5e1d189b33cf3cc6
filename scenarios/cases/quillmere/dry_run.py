"""The key of what prints labels, from a host that rents machines: trial runs that start nothing, then much computing.

After the campaign that AWS described (December 2025): quotas and trial runs first, roles for services, clusters and
groups by the dozen within the hour, a lock against the end of machines, a function open to all, and a user for mail.
"""

from random import Random

from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, aws_id, handed, intrusion
from scenarios.systems.aws import Aws

_FROM, _MAIL = "252.201.44.9", "253.16.80.71"
_WITH = "Boto3/1.40.64 md/Botocore#1.40.64 ua/2.1 os/linux#5.15.0-160-generic md/arch#x86_64 lang/python#3.10.12"
_REGIONS = ("", "us-east-1", "eu-west-1", "ap-southeast-1")


@intrusion("A key that prints labels tries machines without starting any, then computes")
def plan(scene: Scene) -> None:
    """A quarter of an hour of trials, an hour of clusters and groups; mail by a new user two days later; ended."""
    rng, cloud = scene.rng("intruder"), scene.known("aws", Aws)
    key = scene.intruder(rng, scene.held("aws", "svc-qm-labels", 3), address=_FROM, agent=_WITH)
    ms = scene.at(1, 22) + rng.randrange(2 * HOUR)
    ms = key.series(
        ms, (("who", ""), ("limits", "ec2"), ("limits", "fargate"), ("regions", "")), 3 * SECOND, 20 * SECOND
    )
    for region in _REGIONS:
        key.act(ms, "run", "c6a.24xlarge", "look: trial of machines", error="Client.DryRunOperation", region=region,
                refused="1")  # fmt: skip
        ms += 4 * SECOND + rng.randrange(30 * SECOND)
    ms = _computes(scene, rng, ms + 8 * MINUTE)
    name = f"user-{rng.randrange(16**6):06x}"
    steps = (("user", name, "stay: user made"), ("give-policy", f"{name}|AmazonSESFullAccess", "stay: rights given"))
    ms = key.series(ms, steps, 3 * SECOND, 9 * SECOND)
    made = Machine("aws", name, aws_id(rng, "AKIA"), _MAIL, _WITH, FOREVER, 1, [], (), created=ms)
    scene.adds(made)
    scene.hostile("stay: key made", cloud.turns(rng, made, key.machine, ms, made=True, **key.details))
    found = scene.at(2, 9) + rng.randrange(3 * HOUR)
    handed(scene, rng, "svc-qm-labels", found, scene.people[2], grace=5 * MINUTE)
    mail = scene.intruder(rng, made)
    ms = scene.at(3, 16) + rng.randrange(5 * HOUR)
    mail.series(ms, (("mail-quota", ""), ("senders", ""), ("sender", "results-desk.example", "use: sender made"),
                     ("mail-account", "")), 20 * SECOND, 2 * MINUTE)  # fmt: skip
    made.ended = scene.at(5, 10)
    scene.changed(rng, made, scene.people[2], made.ended, made=False)
    _ends(scene, rng, found)
    key.holds(0, found + 5 * MINUTE)
    mail.holds(made.created, made.ended)


def _computes(scene: Scene, rng: Random, ms: int) -> int:
    """Roles for services, clusters with tasks, groups that grow, a lock, and a function that anybody may call."""
    key = scene.intruder(rng, scene.held("aws", "svc-qm-labels", 3), address=_FROM, agent=_WITH)
    steps: list[tuple[str, ...]] = [
        ("linked-role", "autoscaling", "stay: role made"), ("service-role", "task-runner|lambda", "stay: role made"),
        ("give-service", "task-runner|AWSLambda_FullAccess", "stay: rights given"),
    ]  # fmt: skip
    for number in range(22):
        name = f"{rng.getrandbits(40):010x}"
        steps += [("task-cluster", name, "use: cluster"), ("task", f"{name}-t", "use: task")]
        steps += [("task-service", name, "use: service")] if number % 2 else []
    ms = key.series(ms, steps, 2 * SECOND, 20 * SECOND)
    for number in range(10):
        region = {"region": _REGIONS[number % 4]}
        key.act(ms, "template", f"lt-{number}", "use: template", **region)
        key.act(
            ms + 4 * SECOND, "machine-group", f"asg-{number}|{(1, 20)[number % 2]}", "use: group of machines", **region
        )
        key.act(ms + 40 * SECOND, "keep-machine", f"0{rng.getrandbits(60):015x}", "stay: machine locked", **region)
        ms += MINUTE + rng.randrange(3 * MINUTE)
    steps = [("make-function", "labels-preview|task-runner", "stay: function"),
             ("function-url", "labels-preview", "stay: function open to all"),
             ("let-call", "labels-preview", "stay: function open to all")]  # fmt: skip
    ms = key.series(ms, steps, 5 * SECOND, 20 * SECOND)
    account = scene.known("aws", Aws).account
    scene.foothold("function", f"aws@{account}:function:labels-preview", ms, scene.at(2, 16))
    scene.foothold("machine", f"aws@{account}:group:asg-0", ms, scene.at(2, 14))
    return ms


def _ends(scene: Scene, rng: Random, ms: int) -> None:
    """An administrator takes away machines, clusters and the function on the next day; the user is found later."""
    cloud, by = scene.known("aws", Aws), scene.people[2]
    for number in range(12):
        steps = (("scale", f"asg-{number}"), ("terminate", f"0{rng.getrandbits(60):015x}"), ("tasks", ""))
        for act, thing in steps:
            scene.ordinary(cloud.person_does(rng, by, ms, act, thing, by.office))
            ms += 40 * SECOND + rng.randrange(4 * MINUTE)
