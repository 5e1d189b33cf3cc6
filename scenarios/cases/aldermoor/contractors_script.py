"""A contractor who was dismissed gets a colleague's password by a call, and sets everybody's anew by a script.

After the case of a contractor in Ohio (Department of Justice, November 2025): a call in a colleague's name, a script
that set some 2,500 passwords, and a search for the logs, of which some were deleted.
"""

from scenarios.companies.aldermoor_places import DOMAIN, GROUPS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.azure import Azure
from scenarios.systems.microsoft import Microsoft

_HOME, _SHELL = "253.77.140.26", "Mozilla/5.0 (Windows NT 10.0; en-US) WindowsPowerShell/5.1.26100.6584"


@intrusion("A contractor who was dismissed sets everybody's password by a script")
def plan(scene: Scene) -> None:
    """The call on the day of the dismissal; the script within the hour; settings of logs; ended after two hours."""
    rng, tenant, cloud = scene.rng("intruder"), scene.known("microsoft", Microsoft), scene.known("azure", Azure)
    hired = [one for one in scene.people if one.team == "engineering" and one.joined and one.left < scene.company.ends]
    colleague = hired[-1]
    ms = scene.at(8, 17) + rng.randrange(HOUR)
    scene.ordinary(tenant.person_does(rng, scene.people[2], ms, "Reset user password.", colleague.login))
    ms += 20 * MINUTE + rng.randrange(30 * MINUTE)
    for app in ("Azure Portal", "Microsoft Graph Command Line Tools"):
        scene.hostile("use: session", tenant.signs_in(rng, colleague, ms, _HOME, _SHELL, app))
        ms += 3 * MINUTE + rng.randrange(5 * MINUTE)
    box = f"{colleague.login}@{DOMAIN}"
    for who in (one for one in scene.people if one.joined <= ms < one.left and one.login != colleague.login):
        ms += 700 + rng.randrange(3 * SECOND)
        about = f"{who.login}@{DOMAIN}"
        reset = tenant.account_does(rng, colleague.login, ms, "Reset user password.", about, _HOME)
        scene.hostile("destroy: person locked out", reset)
    ms += 9 * MINUTE
    for number, group in enumerate(GROUPS[:4]):
        gone = cloud.person_does(rng, colleague.login, ms, "drop-log-settings", f"{group}-audit", _HOME, agent=_SHELL,
                                 refused=number == 2)  # fmt: skip
        scene.hostile("hide: log switched off", gone, success=number != 2)
        ms += MINUTE + rng.randrange(3 * MINUTE)
    scene.foothold("session", f"entra@main:user:{box}", scene.first, scene.first + 2 * HOUR)
    ms = scene.first + 2 * HOUR
    scene.ordinary(tenant.person_does(rng, scene.people[0], ms, "Disable account.", colleague.login))
    for who in rng.sample(scene.people[6:200], 130):
        ms += 10 * SECOND + rng.randrange(3 * MINUTE)
        again = tenant.person_does(rng, scene.people[len(who.login) % 4], ms, "Reset user password.", who.login)
        scene.ordinary(again)
