"""The key that sets insurers up opens the console under another name, and prepares mail, users and a role.

After JavaGhost (Unit 42, February 2025): no question who the key is, a federated session made from it, the console,
senders and an organisation for mail, users with passwords, a role that another account may take, and a group of the
firewall with a boast for a name.
"""

from random import Random

from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, WINDOWS, Machine, Scene, chrome, handed, intrusion
from scenarios.machine import Person
from scenarios.systems.aws import Aws

_FROM, _CONSOLE, _FOREIGN = "252.60.18.77", ("252.60.18.77", "251.9.140.31"), "518830264417"
_SDK, _BROWSER = "Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/linux#6.5.0 lang/python#3.11.6", chrome(WINDOWS, 151)
_NAME, _ROLE = "claims-notify", "aws-support-notify"
_SENDERS = ("claims-notice.example", "wrenfold-mail.example", "policy-post.example")


@intrusion("A key opens the console under another name and prepares mail")
def plan(scene: Scene) -> None:
    """Quotas and the console in one night; senders and users; the role used on the fifth day; ended on the eighth."""
    rng, cloud = scene.rng("intruder"), scene.known("aws", Aws)
    held = scene.held("aws", "svc-wf-setup", 9)
    key = scene.intruder(rng, held, address=_FROM, agent=_SDK)
    ms = scene.at(1, 1) + rng.randrange(3 * HOUR)
    ms = key.series(ms, (("limits", "ses"), ("mail-quota", ""), ("mail-account", "")), 4 * SECOND, 30 * SECOND)
    scene.hostile("use: session made", cloud.federates(rng, held, _NAME, ms, _FROM, _SDK))
    scene.foothold("session", f"aws@{cloud.account}:user:{held.name}/{_NAME}", ms, ms + 12 * HOUR)
    ms = _console(
        scene, rng, held, ms + 20 * SECOND, (("sign-in-token", "", "use: console"), ("console", "", "use: console"))
    )
    ms = _console(scene, rng, held, ms, _mail())
    user = f"support-{rng.randrange(100, 999)}"
    ms = _console(scene, rng, held, ms + 20 * MINUTE, (
        ("users", "", "look: users"), ("user", user, "stay: user made"), ("password", user, "stay: password set"),
        ("give-user", user, "stay: all rights given"), ("foreign-role", f"{_ROLE}|{_FOREIGN}", "stay: role made"),
        ("give-role", _ROLE, "stay: all rights given"), ("firewall", "We_are_here_unseen", "other: group made"),
        ("region-on", "af-south-1", "hide: region switched on"), ("leave!1", "", "hide: organisation left"),
    ))  # fmt: skip
    scene.foothold("account", f"aws@{cloud.account}:user:{user}", ms)
    _later(scene, rng, cloud, user, ms)
    key.holds(0, scene.at(8, 10))
    handed(scene, rng, "svc-wf-setup", scene.at(8, 9), scene.people[2], grace=HOUR)


def _mail() -> list[tuple[str, ...]]:
    """Senders, and an organisation for mail with three people in it."""
    steps: list[tuple[str, ...]] = [("senders", "", "look: senders")]
    steps += [("sender", name, "use: sender made") for name in _SENDERS]
    steps.append(("mail-place", "claims-notice", "use: organisation for mail"))
    for name in ("notice", "desk", "payments"):
        steps += [("mail-person", name, "use: box made"), ("mail-open", name, "use: box opened")]
    return steps


def _console(
    scene: Scene, rng: Random, held: Machine, ms: int, steps: list[tuple[str, ...]] | tuple[tuple[str, ...], ...]
) -> int:
    """Acts in the federated session, at a person's pace in a browser."""
    cloud = scene.known("aws", Aws)
    for number, (act, thing, what) in enumerate(steps):
        name, _, refused = act.partition("!")
        error = "AccessDenied" if refused else ""
        records = cloud.federated(rng, held, _NAME, ms, name, thing, _CONSOLE[number % 7 == 6], _BROWSER, error=error)
        scene.hostile(what, records, success=not refused)
        ms += 8 * SECOND + rng.randrange(80 * SECOND)
    return ms


def _later(scene: Scene, rng: Random, cloud: Aws, user: str, made: int) -> None:
    """Another account takes the role on two days and makes senders; administrators take all of it away."""
    role = Machine("aws", _ROLE, "role/notify", "", _SDK, FOREVER, 1, [], (), created=made)
    role.ended = scene.at(8, 10)
    scene.adds(role)
    for day in (5, 7):
        ms = scene.at(day, 2) + rng.randrange(4 * HOUR)
        let = cloud.let_in(rng, role, ms, "notify", _FOREIGN, _CONSOLE[1], _SDK)
        scene.hostile("use: role taken from outside", let)
        steps = (("mail-quota", ""), ("senders", ""), ("sender", f"notice{day}.example", "use: sender made"),
                 ("drop-sender", _SENDERS[day % 3], "hide: sender taken away"))  # fmt: skip
        actor = scene.intruder(rng, role, address=_CONSOLE[1], agent=_SDK, session="notify")
        actor.series(ms + 9 * SECOND, steps, 20 * SECOND, 2 * MINUTE)
    scene.foothold("role", cloud.identifier(role), made, role.ended)
    by: Person = scene.people[2]
    for number, (act, thing) in enumerate((("users", ""), ("drop-password", user), ("drop-user", user),
                                           ("drop-role", _ROLE))):  # fmt: skip
        at = scene.at(8, 9) + 20 * MINUTE + number * 4 * MINUTE
        scene.ordinary(cloud.person_does(rng, by, at, act, thing, by.office))
