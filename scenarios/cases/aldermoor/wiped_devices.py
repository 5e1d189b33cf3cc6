"""An administrator's account makes a second one with all rights, and by it hundreds of devices go in a night.

After Stryker (March 2026): the group's own administration of devices, no foreign program, some three hours of a night.
Of a wiped device the directory's log has that it is deleted; the administration of devices itself has no log here.
"""

from random import Random

from scenarios.companies.aldermoor_places import DOMAIN
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, WINDOWS, Person, Scene, chrome, intrusion
from scenarios.systems.microsoft import Microsoft

_HOST, _AGENT = "253.190.24.81", chrome(WINDOWS, 150)
_MADE = "svc-endpoint-update"


@intrusion("An account made in the evening wipes hundreds of devices in the night")
def plan(scene: Scene) -> None:
    """Sign-ins on two days, the account in the fourth evening, devices from five in the morning; ended at nine."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    owner = scene.people[1]
    for day in (1, 3):
        ms = scene.at(day, 20) + rng.randrange(3 * HOUR)
        for app in ("Azure Portal", "Microsoft Intune"):
            scene.hostile("look: session", tenant.signs_in(rng, owner, ms, _HOST, _AGENT, app))
            ms += 2 * MINUTE + rng.randrange(8 * MINUTE)
    scene.foothold("session", f"entra@main:user:{owner.login}@{DOMAIN}", scene.first, scene.at(5, 9))
    made, ms = f"{_MADE}@{DOMAIN}", scene.at(4, 21) + rng.randrange(2 * HOUR)
    role = [{"Name": "Role.DisplayName", "NewValue": "Global Administrator", "OldValue": ""}]
    scene.hostile("stay: account made", tenant.account_does(rng, owner.login, ms, "Add user.", made, _HOST))
    ms += MINUTE + rng.randrange(2 * MINUTE)
    scene.hostile("stay: role given", tenant.account_does(rng, owner.login, ms, "Add member to role.", made, _HOST,
                                                         ModifiedProperties=role))  # fmt: skip
    scene.foothold("account", f"entra@main:user:{made}", ms, scene.at(5, 9))
    scene.foothold("privilege", f"entra@main:role:Global Administrator/{made}", ms, scene.at(5, 9))
    _wipes(scene, rng, tenant)
    _found(scene, rng, tenant)


def _wipes(scene: Scene, rng: Random, tenant: Microsoft) -> None:
    """The new account signs in, and the devices of all who are employed go one after the other, some in a second."""
    new = Person(_MADE, "00uamendpoint", _HOST, _HOST, _AGENT, works=False)
    ms = scene.at(5, 5) + rng.randrange(20 * MINUTE)
    for app in ("Azure Portal", "Microsoft Intune"):
        scene.hostile("use: session", tenant.signs_in(rng, new, ms, _HOST, _AGENT, app))
        ms += MINUTE
    for who in (one for one in scene.people if one.joined <= ms < one.left):
        for kind in ("TAB", "PHN")[: 1 + (len(who.login) % 3 == 0)]:
            ms += SECOND + rng.randrange(50 * SECOND)
            device = f"{kind}-{who.id[-6:]}"
            scene.hostile("destroy: device", tenant.account_does(rng, _MADE, ms, "Delete device.", device, _HOST))


def _found(scene: Scene, rng: Random, tenant: Microsoft) -> None:
    """Both accounts are stopped, passwords set, and people enrol their devices again for days."""
    ms = scene.at(5, 9)
    for login in (_MADE, scene.people[1].login):
        for operation in ("Disable account.", "Reset user password.", "Remove member from role."):
            ms += 2 * MINUTE
            scene.ordinary(tenant.person_does(rng, scene.people[0], ms, operation, login))
    for who in (one for one in scene.people if one.left == FOREVER):
        ms = scene.at(5, 12) + rng.randrange(80 * HOUR)
        device = f"NEW-{who.id[-6:]}"
        where = who.place(ms)
        scene.ordinary(tenant.account_does(rng, who.login, ms, "Register device.", device, where))
