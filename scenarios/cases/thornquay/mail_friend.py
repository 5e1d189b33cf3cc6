"""An administrator's key of years ago asks for mail, makes users, and lets a foreign account in by a role.

After DangerDev (2024): more than a month in an account, users that were made and deleted again, machines that nobody
needed, a role that a foreign account takes when the users are gone.
"""

from random import Random

from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, aws_id, intrusion
from scenarios.systems.aws import Aws

_FROM, _ROLE_FROM = ("250.6.77.14", "252.18.3.140", "251.240.6.9"), "254.80.1.77"
_WITH, _WEB = "Boto3/1.29.6 Python/3.11.6 Windows/10 Botocore/1.32.6", "S3 Console"
_FOREIGN, _ROLE, _USERS = "265857590823", "AccountAdmin", ("ses", "dangerous-dev")


@intrusion("An old administrator's key makes a role for a foreign account")
def plan(scene: Scene) -> None:
    """Questions on four days; two users and a role on the ninth; users deleted; the role from outside twice."""
    rng, cloud = scene.rng("intruder"), scene.known("aws", Aws)
    key = scene.intruder(rng, scene.held("aws", "svc-tq-admin-2021", 16), address=_FROM[0], agent=_WITH)
    for day, looks in ((1, ("who", "mail-quota")), (2, ("mail-quota", "senders", "mail-account")),
                       (5, ("users", "who")), (7, ("mail-quota", "limits", "users", "instances"))):  # fmt: skip
        ms = scene.at(day, 15) + rng.randrange(7 * HOUR)
        key.series(ms, [(act, "ses") for act in looks], 20 * SECOND, 4 * MINUTE, address=_FROM[day % 3])
    ms = scene.at(9, 16) + rng.randrange(3 * HOUR)
    made = []
    for name in _USERS:
        steps = (("user", name, "stay: user made"), ("password", name, "stay: password set"),
                 ("give-user", name, "stay: all rights given"))  # fmt: skip
        ms = key.series(ms, steps, 20 * SECOND, MINUTE)
        made.append(Machine("aws", name, aws_id(rng, "AKIA"), _FROM[1], _WEB, FOREVER, 1, [], (), created=ms))
        scene.adds(made[-1])
        scene.hostile("stay: key made", cloud.turns(rng, made[-1], key.machine, ms, made=True, **key.details))
    new = scene.intruder(rng, made[1])
    used = (
        ("foreign-role", f"{_ROLE}|{_FOREIGN}", "stay: role for a foreign account"),
        ("give-role", _ROLE, "stay: all rights given to the role"),
        ("sender", "tq-payments.example", "use: sender made"),
        ("firewall", "launch-wizard-3", "use: firewall made"),
        ("run", "t2.micro", "use: machine started"),
    )
    new.series(ms + 2 * HOUR, used, MINUTE, 6 * MINUTE)
    last = scene.at(11, 17) + rng.randrange(HOUR)
    for user in made:
        key.series(
            last,
            (("drop-password", user.name, "hide: password removed"), ("drop-user", user.name, "hide: user deleted")),
            30 * SECOND,
        )
        user.ended = last + MINUTE
        scene.intruder(rng, user).holds(user.created, user.ended)
        last += 2 * MINUTE
    key.holds()
    _outside(scene, rng, cloud, ms + 2 * HOUR)


def _outside(scene: Scene, rng: Random, cloud: Aws, made: int) -> None:
    """The foreign account takes the role on two nights."""
    role = Machine("aws", _ROLE, "role/foreign", _ROLE_FROM, _WEB, FOREVER, 1, [], (), created=made)
    scene.adds(role)
    for day in (13, 16):
        ms = scene.at(day, 3) + rng.randrange(4 * HOUR)
        scene.hostile("use: role taken", cloud.let_in(rng, role, ms, "ops", _FOREIGN, _ROLE_FROM, _WITH))
        outside = scene.intruder(rng, role, session="ops")
        outside.series(ms + MINUTE, [("buckets", ""), ("databases", ""), ("instances", ""), ("mail-quota", "")],
                       20 * SECOND, 3 * MINUTE)  # fmt: skip
    scene.foothold("role", cloud.identifier(role), role.created)
