"""Somebody is asked for the second factor until he lets in who asks; devices are added, and another's account follows.

After Cisco (May 2022, told by Talos in August 2022): a password out of the account that keeps a browser's passwords,
questions for the second factor again and again, several devices of the intruder's own, the account of an administrator,
one folder of files, and after the end weeks of tries with passwords that differ by a sign.
"""

from random import Random

from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Person, Scene, chrome, hexes, intrusion
from scenarios.systems.okta import Okta
from scenarios.systems.workspace import Workspace

_HOMES, _AGENT = ("250.180.44.7", "252.19.203.88", "251.77.160.31", "254.8.91.140"), chrome(WINDOWS, 147)


@intrusion("A person is asked again and again until he lets in who asks, and devices are added")
def plan(scene: Scene) -> None:
    """Two evenings of questions, one answer; four devices; an administrator on the next day; a folder; tries after."""
    rng, okta = scene.rng("intruder"), scene.known("okta", Okta)
    who, admin, by = scene.people[196], scene.people[3], scene.people[0]
    _asked(scene, rng, who, scene.at(1, 19) + rng.randrange(2 * HOUR), 14)
    ms = _asked(scene, rng, who, scene.at(2, 18) + rng.randrange(HOUR), 23)
    until = scene.at(5, 9)
    scene.foothold("session", f"okta@main:user:{who.id}", ms, until)
    ms = _does(scene, rng, who, ms, (("second-step", "", "use: session"), ("session", "", "use: session")), 0)
    for number in range(3):
        ms = _does(scene, rng, who, ms + 20 * MINUTE, (("factor", "", "stay: device added"),), number % 2)
    scene.foothold("factor", f"okta@main:user:{who.id}/device", ms, until)
    _does(scene, rng, who, ms, tuple(("enter", app, "use: application opened") for app in (
        "Google Workspace", "Slack", "Front desk")), 0)  # fmt: skip
    ms = scene.at(3, 20) + rng.randrange(2 * HOUR)
    scene.foothold("session", f"okta@main:user:{admin.id}", ms, until)
    ms = _does(scene, rng, admin, ms, (("session", "", "use: session"), ("factor", "", "stay: device added"),
                                       ("enter", "AWS IAM Identity Center", "use: application opened")), 2)  # fmt: skip
    _does(scene, rng, admin, ms, (("admin", "", "stay: administrator made"),), 2, whom=who)
    scene.foothold("privilege", f"okta@main:user:{who.id}", ms, until)
    _folder(scene, rng, who)
    for number, one in enumerate((who, admin)):
        for act in ("clear", "factors", "password"):
            scene.ordinary(okta.person_does(rng, by, until + number * 7 * MINUTE, act, whom=one))
    for day in range(6, 16):
        ms = scene.at(day, 3) + rng.randrange(18 * HOUR)
        for _ in range(rng.randrange(5)):
            one = rng.choice((who, who, admin))
            ms = _does(scene, rng, one, ms, (("session", "", "try: password"),), day % 4, refused="INVALID_CREDENTIALS")


def _does(
    scene: Scene, rng: Random, by: Person, ms: int, steps: tuple[tuple[str, str, str], ...], place: int,
    refused: str = "", whom: Person | None = None,
) -> int:  # fmt: skip
    """Some acts in somebody's name, from one of four homes."""
    okta = scene.known("okta", Okta)
    for act, thing, what in steps:
        about = by if act == "factor" else whom
        records = okta.person_does(rng, by, ms, act, thing, address=_HOMES[place], agent=_AGENT, whom=about,
                                   refused=refused, country="us")  # fmt: skip
        scene.hostile(what, records, success=not refused)
        ms += 30 * SECOND + rng.randrange(4 * MINUTE)
    return ms


def _asked(scene: Scene, rng: Random, who: Person, ms: int, count: int) -> int:
    """The password is right, and the telephone asks each time; he says no."""
    for _ in range(count):
        ms = _does(scene, rng, who, ms, (("deny-push", "", "try: second factor"),), 0, refused="INVALID_CREDENTIALS")
    return ms + 2 * MINUTE


def _folder(scene: Scene, rng: Random, who: Person) -> None:
    """The person's own folder is taken file by file, and a telephone is added to his account there."""
    accounts, ms = scene.known("workspace", Workspace), scene.at(4, 1) + rng.randrange(2 * HOUR)
    scene.hostile("use: session", accounts.signs_in(rng, who, ms, _HOMES[1]))
    scene.hostile("stay: device added", accounts.adds_device(rng, who, ms + MINUTE, hexes(rng, 16), _HOMES[1]))
    for number in range(48):
        ms += 4 * SECOND + rng.randrange(40 * SECOND)
        name = f"office-{('plan', 'sheet', 'note')[number % 3]}-{number // 3}"
        scene.hostile("take: document", accounts.person_does(rng, who, ms, "download", name, _HOMES[1]))
