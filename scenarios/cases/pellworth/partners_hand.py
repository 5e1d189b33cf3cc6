"""A technician of the partner that sold the licences gives an application a secret, with which boxes are read.

After NOBELIUM's use of delegated administration (Microsoft, 2021): the partner was entered first, its rights at the
customer did the rest, and what read the mail was an application that had the right already.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, chrome, intrusion, uuid
from scenarios.routines.pellworth import PARTNERS
from scenarios.systems.microsoft import Microsoft

_FROM, _MAIL = "252.7.140.33", ("245.210.6.1", "244.210.6.2", "248.210.6.3")
_AGENT = chrome("Windows NT 10.0; Win64; x64", 148)


@intrusion("A partner's technician gives an application a secret that reads mail")
def plan(scene: Scene) -> None:
    """Two visits of the technician's; the secret in the second; one to three boxes on nine nights."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    hand, held = PARTNERS[1], scene.held("microsoft", "Room planner", 16)
    for day, app in ((1, "Microsoft 365 admin center"), (2, "Azure Portal")):
        ms = scene.at(day, 16) + rng.randrange(4 * HOUR)
        scene.hostile("look: session", tenant.signs_in(rng, hand, ms, _FROM, _AGENT, app))
    secret = uuid(rng)
    ms += 12 * MINUTE
    scene.hostile("stay: secret added", tenant.gives_secret(rng, hand.login, held, ms, secret, _FROM))
    scene.foothold("credential", f"entra@main:key_id:{secret}", ms)
    scene.foothold("session", f"entra@main:user:{hand.login}", scene.first)
    boxes = [f"{name}@{tenant.domain}" for name in ("dean", "grants", "press", scene.people[24].login,
                                                    scene.people[61].login)]  # fmt: skip
    app_user = scene.intruder(rng, held, secret=secret, agent="msal-node/2.16.2")
    for number, day in enumerate((4, 5, 6, 8, 9, 11, 12, 14, 16)):
        ms = scene.at(day, 2) + rng.randrange(5 * HOUR)
        steps = [("mail", box) for box in rng.sample(boxes, 1 + number % 3)]
        app_user.series(ms, steps, 40 * SECOND, 9 * MINUTE, what="take: mail read", address=_MAIL[number % 3])
        if number == 4:
            app_user.act(ms + HOUR, "sign-in!1", "", "look: refused", address=_MAIL[0])
            ms += SECOND
