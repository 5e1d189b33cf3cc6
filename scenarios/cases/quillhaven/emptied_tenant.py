"""The account that synchronises the directory gives an application rights on all boxes, and deletes what is in Azure.

After MERCURY and DEV-1084 (Microsoft, 2023): an account that had been an administrator for years, weeks of quiet, an
application that was there already, and hundreds of resources deleted within hours under the cover of a demand.
"""

from random import Random

from scenarios.companies.quillhaven_places import BOXES, DOMAIN, GROUPS, SYNC, TEND
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion, uuid
from scenarios.systems.azure import Azure
from scenarios.systems.microsoft import Microsoft, application

_OUTSIDE, _READS = "253.44.102.18", ("253.44.102.18", "250.71.5.140")
_SHELL = "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.17763.5830"
_EWS = "ExchangeServicesClient/15.00.0913.015"


@intrusion("The account that synchronises the directory opens all boxes and empties Azure")
def plan(scene: Scene) -> None:
    """Sign-ins on two evenings, an application on the fourth, boxes on four nights, the end on the twelfth."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    for day, where, app in ((1, TEND, "Azure Active Directory PowerShell"), (3, _OUTSIDE, "Azure Portal")):
        ms = scene.at(day, 19) + rng.randrange(3 * HOUR)
        scene.hostile("look: session", tenant.signs_in(rng, SYNC, ms, where, _SHELL, app))
    scene.foothold("account", f"entra@main:user:{SYNC.login}@{DOMAIN}", scene.first)
    _boxes(scene, rng, tenant, scene.at(4, 20) + rng.randrange(2 * HOUR))
    begins = scene.at(12, 0) + rng.randrange(2 * HOUR)
    _deletes(scene, rng, begins)
    _letters(scene, rng, tenant, begins + 3 * HOUR)


def _boxes(scene: Scene, rng: Random, tenant: Microsoft, ms: int) -> None:
    """One more right and a secret for an application that searches archives, then boxes by it."""
    held = scene.held("microsoft", "Archive search", 16)
    right = [{"Name": "AppRole.Value", "NewValue": "full_access_as_app", "OldValue": ""},
             {"Name": "ServicePrincipal.DisplayName", "NewValue": held.name, "OldValue": ""}]  # fmt: skip
    scene.hostile("stay: right given", tenant.account_does(
        rng, SYNC.login, ms, "Add app role assignment to service principal.", application(held), _OUTSIDE,
        ModifiedProperties=right,
    ))  # fmt: skip
    scene.foothold("privilege", f"entra@main:app_role:{application(held)}/full_access_as_app", ms)
    secret = uuid(rng)
    ms += 3 * MINUTE + rng.randrange(5 * MINUTE)
    scene.hostile("stay: secret added", tenant.gives_secret(rng, SYNC.login, held, ms, secret, _OUTSIDE))
    scene.foothold("credential", f"entra@main:key_id:{secret}", ms)
    app = scene.intruder(rng, held, secret=secret, agent=_EWS)
    boxes = [*BOXES[::2], *(f"{one.login}@{DOMAIN}" for one in scene.people[314:326])]
    for number, day in enumerate((5, 6, 8, 10)):
        ms = scene.at(day, 1) + rng.randrange(4 * HOUR)
        steps = [("mail", box) for box in rng.sample(boxes, 6 + number * 3)]
        app.series(ms, steps, 10 * SECOND, 2 * MINUTE, what="take: mail read", address=_READS[number % 2])


def _deletes(scene: Scene, rng: Random, ms: int) -> None:
    """Rights on everything, two locks, then machines, storage, servers of pages and networks, some in vain."""
    cloud = scene.known("azure", Azure)

    def does(act: str, thing: str, what: str, *, role: str = "", refused: bool = False) -> None:
        records = cloud.person_does(rng, SYNC.login, ms, act, thing, _OUTSIDE, role=role, refused=refused)
        scene.hostile(what, records, success=not refused)

    owner = "Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
    does("elevate", "", "stay: rights raised")
    ms += 4 * MINUTE
    does("role", uuid(Random(f"user/{SYNC.login}")), "stay: role given", role=owner)
    scene.foothold("privilege", f"azure@main:role:{SYNC.login}/owner", ms)
    for group in GROUPS[:2]:
        ms += MINUTE
        does("drop-lock", f"{group}-keep", "destroy: lock taken away")
    kinds = (("drop-farm", "plan", 4), ("drop-vm", "vm", 18), ("drop-storage", "store", 6), ("drop-net", "net", 3))
    for act, kind, count in kinds:
        for group in GROUPS:
            for number in range(count):
                ms += 3 * SECOND + rng.randrange(50 * SECOND)
                kept = act == "drop-storage" and number == 0
                does(act, f"{group}-{kind}{number}", "destroy: resource deleted", refused=kept)


def _letters(scene: Scene, rng: Random, tenant: Microsoft, ms: int) -> None:
    """The right to send for one who leads, and letters in that name."""
    leader = scene.people[315]
    given = {"Identity": f"{leader.login}@{DOMAIN}", "Trustee": SYNC.login, "AccessRights": "SendAs"}
    scene.hostile("stay: right to send", tenant.exchange_does(
        rng, SYNC.login, ms, "Add-RecipientPermission", f"{leader.login}@{DOMAIN}", _OUTSIDE, given,
    ))  # fmt: skip
    for _ in range(14):
        ms += 20 * SECOND + rng.randrange(2 * MINUTE)
        scene.hostile("use: mail sent", tenant.sends(rng, leader.login, ms, "Your data", _OUTSIDE))
