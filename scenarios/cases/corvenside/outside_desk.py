"""The session of an agent of the desk that is sold out takes tickets and identity documents for fifty-eight hours.

After Discord (2025): no hole in the company's own systems, one agent of a vendor for support, and more than two days
of reading what customers had sent in.
"""

from scenarios.companies.corvenside import BOARDS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, chrome, intrusion
from scenarios.systems.jira import Jira
from scenarios.systems.okta import Okta

_FROM = "246.190.3.28"
_AGENT = chrome("Windows NT 10.0; Win64; x64", 140)


@intrusion("An agent's session takes identity documents for fifty-eight hours")
def plan(scene: Scene) -> None:
    """A sign-in in the evening; searches, then some four hundred tickets and files, with pauses of an hour."""
    rng, okta, boards = scene.rng("intruder"), scene.known("okta", Okta), scene.known("jira", Jira)
    agent = next(one for one in scene.people if one.team == "outside" and one.rota % 3 == 1)
    ms = begins = scene.at(4, 20) + rng.randrange(2 * HOUR)
    until = begins + 58 * HOUR
    for act, thing in (("session", ""), ("enter", "Boards")):
        records = okta.person_does(rng, agent, ms, act, thing, address=_FROM, agent=_AGENT, country="gb")
        scene.hostile("look: session", records)
        ms += 30 * SECOND
    words = ("passport", "identity+card", "owner", "bank+account", "verification")
    for word in words:
        query = f"project+in+%28{'%2C'.join(BOARDS[:3])}%29+AND+attachments+is+not+EMPTY+AND+text+~+{word}"
        scene.hostile("look: tickets searched", boards.person_does(rng, agent, ms, "search", query, _FROM, _AGENT))
        ms += 20 * SECOND + rng.randrange(2 * MINUTE)
    refused = boards.person_does(rng, agent, ms, "export", "project+%3D+RISK", _FROM, _AGENT, 403)
    scene.hostile("take: export tried", refused, success=False)
    while ms < until:
        for _ in range(9 + rng.randrange(12)):
            number = 3000 + rng.randrange(1000)
            ticket = f"{rng.choice(BOARDS[:3])}-{number}"
            scene.hostile("take: ticket", boards.person_does(rng, agent, ms, "browse", ticket, _FROM, _AGENT))
            ms += 4 * SECOND + rng.randrange(20 * SECOND)
            thing = f"{62_000 + rng.randrange(8_000)}/{rng.choice(('passport', 'card-front', 'owner'))}.jpg"
            scene.hostile("take: document", boards.person_does(rng, agent, ms, "attachment", thing, _FROM, _AGENT))
            ms += 4 * SECOND + rng.randrange(20 * SECOND)
        ms += 2 * HOUR + rng.randrange(3 * HOUR)
    scene.foothold("session", f"jira@main:account:{agent.login}", begins, until + HOUR)
    scene.foothold("session", f"okta@main:user:{agent.id}", begins, until + HOUR)
    scene.ordinary(okta.person_does(rng, scene.people[0], until + HOUR, "clear", whom=agent))
