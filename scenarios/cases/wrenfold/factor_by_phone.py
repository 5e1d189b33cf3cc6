"""Three persons are telephoned; their sessions add a device, and open one application after another for words.

After UNC6661 (Mandiant, January 2026): a copy of the sign-in, a device of the intruder's own as a factor, single
sign-on to whatever the account may open, searches for words such as "confidential", and files copied.
"""

from random import Random

from scenarios.companies.wrenfold_places import PAGES, SPACES
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Person, Scene, chrome, intrusion
from scenarios.systems.confluence import Confluence
from scenarios.systems.jira import Jira
from scenarios.systems.okta import Okta
from scenarios.systems.slack import Slack

_HOMES = ("250.190.14.6", "253.8.201.77", "251.66.30.142")
_AGENT = chrome(WINDOWS, 149)
_WORDS = ("confidential", "internal", "proposal", "poc", "vpn", "password")


@intrusion("Persons who were telephoned: a further device, then searches in every application")
def plan(scene: Scene) -> None:
    """One person on the second day, two on the fifth; an hour or two each; once more two days later."""
    rng = scene.rng("intruder")
    for number, (day, place) in enumerate(((2, 205), (5, 120), (5, 88))):
        who = scene.people[place]
        ms = _entered(scene, rng, who, scene.at(day, 13) + number * 90 * MINUTE + rng.randrange(HOUR), number)
        _searched(scene, rng, who, ms, number)
    ms = scene.at(7, 20) + rng.randrange(2 * HOUR)
    who = scene.people[205]
    okta = scene.known("okta", Okta)
    again = okta.person_does(rng, who, ms, "session", address=_HOMES[0], agent=_AGENT, country="us")
    scene.hostile("use: session", again)
    _searched(scene, rng, who, ms + MINUTE, 0)


def _entered(scene: Scene, rng: Random, who: Person, ms: int, number: int) -> int:
    """The session, the device, and the person's applications one after another."""
    okta = scene.known("okta", Okta)
    steps = [("session", "", "use: session"), ("factor", "", "stay: device added")]
    steps += [("enter", app, "use: application opened") for app in ("Slack", "Pages", "Plans", "Desk", "Graphs")]
    for act, thing, what in steps:
        about = who if act == "factor" else None
        records = okta.person_does(rng, who, ms, act, thing, address=_HOMES[number], agent=_AGENT, whom=about,
                                   country="us")  # fmt: skip
        scene.hostile(what, records)
        if act == "factor":
            scene.foothold("session", f"okta@main:user:{who.id}", ms - MINUTE)
            scene.foothold("factor", f"okta@main:user:{who.id}/device", ms)
        ms += MINUTE + rng.randrange(3 * MINUTE)
    return ms


def _searched(scene: Scene, rng: Random, who: Person, ms: int, number: int) -> None:
    """Words looked for in pages and tickets; what comes up is opened, and files of the chat are taken."""
    wiki, boards, chat = scene.known("confluence", Confluence), scene.known("jira", Jira), scene.known("slack", Slack)
    where = _HOMES[number]
    for word in rng.sample(_WORDS, 4 + number % 2):
        scene.hostile("look: search", wiki.anybody(rng, ms, "find", word, who.login, where, _AGENT))
        ms += 20 * SECOND + rng.randrange(90 * SECOND)
        for _ in range(2 + rng.randrange(5)):
            page = f"{rng.choice(SPACES)}/{rng.choice(PAGES)}"
            act, thing = rng.choice((("page", page), ("file", f"{rng.randrange(10**6)}/plan.pdf")))
            scene.hostile("take: page", wiki.anybody(rng, ms, act, thing, who.login, where, _AGENT))
            ms += 8 * SECOND + rng.randrange(50 * SECOND)
        found = f"text+%7E+%22{word}%22"
        scene.hostile("look: search", boards.person_does(rng, who, ms, "search", found, where, _AGENT))
        ms += 30 * SECOND
    for count in range(14):
        act = "join" if count % 7 == 0 else "download"
        name = rng.choice(("rates", "contract", "list", "minutes"))
        scene.hostile("take: file", chat.person_does(rng, who, ms, act, f"{name} {count}", where, _AGENT))
        ms += 6 * SECOND + rng.randrange(MINUTE)
