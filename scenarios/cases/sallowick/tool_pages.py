"""Persons are telephoned; the first has no rights, but reads how it is done; the second sets others' passwords anew.

After Twitter (2020): a page that looked like the house's, pages on internal tools read with the first account, a second
account with rights, and passwords and addresses of chosen accounts changed within hours.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, chrome, intrusion
from scenarios.systems.confluence import Confluence
from scenarios.systems.jira import Jira
from scenarios.systems.microsoft import Microsoft

_FROM, _SECOND, _AS = "254.99.31.7", "254.99.31.60", ("250.50.6.2", "252.50.6.3")
_AGENT = chrome("Macintosh; Intel Mac OS X 10_15_7", 150)
_PAGES = ("HOUSE/Tools", "TECH/Access", "TECH/Tools", "HOUSE/Phones", "TECH/VPN", "HOUSE/Contacts", "STUDIO/Access")


@intrusion("Two persons are telephoned, and others' passwords are set anew")
def plan(scene: Scene) -> None:
    """Pages on two afternoons, refused twice; on the third day the second person, and six accounts in an hour."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    wiki, desk = scene.known("confluence", Confluence), scene.known("jira", Jira)
    first, second = scene.people[11], scene.people[29]
    for day in (2, 3):
        ms = scene.at(day, 12) + rng.randrange(3 * HOUR)
        scene.hostile("look: session", tenant.signs_in(rng, first, ms, _FROM, _AGENT, "Microsoft Teams"))
        for page in rng.sample(_PAGES, 5):
            ms += 2 * MINUTE + rng.randrange(6 * MINUTE)
            scene.hostile("take: page", wiki.anybody(rng, ms, "page", page, first.login, _FROM, _AGENT))
        refused = wiki.anybody(rng, ms + MINUTE, "admin", "users/browseusers", first.login, _FROM, _AGENT, 403)
        scene.hostile("look: administration", refused, success=False)
        scene.hostile(
            "look: tickets searched",
            desk.person_does(rng, first, ms + 3 * MINUTE, "search", "project+%3D+HELP+AND+text+~+reset", _FROM, _AGENT),
        )
    ms = scene.at(4, 13) + rng.randrange(3 * HOUR)
    for denied in (True, True, False):
        records = tenant.signs_in(rng, second, ms, _SECOND, _AGENT, "Azure Portal", denied=denied)
        scene.hostile("look: session", records, success=not denied)
        ms += MINUTE + rng.randrange(2 * MINUTE)
    scene.foothold("session", f"entra@main:user:{second.login}", ms)
    for number, whom in enumerate((*scene.people[0:3], scene.people[35], scene.people[52], scene.people[38])):
        about = f"{whom.login}@{tenant.domain}"
        for operation in ("Reset user password.", "Disable Strong Authentication."):
            scene.hostile("stay: account taken", tenant.account_does(rng, second.login, ms, operation, about, _SECOND))
            ms += 20 * SECOND + rng.randrange(MINUTE)
        where, app = _AS[number % 2], "Outlook"
        scene.hostile("use: entered as another", tenant.signs_in(rng, whom, ms + 2 * MINUTE, where, _AGENT, app))
        for _ in range(2):
            ms += 3 * MINUTE + rng.randrange(3 * MINUTE)
            scene.hostile("use: mail sent", tenant.sends(rng, whom.login, ms, "Please read", where))
        scene.foothold("session", f"entra@main:user:{whom.login}", ms)
    scene.foothold("session", f"entra@main:user:{first.login}", scene.first)
