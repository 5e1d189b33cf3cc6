"""What a program from a shared site took from a researcher's computer opens the password manager, and then the chat.

After Disney (2024): a tool for pictures that carried more, the manager without a second factor, the chat's session, and
thousands of channels copied.
"""

from scenarios.companies.lowmere import AREAS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, chrome, intrusion
from scenarios.systems.onepassword import Onepassword
from scenarios.systems.slack import Slack

_HOST = "244.210.9.77"
_AGENT = chrome("Windows NT 10.0; Win64; x64", 138)


@intrusion("A password manager is opened, then the chat is copied")
def plan(scene: Scene) -> None:
    """Items on two evenings a week apart; channels and files on two nights, at the pace of a script."""
    rng, person = scene.rng("intruder"), scene.people[3]
    vaults, chat = scene.known("onepassword", Onepassword), scene.known("slack", Slack)
    for day, count in ((1, 5), (7, 16)):
        ms, agent = scene.at(day, 21) + rng.randrange(5 * HOUR), "1Password for Windows/81102040"
        scene.hostile("look: signed in", vaults.person_does(rng, person, ms, "session", "", _HOST, agent))
        for _ in range(count):
            ms += 9 * SECOND + rng.randrange(3 * MINUTE)
            thing = f"{rng.choice(AREAS)}/{rng.choice(('till', 'portal', 'terminal', 'cluster', 'door'))}"
            scene.hostile("take: item shown", vaults.person_does(rng, person, ms, "reveal", thing, _HOST, agent))
    for day, count in ((8, 90), (9, 130)):
        ms = scene.at(day, 8) + rng.randrange(2 * HOUR)
        if day == 8:
            scene.foothold("session", f"slack@main:user:W{person.id}", ms)
        scene.hostile("look: signed in", chat.person_does(rng, person, ms, "session", "", _HOST, _AGENT))
        for number in range(count):
            ms += 2 * SECOND + rng.randrange(40 * SECOND)
            act, thing = (
                ("join", f"channel-{day}-{number}") if number % 6 == 0 else ("download", f"file-{day}-{number}")
            )
            scene.hostile(f"take: {act}", chat.person_does(rng, person, ms, act, thing, _HOST, _AGENT))
    scene.foothold("session", f"onepassword@main:user:{person.login}", scene.first)
