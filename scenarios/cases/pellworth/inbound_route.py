"""An administrator without a factor registers an application, which weeks later lets foreign mail in as the college's.

After the applications that Microsoft described in 2022: passwords used elsewhere, an application with the right to
administer mail, silence, then a connector and rules for some hours at a time, deleted when the mail was sent.
"""

from random import Random

from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Actor, Machine, Person, Scene, intrusion, uuid
from scenarios.systems.microsoft import Microsoft, application

_TRIES, _FROM, _APP = ("247.5.60.9", "247.5.61.80"), "251.5.1.17", "254.120.7.9"
_AGENT, _CLIENT = "python-requests/2.27.1", "MSAL.PowerShell/4.37.0"


@intrusion("An application with rights on mail lets foreign mail in for hours")
def plan(scene: Scene) -> None:
    """Tries on a night, an application in minutes; eight days later a connector for five hours, and again."""
    rng, tenant, admin = scene.rng("intruder"), scene.known("microsoft", Microsoft), scene.people[2]
    ms = scene.at(1, 8) + rng.randrange(2 * HOUR)
    for number in range(7):
        for who in (admin, scene.people[3 + number % 3]):
            records = tenant.signs_in(rng, who, ms, _TRIES[number % 2], _AGENT, "Azure PowerShell", refused=True)
            scene.hostile("look: password tried", records, success=False)
            ms += 9 * SECOND + rng.randrange(MINUTE)
    scene.hostile("look: session", tenant.signs_in(rng, admin, ms, _FROM, _AGENT, "Azure PowerShell"))
    scene.foothold("session", f"entra@main:user:{admin.login}", ms)
    app = _registered(scene, rng, tenant, admin, ms + 40 * SECOND)
    app.act(scene.at(2, 9), "sign-in", "", "look: application signs in")
    for day in (9, 14):
        _opened(scene, rng, tenant, app, scene.at(day, 6) + rng.randrange(3 * HOUR))
    app.holds(app.machine.created)


def _registered(scene: Scene, rng: Random, tenant: Microsoft, admin: Person, ms: int) -> Actor:
    """An application, its secret, the right on mail and an administrator's role, as one script does it."""
    made = Machine("microsoft", "Sync Helper", uuid(rng), _APP, _CLIENT, FOREVER, 1, [], ("sign-in",), created=ms)
    about = application(made)
    role = [{"Name": "AppRole.Value", "NewValue": "Exchange.ManageAsApp", "OldValue": ""}]
    member = [{"Name": "Role.DisplayName", "NewValue": "Exchange Administrator", "OldValue": ""}]
    for operation, what, changed in (
        ("Add application.", "stay: application made", []), ("Add service principal.", "stay: application made", []),
        ("Add app role assignment to service principal.", "stay: right given", role),
        ("Add member to role.", "stay: role given", member),
    ):  # fmt: skip
        records = tenant.account_does(rng, admin.login, ms, operation, about, _FROM, ModifiedProperties=changed)
        scene.hostile(what, records)
        ms += 2 * SECOND + rng.randrange(9 * SECOND)
    scene.hostile("stay: secret added", tenant.gives_secret(rng, admin.login, made, ms, made.key, _FROM))
    scene.foothold("privilege", f"entra@main:app_role:{about}/Exchange.ManageAsApp", ms)
    made.created = ms
    scene.adds(made)
    return scene.intruder(rng, made)


def _opened(scene: Scene, rng: Random, tenant: Microsoft, app: Actor, ms: int) -> None:
    """A connector from foreign servers and two rules that hide where mail comes from, for five hours."""
    app.act(ms, "sign-in", "", "use: application signs in")
    name, ends = "Ran_xc_test", ms + 5 * HOUR + rng.randrange(HOUR)
    for operation, about, given in (
        ("New-InboundConnector", name, {"SenderDomains": "*", "SenderIPAddresses": "247.88.1.0/24", "Enabled": "True"}),
        ("New-TransportRule", "Test01", {"RemoveHeader": "X-MS-Exchange-ExternalOriginalInternetSender"}),
        ("New-TransportRule", "Test02", {"RemoveHeader": "X-MS-Exchange-Organization-SCL"}),
    ):  # fmt: skip
        ms += 20 * SECOND + rng.randrange(2 * MINUTE)
        records = tenant.exchange_by_app(rng, app.machine, ms, operation, about, _APP, {"Name": about} | given)
        scene.hostile("use: mail let in", records)
        kind = "connector" if "Connector" in operation else "transport_rule"
        scene.foothold("rule", f"m365@main:{kind}:{about}", ms, ends + 2 * MINUTE)
    for operation, about in (("Remove-TransportRule", "Test01"), ("Remove-TransportRule", "Test02"),
                             ("Remove-InboundConnector", name)):  # fmt: skip
        records = tenant.exchange_by_app(rng, app.machine, ends, operation, about, _APP, {"Identity": about})
        scene.hostile("hide: removed", records)
        ends += 30 * SECOND
