"""A surge: within a week everybody changes the second factor, and half of them the telephone too.

Administrators take away factors by the dozen, the desk's tool unlocks, people sign in again everywhere, at home and
in hotels, from new browsers; what machines sign in with the old way is refused for a day and changed.
"""

from dataclasses import replace
from random import Random

from scenarios.companies.pendrake_places import REPOSITORIES, road
from scenarios.kit import HOUR, LINUX, MINUTE, SECOND, WINDOWS, Person, Scene, chrome, firefox, handed, hexes, surge
from scenarios.systems.github import Github
from scenarios.systems.okta import Okta
from scenarios.systems.slack import Slack
from scenarios.systems.workspace import Workspace

_TEAMS = ("office", "engineering", "trade", "support", "depots")


@surge("Everybody changes the second factor within a week")
def plan(scene: Scene) -> None:
    """A team on each day of a week; then those who missed it, by night and from abroad; credentials on two days."""
    rng = scene.rng("passkeys")
    late = []
    for number, team in enumerate(_TEAMS):
        crew = [one for one in scene.people if one.team == team and one.joined < scene.at(0) < one.left]
        for who in crew:
            if rng.random() < 0.2:
                late.append(who)
                continue
            _changed(scene, rng, who, scene.at(1 + number, 7) + rng.randrange(9 * HOUR), who.place(scene.at(number)))
    for who in late:
        ms = scene.at(7, 6) + rng.randrange(60 * HOUR)
        where = road(who.login, ms) if rng.random() < 0.5 else who.home
        _changed(scene, rng, who, ms, where, refused=True)
    for number, name in enumerate(("people-sync", "seller-accounts", "desk-tool", "terraform-groups", "pd-steward",
                                   "pd-release", "pd-zones")):  # fmt: skip
        one = next(one for one in scene.lasting("", scene.at(3), scene.at(5)) if one.name == name)
        if one.system == "okta":
            tries = [(f"{one.acts[0]}!1", one.things[0] if one.things else "")] * 9
            scene.user(rng, one).series(scene.at(3, 8 + number), tries, 5 * MINUTE, 20 * MINUTE)
        handed(scene, rng, name, scene.at(4, 8) + number * 40 * MINUTE, scene.people[number % 4], grace=3 * HOUR)
    for place in rng.sample(range(4, 46), 14):
        _cloned(scene, rng, scene.people[place])


def _changed(scene: Scene, rng: Random, who: Person, ms: int, where: str, *, refused: bool = False) -> None:
    """An administrator takes the factors away, the person sets another one and signs in everywhere again."""
    okta, accounts, chat = scene.known("okta", Okta), scene.known("workspace", Workspace), scene.known("slack", Slack)
    by = scene.people[rng.randrange(4)]
    agent = rng.choice((chrome(WINDOWS, 156), who.agent, firefox(LINUX, 159)))
    for _ in range(1 + rng.randrange(4) if refused else rng.randrange(2)):
        scene.ordinary(okta.person_does(rng, who, ms, "session", address=where, agent=agent,
                                        refused="INVALID_CREDENTIALS"))  # fmt: skip
        ms += 30 * SECOND + rng.randrange(3 * MINUTE)
    for act, actor in (("factors", by), ("factor", who), ("session", who), ("clear", by), ("session", who)):
        about = who if act in ("factors", "factor", "clear") else None
        place = {"address": where, "agent": agent} if actor is who else {}
        scene.ordinary(okta.person_does(rng, actor, ms, act, whom=about, **place))
        ms += MINUTE + rng.randrange(4 * MINUTE)
    for app in rng.sample(("Slack", "GitHub", "Google Workspace", "Desk", "Pages"), 4):
        scene.ordinary(okta.person_does(rng, who, ms, "enter", app, address=where, agent=agent))
        ms += 20 * SECOND + rng.randrange(2 * MINUTE)
    scene.ordinary(accounts.signs_in(rng, who, ms, where))
    if rng.random() < 0.5:
        scene.ordinary(accounts.adds_device(rng, who, ms + MINUTE, hexes(rng, 16), where))
        scene.ordinary(accounts.administers(rng, by, ms + 5 * MINUTE, "CHANGE_PASSWORD", who.login, by.office))
    scene.ordinary(chat.person_does(rng, who, ms + 2 * MINUTE, "session", "", where, agent))


def _cloned(scene: Scene, rng: Random, who: Person) -> None:
    """A new computer: an engineer clones what he works on once more, and lets the command line in anew."""
    code, ms = scene.known("github", Github), scene.at(3, 9) + rng.randrange(30 * HOUR)
    anew = replace(who, id=f"{who.id[:-1]}k")
    for name in rng.sample(REPOSITORIES, 24):
        scene.ordinary(code.granted(rng, anew, ms, "clone", name, who.home, "git/2.53.0"))
        ms += 5 * SECOND + rng.randrange(MINUTE)
