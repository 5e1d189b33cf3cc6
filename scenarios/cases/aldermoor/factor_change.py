"""A surge: everybody moves from text messages to an application as the second factor, within six days.

Factors are taken away by the desk and registered from telephones, codes are typed for devices of wards, sign-ins fail
by the hundred, who is locked out gets a new password, and a job that uses a person's sign-in is refused for a day.
"""

from random import Random

from scenarios.companies.aldermoor_places import DOMAIN, line
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Person, Scene, surge
from scenarios.routines.aldermoor import APPS
from scenarios.systems.microsoft import Microsoft


@surge("Everybody gets another second factor within six days")
def plan(scene: Scene) -> None:
    """Some fifty persons a day, at their own hours; a sixth of them fail; settings of the tenant on four days."""
    rng, tenant = scene.rng("factors"), scene.known("microsoft", Microsoft)
    crowd = [one for one in scene.people if one.left == FOREVER and one.joined <= scene.at(0)]
    rng.shuffle(crowd)
    for number, who in enumerate(crowd):
        day = 1 + number % 6
        ms = scene.at(day) + who.begins + rng.randrange(8 * HOUR)
        _moves(scene, rng, tenant, who, ms, fails=number % 6 == 5)
    for day in (0, 2, 4, 7):
        by, ms = scene.people[day % 4], scene.at(day, 8) + rng.randrange(4 * HOUR)
        for operation, about in (
            ("Update policy.", "Require another factor"), ("Add member to group.", f"factors@{DOMAIN}"),
            ("Update authorization policy.", "authenticationMethodsPolicy"),
        ):  # fmt: skip
            scene.ordinary(tenant.account_does(rng, by.login, ms, operation, about, by.office))
            ms += 6 * MINUTE
    for hour in range(20):
        one = scene.named("microsoft", "Rota calendar")
        scene.user(rng, one).act(scene.at(4, 2 + hour) + rng.randrange(HOUR), "sign-in!1", "")


def _moves(scene: Scene, rng: Random, tenant: Microsoft, who: Person, ms: int, *, fails: bool) -> None:
    """The old factor goes, the new one comes from a telephone; who fails is refused, then helped by the desk."""
    box, where, desk = f"{who.login}@{DOMAIN}", line(who.login, ms), scene.people[len(who.login) % 4]
    scene.ordinary(tenant.person_does(rng, desk, ms - 20 * MINUTE, "Update user.", who.login))
    if fails:
        for _ in range(3 + rng.randrange(6)):
            scene.ordinary(tenant.signs_in(rng, who, ms, where, who.agent, rng.choice(APPS), denied=True))
            ms += 20 * SECOND + rng.randrange(3 * MINUTE)
        ms += 10 * MINUTE + rng.randrange(40 * MINUTE)
        for operation in ("Reset user password.", "Update user."):
            scene.ordinary(tenant.person_does(rng, desk, ms, operation, who.login))
            ms += 2 * MINUTE
    for old, new in (('[{"PhoneNumber":"+44 *******52"}]', "[]"), ("[]", '[{"DeviceName":"SM-A556B"}]')):
        changed = [{"Name": "StrongAuthenticationUserDetails", "NewValue": new, "OldValue": old}]
        scene.ordinary(tenant.account_does(rng, who.login, ms, "Update user.", box, where, ModifiedProperties=changed))
        ms += MINUTE + rng.randrange(3 * MINUTE)
    if rng.random() < 0.4:
        device = f"PHN-{who.id[-6:]}"
        scene.ordinary(tenant.account_does(rng, who.login, ms, "Register device.", device, where))
    for place in (where, who.place(ms), where)[: 1 + rng.randrange(3)]:
        code = rng.random() < 0.15
        scene.ordinary(tenant.signs_in(rng, who, ms + MINUTE, place, who.agent, rng.choice(APPS), code=code))
        ms += 4 * MINUTE + rng.randrange(30 * MINUTE)
