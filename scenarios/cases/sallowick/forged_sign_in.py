"""Tokens that nobody issued sign in as an administrator, who gives an application a secret and the right to all boxes.

After Dark Halo (2020): tokens signed with the organisation's own key, an application that had rights already, one more
secret, and few boxes in small portions.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, chrome, intrusion, uuid
from scenarios.systems.microsoft import Microsoft, application

_FROM, _MAIL = "251.9.80.3", ("253.61.2.18", "250.61.2.19")
_AGENT = chrome("Windows NT 10.0; Win64; x64", 146)


@intrusion("Forged tokens give an application a secret and the right to all boxes")
def plan(scene: Scene) -> None:
    """Two sign-ins on two evenings, the secret and the right on the second; two to four boxes on eight nights."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    admin, held = scene.people[24], scene.held("microsoft", "Archive of letters", 15)
    for day in (1, 2):
        ms = scene.at(day, 17) + rng.randrange(3 * HOUR)
        scene.hostile("look: session", tenant.signs_in(rng, admin, ms, _FROM, _AGENT, "Azure Portal"))
    secret = uuid(rng)
    ms += 7 * MINUTE
    scene.hostile("stay: secret added", tenant.gives_secret(rng, admin.login, held, ms, secret, _FROM))
    scene.foothold("credential", f"entra@main:key_id:{secret}", ms)
    changed = [{"Name": "AppRole.Value", "NewValue": "Mail.Read", "OldValue": ""},
               {"Name": "ServicePrincipal.DisplayName", "NewValue": held.name, "OldValue": ""}]  # fmt: skip
    ms += 2 * MINUTE + rng.randrange(4 * MINUTE)
    scene.hostile("stay: right given", tenant.account_does(
        rng, admin.login, ms, "Add app role assignment to service principal.", application(held), _FROM,
        ModifiedProperties=changed,
    ))  # fmt: skip
    scene.foothold("privilege", f"entra@main:app_role:{application(held)}/Mail.Read", ms)
    boxes = [f"{person.login}@{tenant.domain}" for person in (scene.people[0], scene.people[13], scene.people[36])]
    boxes += [f"legal@{tenant.domain}", f"editor@{tenant.domain}"]
    app = scene.intruder(rng, held, secret=secret, agent="python-requests/2.28.1")
    for number, day in enumerate((3, 4, 6, 7, 9, 11, 13, 15)):
        ms = scene.at(day, 1) + rng.randrange(4 * HOUR)
        steps = [("mail", box) for box in rng.sample(boxes, 2 + number % 3)]
        app.series(ms, steps, 30 * SECOND, 4 * MINUTE, what="take: mail read", address=_MAIL[number % 2])
    scene.foothold("session", f"entra@main:user:{admin.login}", scene.first)
