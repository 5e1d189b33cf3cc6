"""A session and a device of somebody in support look for how gift cards are made; then somebody who makes them.

After the actor that Microsoft numbers 0539 (Cyber Signals 7, May 2024; FBI, May 2024): a message to telephones, a
device of the intruder's own as a factor, directories and documents read, keys for hosts looked for, a second person
from the department of the cards, and back again after being shut out.
"""

from random import Random

from scenarios.companies.pendrake_places import BOARDS
from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, firefox, hexes, intrusion
from scenarios.machine import FOREVER
from scenarios.systems.confluence import Confluence
from scenarios.systems.jira import Jira, ticket
from scenarios.systems.okta import Okta
from scenarios.systems.workspace import Workspace

_HOMES, _AGENT = ("250.233.18.40", "253.19.77.102"), firefox("Windows NT 10.0; Win64; x64", 148)
_WORDS = ("gift+card", "voucher+limit", "citrix", "vpn", "ssh", "putty")


@intrusion("Sessions of two persons look for gift cards and order them")
def plan(scene: Scene) -> None:
    """Two evenings of reading; the second person on the sixth day; shut out, and back with another one's session."""
    rng, okta = scene.rng("intruder"), scene.known("okta", Okta)
    clerk, cards, last = scene.people[70], scene.people[172], scene.people[81]
    ms = _entered(scene, rng, clerk, scene.at(3, 18) + rng.randrange(2 * HOUR), scene.at(9, 11))
    _read(scene, rng, clerk, ms, 26)
    _read(scene, rng, clerk, scene.at(4, 18) + rng.randrange(2 * HOUR), 34)
    ms = _entered(scene, rng, cards, scene.at(7, 17) + rng.randrange(HOUR), scene.at(9, 11))
    _orders(scene, rng, cards, ms)
    _orders(scene, rng, cards, scene.at(8, 19) + rng.randrange(HOUR))
    for number, who in enumerate((clerk, cards)):
        for act in ("clear", "factors", "password"):
            at = scene.at(9, 11) + number * 6 * MINUTE
            scene.ordinary(okta.person_does(rng, scene.people[2], at, act, whom=who))
    ms = _entered(scene, rng, last, scene.at(12, 20) + rng.randrange(HOUR), FOREVER)
    _orders(scene, rng, last, ms)


def _entered(scene: Scene, rng: Random, who: Person, ms: int, until: int) -> int:
    """A session, a device as a factor, a telephone for the account, and the applications that are near."""
    okta, accounts = scene.known("okta", Okta), scene.known("workspace", Workspace)
    end = None if until == FOREVER else until
    scene.foothold("session", f"okta@main:user:{who.id}", ms, end)
    scene.foothold("factor", f"okta@main:user:{who.id}/device", ms, end)
    for act, thing, what in (("session", "", "use: session"), ("factor", "", "stay: device added"),
                             ("enter", "Google Workspace", "use: application opened"),
                             ("enter", "Pages", "use: application opened"),
                             ("enter", "Cards", "use: application opened")):  # fmt: skip
        records = okta.person_does(rng, who, ms, act, thing, address=_HOMES[0], agent=_AGENT, country="us",
                                   whom=who if act == "factor" else None)  # fmt: skip
        scene.hostile(what, records)
        ms += 40 * SECOND + rng.randrange(3 * MINUTE)
    scene.hostile("use: session", accounts.signs_in(rng, who, ms, _HOMES[0]))
    scene.hostile("stay: device added", accounts.adds_device(rng, who, ms + MINUTE, hexes(rng, 16), _HOMES[0]))
    return ms + 2 * MINUTE


def _read(scene: Scene, rng: Random, who: Person, ms: int, count: int) -> None:
    """Words looked for in pages; documents, letters and pages opened."""
    accounts, wiki = scene.known("workspace", Workspace), scene.known("confluence", Confluence)
    where = _HOMES[1]
    for word in rng.sample(_WORDS, 4):
        scene.hostile("look: search", wiki.anybody(rng, ms, "find", word, who.login, where, _AGENT))
        ms += 30 * SECOND + rng.randrange(2 * MINUTE)
        page = f"CARDS/{rng.choice(('Overview', 'Limits', 'Contacts', 'Checklist'))}"
        scene.hostile("take: page", wiki.anybody(rng, ms, "page", page, who.login, where, _AGENT))
    for number in range(count):
        if number % 3 == 1:
            scene.hostile("take: mail read", accounts.opens_mail(rng, who, ms, where))
        else:
            name = f"{rng.choice(('support', 'office'))}-{rng.choice(('plan', 'sheet'))}-{rng.randrange(16)}"
            act = rng.choice(("view", "view", "download"))
            scene.hostile("take: document", accounts.person_does(rng, who, ms, act, name, where))
        ms += 15 * SECOND + rng.randrange(3 * MINUTE)


def _orders(scene: Scene, rng: Random, who: Person, ms: int) -> None:
    """The application of the cards is entered again and again, and orders for cards are written and approved."""
    okta, boards = scene.known("okta", Okta), scene.known("jira", Jira)
    for number in range(9 + rng.randrange(7)):
        if number % 4 == 0:
            entered = okta.person_does(rng, who, ms, "enter", "Cards", address=_HOMES[0], agent=_AGENT, country="us")
            scene.hostile("use: application opened", entered)
        for act, thing in (("open", ""), ("comment", ticket(rng, BOARDS[3]))):
            ms += 40 * SECOND + rng.randrange(4 * MINUTE)
            ordered = boards.person_does(rng, who, ms, act, thing, _HOMES[0], _AGENT)
            scene.hostile("use: card ordered", ordered)
