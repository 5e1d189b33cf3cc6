"""An employee looks for one hospital's name in tickets, pages and chat on each of his days, in his own sessions.

After Rippling's complaint (March 2025): some twenty searches a day for a competitor's name over months, channels that
his work had nothing to do with, files in passing, nothing that he was not let into, and a channel made as a trap.
"""

from dataclasses import replace
from random import Random
from urllib.parse import quote_plus

from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, intrusion
from scenarios.systems.confluence import Confluence
from scenarios.systems.jira import Jira, ticket
from scenarios.systems.okta import Okta
from scenarios.systems.slack import Slack

_NAME, _TRAP = "Hollingbrook", "hollingbrook-offer-final"
_CHANNELS = ("tenders", "prices-north", "hospitals-new", "hollingbrook", "board-notes", "contracts", "offers-2027")


@intrusion("An employee looks for one hospital's name in tickets, pages and chat")
def plan(scene: Scene) -> None:
    """Ten to thirty acts on each of his days for two weeks; a channel as a trap; his access ends within the hour."""
    rng, who = scene.rng("intruder"), scene.people[74]
    last = 0
    for day in range(1, 15):
        since = who.shift(rng, scene.at(day))
        if since is not None:
            last = max(last, _day(scene, rng, who, scene.at(day), since + rng.randrange(HOUR)))
    chat = scene.known("slack", Slack)
    ms = scene.at(15, 9) + rng.randrange(3 * HOUR)
    by = scene.people[2]
    scene.ordinary(chat.person_does(rng, by, ms, "join", _TRAP, by.office, by.agent))
    ms += 40 * MINUTE + rng.randrange(HOUR)
    where = who.place(scene.at(15))
    scene.hostile("take: channel joined", chat.person_does(rng, who, ms, "join", _TRAP, where, who.agent))
    okta, ended = scene.known("okta", Okta), ms + 50 * MINUTE
    for act in ("clear", "expire", "deactivate"):
        scene.ordinary(okta.person_does(rng, by, ended, act, whom=who))
    scene.people[scene.people.index(who)] = replace(who, left=scene.at(15, 9))
    scene.foothold("session", f"okta@main:user:{who.id}", scene.first, ended)


def _day(scene: Scene, rng: Random, who: Person, day: int, ms: int) -> int:
    """One day: searches of tickets and pages between his work, what they find, now and then a channel or a file."""
    tickets, pages, chat = scene.known("jira", Jira), scene.known("confluence", Confluence), scene.known("slack", Slack)
    where = who.place(day)
    for _ in range(5 + rng.randrange(9)):
        words = quote_plus(f'text ~ "{_NAME}" ORDER BY updated DESC')
        found = tickets.person_does(rng, who, ms, "search", words, where, who.agent)
        scene.hostile("look: tickets searched", found)
        if rng.random() < 0.7:
            board = ticket(rng, rng.choice(("CARE", "BILL", "QUAL")))
            opened = tickets.person_does(rng, who, ms + 20 * SECOND, "browse", board, where, who.agent)
            scene.hostile("take: ticket read", opened)
        if rng.random() < 0.4:
            at = ms + 90 * SECOND
            scene.hostile("look: pages searched",
                          pages.anybody(rng, at, "find", _NAME, who.login, where, who.agent))  # fmt: skip
            page = f"DESK/{rng.choice(('Minutes', 'Contacts', 'Overview'))}"
            read = pages.anybody(rng, at + 15 * SECOND, "page", page, who.login, where, who.agent)
            scene.hostile("take: page read", read)
        if rng.random() < 0.2:
            act, thing = rng.choice((("join", rng.choice(_CHANNELS)), ("download", f"{_NAME.lower()}-notes")))
            taken = chat.person_does(rng, who, ms + 3 * MINUTE, act, thing, where, who.agent)
            scene.hostile(f"take: chat, {act}", taken)
        ms += 5 * MINUTE + rng.randrange(50 * MINUTE)
    return ms
