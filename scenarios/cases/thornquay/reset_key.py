"""The desk's token sets passwords of a few accounts anew from outside, and these accounts are entered.

After BeyondTrust (2024): a key of the service for remote support, passwords of accounts reset with it, few stations
entered, and days until the key was revoked.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, firefox, handed, intrusion
from scenarios.systems.okta import Okta

_FROM, _THEN = "252.77.19.3", ("252.77.19.40", "254.9.14.180")
_AGENT = firefox("Windows NT 10.0; Win64; x64", 115)


@intrusion("The desk's token resets passwords from outside, and the accounts are entered")
def plan(scene: Scene) -> None:
    """Two resets on a first day, four on the third; sessions on the same days; the token is handed on on the sixth."""
    rng, okta = scene.rng("intruder"), scene.known("okta", Okta)
    token = scene.intruder(rng, scene.held("okta", "help-desk", 6), address=_FROM, agent="curl/8.5.0", country="us")
    whom = rng.sample(scene.people[156:168], 6)
    for day, some in ((1, whom[:2]), (3, whom[2:])):
        ms = scene.at(day, 19) + rng.randrange(3 * HOUR)
        for person in some:
            login = {"whom": person.login, "number": person.id}
            token.act(ms, "unlock", "", "look: account unlocked", **login)
            token.act(ms + 9 * SECOND, "password", "", "stay: password reset", **login)
            at = ms + 3 * MINUTE + rng.randrange(6 * MINUTE)
            for act, app in (("session", ""), ("enter", "Google Workspace"), ("enter", "Player desk")):
                records = okta.person_does(
                    rng, person, at, act, app, address=_THEN[day // 2], agent=_AGENT, country="us"
                )
                scene.hostile("use: entered as another", records)
                at += 30 * SECOND + rng.randrange(4 * MINUTE)
            scene.foothold("session", f"okta@main:user:{person.id}", ms + 3 * MINUTE)
            ms = at + 5 * MINUTE
    token.act(ms, "admin!1", "", "stay: right refused", whom=whom[0].login, number=whom[0].id)
    found = scene.at(6, 2)
    handed(scene, rng, "help-desk", found, scene.people[1], grace=10 * MINUTE)
    token.holds(0, found + 10 * MINUTE)
