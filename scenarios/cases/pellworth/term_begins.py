"""A surge: the summer term begins; sixty tutors and guests get accounts, devices and rights within three days.

Everybody signs in from somewhere new, passwords are forgotten, forms are filled in by the thousand, and for a week the
register is asked more than in the rest of the year.
"""

from random import Random

from keyroll.replay.browsers import MAC
from scenarios.companies.pellworth import SPACES, phone
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Person, Scene, chrome, okta_id, surge
from scenarios.systems.microsoft import Microsoft

_SYSTEMS = ("confluence", "jira", "slack", "workspace")


@surge("Sixty guests begin with the summer term")
def plan(scene: Scene) -> None:
    """Accounts on two days, sign-ins and factors on the next three, a week of forms; some are taken away again."""
    rng, tenant = scene.rng("term"), scene.known("microsoft", Microsoft)
    guests = [
        Person(f"guest{number:02d}", okta_id(rng, "00u"), f"192.0.2.{110 + number % 3}",
               f"24{2 + number % 4}.{90 + number}.3.{9 + number}", chrome(MAC, 148), scene.at(5), team="teaching",
               begins=(15 + number % 4) * HOUR)
        for number in range(60)
    ]  # fmt: skip
    scene.people += guests
    for number, who in enumerate(guests):
        ms = scene.at(3 + number % 2, 16) + number * 4 * MINUTE
        by = scene.people[number % 6]
        about = f"{who.login}@{tenant.domain}"
        for operation in ("Add user.", "Change user license.", "Add member to group.", "Add member to group."):
            scene.ordinary(tenant.account_does(rng, by.login, ms, operation, about, by.office))
            ms += 9 * SECOND + rng.randrange(40 * SECOND)
        _first_days(scene, rng, tenant, who, number)
    _register(scene, rng)
    for who in guests[::11]:
        by = scene.people[1]
        for operation in ("Disable account.", "Delete user."):
            scene.ordinary(tenant.account_does(rng, by.login, scene.at(13, 18) + rng.randrange(4 * HOUR), operation,
                                               f"{who.login}@{tenant.domain}", by.home))  # fmt: skip


def _first_days(scene: Scene, rng: Random, tenant: Microsoft, who: Person, number: int) -> None:
    """Passwords mistyped, a factor, a code for a screen, then pages and rooms, from wherever the guest is."""
    ms = scene.at(5 + number % 3, 15) + rng.randrange(9 * HOUR)
    where = (who.home, phone(number, ms), who.office)[number % 3]
    for _ in range(rng.randrange(4)):
        scene.ordinary(tenant.signs_in(rng, who, ms, where, who.agent, "Classes", refused=True))
        ms += 20 * SECOND + rng.randrange(MINUTE)
    scene.ordinary(tenant.signs_in(rng, who, ms, where, who.agent, "My Sign-Ins"))
    changed = [
        {"Name": "StrongAuthenticationMethod", "NewValue": '[{"MethodType":6,"Default":true}]', "OldValue": "[]"}
    ]
    scene.ordinary(tenant.account_does(rng, who.login, ms + MINUTE, "Update user.", f"{who.login}@{tenant.domain}",
                                       where, ModifiedProperties=changed))  # fmt: skip
    for app in ("Microsoft Teams", "OneDrive", "Library"):
        ms += 4 * MINUTE + rng.randrange(HOUR)
        scene.ordinary(tenant.signs_in(rng, who, ms, where, who.agent, app, code=number % 7 == 0))
    for _ in range(12):
        scene.lives(rng, who, ms + rng.randrange(DAY), where, *_SYSTEMS)
    pages = scene.systems["confluence"]
    for _ in SPACES:
        scene.ordinary(pages.used(rng, who, ms + rng.randrange(4 * HOUR), where))


def _register(scene: Scene, rng: Random) -> None:
    """The register's application and its vendor's are asked without a pause; some tries are refused under the load."""
    for name in ("enrol_app", "recordsmith_app", "housing_app"):
        role = scene.user(rng, scene.named("postgresql", name))
        for day in range(4, 10):
            steps = [
                (rng.choice(("read", "write", "read", "read!1")), rng.choice(role.machine.things)) for _ in range(90)
            ]
            role.series(scene.at(day, 15), steps, 20 * SECOND, 8 * MINUTE)
    forms = scene.user(rng, scene.named("jira", "pw-mail"))
    for day in range(4, 9):
        steps = [(act, rng.choice(forms.machine.things)) for act in ("open", "comment", "attachment") * 40]
        forms.series(scene.at(day, 15), steps, 9 * SECOND, 6 * MINUTE)
