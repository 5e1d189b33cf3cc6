"""Sessions of the chat, taken from a computer at home, list channels and take files, later in other names too.

After Nikkei (2025): a program on one employee's own computer, sign-ins that it had kept, and what the chat held of
seventeen thousand persons.
"""

from scenarios.kit import HOUR, SECOND, Scene, chrome, intrusion
from scenarios.systems.slack import Slack

_FROM = ("247.33.18.5", "250.33.19.9", "251.33.20.77")
_AGENT = chrome("Windows NT 10.0; Win64; x64", 145)


@intrusion("Sessions of chat from a computer at home take channels and files")
def plan(scene: Scene) -> None:
    """One person's on three evenings; two others', whose sign-ins he was sent, on two evenings each a week later."""
    rng, chat = scene.rng("intruder"), scene.known("slack", Slack)
    first, *others = (scene.people[number] for number in (47, 133, 205))
    for day, count in ((2, 12), (3, 30), (5, 26)):
        ms = scene.at(day, 6) + rng.randrange(3 * HOUR)
        if day == 2:
            scene.hostile("look: signed in", chat.person_does(rng, first, ms, "session", "", _FROM[0], _AGENT))
            scene.foothold("session", f"slack@main:user:W{first.id}", ms)
        for number in range(count):
            ms += 4 * SECOND + rng.randrange(50 * SECOND)
            act, thing = ("join", f"room-{day}-{number}") if number % 4 == 0 else ("download", f"sheet-{day}-{number}")
            scene.hostile(f"take: {act}", chat.person_does(rng, first, ms, act, thing, _FROM[0], _AGENT))
    for place, who in enumerate(others):
        for day in (9 + place, 11 + place):
            ms = scene.at(day, 7) + rng.randrange(3 * HOUR)
            scene.hostile("look: signed in", chat.person_does(rng, who, ms, "session", "", _FROM[1 + place], _AGENT))
            if day == 9 + place:
                scene.foothold("session", f"slack@main:user:W{who.id}", ms)
            for number in range(6 + rng.randrange(6)):
                ms += 20 * SECOND + rng.randrange(90 * SECOND)
                records = chat.person_does(rng, who, ms, "download", f"form-{number}", _FROM[1 + place], _AGENT)
                scene.hostile("take: download", records)
