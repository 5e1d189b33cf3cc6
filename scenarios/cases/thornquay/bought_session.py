"""Somebody has a cookie of the chat, asks the desk for a new factor there, and clones what the games are made of.

After Electronic Arts (2021): a session that was bought, a message to the desk about a lost telephone, twice, and code
of engines and tools.
"""

from scenarios.companies.thornquay import SUPPORT
from scenarios.kit import HOUR, MINUTE, Scene, chrome, intrusion
from scenarios.systems.github import Github
from scenarios.systems.okta import Okta
from scenarios.systems.slack import Slack

_FROM = "253.202.7.11"
_AGENT = chrome("Windows NT 10.0; Win64; x64", 148)
_WANTED = ("shared-engine", "ember-engine", "tide-engine", "shaders", "ember-console", "tide-console", "signing",
           "ember-client", "cheat-rules")  # fmt: skip


@intrusion("A bought session of the chat leads to a new factor and to code")
def plan(scene: Scene) -> None:
    """Chat on two nights; factors by the desk; a login next evening; nine clones on three nights."""
    rng, chat, okta = scene.rng("intruder"), scene.known("slack", Slack), scene.known("okta", Okta)
    who, code = scene.people[19], scene.known("github", Github)
    for day, channels in ((1, ("general", "help-it")), (2, ("help-it", "engine", "builds"))):
        ms = scene.at(day, 16) + rng.randrange(4 * HOUR)
        for channel in channels:
            scene.hostile("look: channel joined", chat.person_does(rng, who, ms, "join", channel, _FROM, _AGENT))
            ms += 2 * MINUTE + rng.randrange(9 * MINUTE)
        if day == 2:
            scene.hostile("take: file", chat.person_does(rng, who, ms, "download", "vpn-setup", _FROM, _AGENT))
    scene.ordinary(okta.person_does(rng, scene.people[132], ms + 20 * MINUTE, "factors", whom=who, address=SUPPORT))
    ms += 40 * MINUTE
    for act, what in (("session", "look: session"), ("factor", "stay: factor registered"), ("enter", "use: entered")):
        records = okta.person_does(rng, who, ms, act, "GitHub" if act == "enter" else "", address=_FROM, agent=_AGENT,
                                   whom=who if act == "factor" else None, country="gb")  # fmt: skip
        scene.hostile(what, records)
        ms += MINUTE + rng.randrange(3 * MINUTE)
    scene.foothold("factor", f"okta@main:user:{who.id}/factor", ms)
    taken, clones = 0, 0
    for day in (3, 4, 6):
        ms = scene.at(day, 15) + rng.randrange(5 * HOUR)
        for name in _WANTED[taken : taken + 3]:
            records = code.granted(rng, who, ms, "clone", name, _FROM, "git/2.31.1.windows.1", country="GB")
            scene.hostile("take: repository cloned", records)
            clones = clones or ms
            ms += 3 * MINUTE + rng.randrange(20 * MINUTE)
        taken += 3
    scene.foothold("credential", f"github@main:token_id:{Github.token(who)}", clones)
    scene.foothold("session", f"okta@main:user:{who.id}", scene.first)
