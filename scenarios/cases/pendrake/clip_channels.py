"""A session of somebody who works on the app takes what the channels hold, pages of the wiki and some code.

After Rockstar (September 2022; trial, December 2023): the chat entered in the name of somebody who works there,
channels looked through, some ninety files taken, pages and code too, and a message to everybody with a demand, which
this chat's log does not have.
"""

from random import Random

from scenarios.companies.pendrake_places import PAGES, SPACES
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Person, Scene, chrome, intrusion
from scenarios.systems.confluence import Confluence
from scenarios.systems.github import Github
from scenarios.systems.okta import Okta
from scenarios.systems.slack import Slack

_FROM, _AGENT = "251.160.3.212", chrome(WINDOWS, 150)


@intrusion("A session takes files of channels, pages and code")
def plan(scene: Scene) -> None:
    """An evening of looks, a night of ninety files, pages on the next evening, code; the session ends on the fifth."""
    rng, chat, okta = scene.rng("intruder"), scene.known("slack", Slack), scene.known("okta", Okta)
    who = scene.people[25]
    ms = since = scene.at(4, 19) + rng.randrange(2 * HOUR)
    for act, thing in (("session", ""), ("enter", "Slack"), ("enter", "Pages")):
        entered = okta.person_does(rng, who, ms, act, thing, address=_FROM, agent=_AGENT, country="gb")
        scene.hostile("use: session", entered)
        ms += MINUTE + rng.randrange(3 * MINUTE)
    scene.hostile("use: session", chat.person_does(rng, who, ms, "session", "", _FROM, _AGENT))
    scene.foothold("session", f"okta@main:user:{who.id}", since, scene.at(8, 13))
    for number in range(22):
        ms += 20 * SECOND + rng.randrange(2 * MINUTE)
        name = f"{rng.choice(('app', 'cards', 'launch', 'design', 'roads'))}-{number}"
        scene.hostile("look: channel", chat.person_does(rng, who, ms, "join", name, _FROM, _AGENT))
    ms += HOUR
    for number in range(92):
        taken = chat.person_does(rng, who, ms, "download", f"clip {number:02d}.mp4", _FROM, _AGENT)
        scene.hostile("take: file", taken)
        ms += 15 * SECOND + rng.randrange(2 * MINUTE)
    _pages(scene, rng, who)
    scene.ordinary(okta.person_does(rng, scene.people[1], scene.at(8, 13), "clear", whom=who))
    scene.ordinary(okta.person_does(rng, scene.people[1], scene.at(8, 13) + 5 * MINUTE, "password", whom=who))


def _pages(scene: Scene, rng: Random, who: Person) -> None:
    """Words looked for and pages opened on the next evening; then code by the person's own token."""
    wiki, code = scene.known("confluence", Confluence), scene.known("github", Github)
    ms = scene.at(5, 20) + rng.randrange(HOUR)
    for word in ("roadmap", "source", "release", "signing"):
        scene.hostile("look: search", wiki.anybody(rng, ms, "find", word, who.login, _FROM, _AGENT))
        for _ in range(4 + rng.randrange(6)):
            ms += 20 * SECOND + rng.randrange(MINUTE)
            page = f"{rng.choice(SPACES)}/{rng.choice(PAGES)}"
            scene.hostile("take: page", wiki.anybody(rng, ms, "page", page, who.login, _FROM, _AGENT))
        ms += MINUTE
    since = ms = ms + 40 * MINUTE
    for name in ("courier-app", "shop-kit", "shared-kit", "routes-service"):
        taken = code.granted(rng, who, ms, "zip", name, _FROM, _AGENT, country="GB")
        scene.hostile("take: code", taken)
        ms += 2 * MINUTE + rng.randrange(5 * MINUTE)
    scene.foothold("credential", f"github@main:token_id:{code.token(who)}", since)
