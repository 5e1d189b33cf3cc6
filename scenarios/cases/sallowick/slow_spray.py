"""A guess or two for each account a day, through Tor; one account is entered, and makes an application of its own.

After Peach Sandstorm (2023): few tries for each of many, always the same client, the directory read by a tool, and an
application or a device of the intruder's own to come back by.
"""

from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, intrusion, uuid
from scenarios.systems.microsoft import Microsoft, application

_TOR = ("252.1.80.4", "253.90.7.19", "254.33.8.70", "250.12.66.5", "251.71.3.9")
_AGENT, _TOOL = "go-http-client/1.1", "azurehound/v2.4.1"
_PROXY = "254.61.90.12"


@intrusion("Slow guesses enter an account, which makes an application with a secret")
def plan(scene: Scene) -> None:
    """Eight days of guesses; one comes in; the directory on that day; the application two days later, used daily."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    who, app = scene.people[41], "Microsoft Azure PowerShell"
    for day in range(8):
        for number, person in enumerate(rng.sample(scene.people[:55], 50)):
            ms = scene.at(day, 2) + number * 20 * MINUTE + rng.randrange(12 * MINUTE)
            refused = tenant.signs_in(rng, person, ms, _TOR[(day + number) % 5], _AGENT, app, refused=True)
            scene.hostile("try: password guessed", refused, success=False)
    ms = scene.at(7, 20) + rng.randrange(2 * HOUR)
    scene.hostile("look: session", tenant.signs_in(rng, who, ms, _TOR[2], _AGENT, app))
    for number in range(6):
        ms += 3 * SECOND + rng.randrange(MINUTE)
        name = ("Microsoft Graph", app, "Azure Resource Manager")[number % 3]
        scene.hostile("look: directory read", tenant.signs_in(rng, who, ms, _TOR[3], _TOOL, name))
    ms = scene.at(9, 19) + rng.randrange(2 * HOUR)
    scene.hostile("look: session", tenant.signs_in(rng, who, ms, _PROXY, _AGENT, "Azure Portal"))
    new = Machine("microsoft", "OneDrive Sync Helper", uuid(rng), _PROXY, "python-requests/2.31.0", FOREVER, 1, [],
                  ("sign-in",), created=ms + 2 * MINUTE)  # fmt: skip
    for operation in ("Add application.", "Add service principal."):
        ms += MINUTE
        scene.hostile("stay: application made", tenant.account_does(rng, who.login, ms, operation, application(new),
                                                                    _PROXY))  # fmt: skip
    scene.adds(new)
    scene.hostile("stay: secret added", tenant.gives_secret(rng, who.login, new, ms + MINUTE, new.key, _PROXY))
    user = scene.intruder(rng, new)
    for day in range(10, 16):
        user.act(scene.at(day, 3) + rng.randrange(18 * HOUR), "sign-in", "", "use: application signs in")
    user.holds(new.created)
    scene.foothold("session", f"entra@main:user:{who.login}", scene.first)
