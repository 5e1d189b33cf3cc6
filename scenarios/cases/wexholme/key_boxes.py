"""From a host that nobody watches an application gets one more secret and a right, and reads the boxes of few persons.

After UNC5221 with BRICKSTORM (September 2025): access by way of appliances, an application with a right on all mail,
boxes of developers and administrators, the store of passwords, and copies of machines that are gone within minutes.
"""

from random import Random

from scenarios.companies.wexholme_places import AREAS, DOMAIN
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Scene, chrome, intrusion, uuid
from scenarios.systems.azure import Azure
from scenarios.systems.microsoft import Microsoft, application

_INSIDE, _PROXIES = "198.18.64.77", ("253.120.8.14", "250.77.91.60", "251.18.240.7")
_AGENT, _GRAPH = chrome(WINDOWS, 148), "python-requests/2.32.3"


@intrusion("An application gets one more secret and reads the boxes of few persons")
def plan(scene: Scene) -> None:
    """The secret and the right on the second day; boxes on eight nights; secrets and copies of machines once each."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    admin, held = scene.people[1], scene.held("microsoft", "Records search", 16)
    ms = scene.at(1, 9) + rng.randrange(6 * HOUR)
    scene.hostile("use: session", tenant.signs_in(rng, admin, ms, _INSIDE, _AGENT, "Azure Portal"))
    scene.foothold("session", f"entra@main:user:{admin.login}@{DOMAIN}", ms)
    secret, ms = uuid(rng), ms + 6 * MINUTE
    scene.hostile("stay: secret added", tenant.gives_secret(rng, admin.login, held, ms, secret, _INSIDE))
    scene.foothold("credential", f"entra@main:key_id:{secret}", ms)
    right = [{"Name": "AppRole.Value", "NewValue": "full_access_as_app", "OldValue": ""},
             {"Name": "ServicePrincipal.DisplayName", "NewValue": held.name, "OldValue": ""}]  # fmt: skip
    ms += 3 * MINUTE
    scene.hostile("stay: right given", tenant.account_does(
        rng, admin.login, ms, "Add app role assignment to service principal.", application(held), _INSIDE,
        ModifiedProperties=right,
    ))  # fmt: skip
    scene.foothold("privilege", f"entra@main:app_role:{application(held)}/full_access_as_app", ms)
    boxes = [f"{scene.people[place].login}@{DOMAIN}" for place in (0, 3, 9, 16, 24, 194, 201, 225)]
    app = scene.intruder(rng, held, secret=secret, agent=_GRAPH)
    for number, day in enumerate((2, 3, 5, 6, 8, 11, 13, 15)):
        ms = scene.at(day, 17) + rng.randrange(6 * HOUR)
        steps = [("mail", box) for box in rng.sample(boxes, 2 + number % 3) for _ in range(2 + rng.randrange(4))]
        app.series(ms, steps, 10 * SECOND, 2 * MINUTE, what="take: mail read", address=_PROXIES[number % 3])
    _opens(scene, rng)


def _opens(scene: Scene, rng: Random) -> None:
    """Secrets of twelve services by the token of the hosts; two machines copied, the copies deleted at once."""
    vault = scene.intruder(rng, scene.held("openbao", "token-tend", 16), address=_INSIDE, agent="curl/8.5.0")
    since = ms = scene.at(4, 12) + rng.randrange(4 * HOUR)
    reads = [("read", f"{area}/db", "take: secret") for area in AREAS[:12]]
    vault.series(ms, [("list", ""), *reads], 2 * SECOND, 9 * SECOND)
    vault.holds(since)
    cloud, admin = scene.known("azure", Azure), scene.people[1]
    for day, name in ((7, "quality-vm1"), (12, "research-vm0")):
        ms = scene.at(day, 20) + rng.randrange(3 * HOUR)
        for act in ("snapshot", "vm", "drop-vm", "drop-snapshot"):
            does = cloud.person_does(rng, admin.login, ms, act, f"{name}-t", _INSIDE, agent=_AGENT)
            scene.hostile("hide: copy gone" if act.startswith("drop") else "take: machine copied", does)
            ms += 2 * MINUTE + rng.randrange(4 * MINUTE)
