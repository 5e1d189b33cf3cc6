"""Messages with a link take four sign-ins; tickets of organisers are read, and devices are added to their accounts.

After Twilio (2022): a telephone call weeks before, with hours of access; then texts to many of the staff, a page that
looked like the sign-in, sessions of some of them, tools by which customers are helped, and devices registered for a few
chosen accounts.
"""

from random import Random

from scenarios.companies.merrowby import BOARDS
from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, chrome, intrusion
from scenarios.routines.merrowby import organiser
from scenarios.systems.jira import Jira
from scenarios.systems.okta import Okta

_CALL, _TEXT = "249.12.5.66", ("248.14.3.20", "248.14.3.97", "250.61.44.8")
_AGENT = chrome("Windows NT 10.0; Win64; x64", 148)


@intrusion("Texts take four sign-ins, and devices are added to organisers' accounts")
def plan(scene: Scene) -> None:
    """One visit of some hours after a call; eight days later four persons within two days, until all is ended."""
    rng, okta = scene.rng("intruder"), scene.known("okta", Okta)
    agent = next(one for one in scene.people if one.team == "support")
    ms = scene.at(1, 9) + rng.randrange(4 * HOUR)
    end = _visit(scene, rng, agent, ms, _CALL, 9)
    scene.ordinary(okta.person_does(rng, scene.people[0], end + 7 * HOUR, "clear", whom=agent))
    scene.foothold("session", f"okta@main:user:{agent.id}", scene.first, end + 7 * HOUR)
    fooled = [scene.people[number] for number in (7, 19, 45, 50)]
    devices = rng.sample(range(400), 9)
    until = scene.at(11, 6)
    for number, who in enumerate(fooled):
        ms = since = scene.at(9, 5) + number * 9 * HOUR + rng.randrange(3 * HOUR)
        if number == 1:
            scene.hostile("look: session refused", okta.person_does(
                rng, who, ms - 6 * MINUTE, "session", address=_TEXT[1], agent=_AGENT, country="us",
                refused="VERIFICATION_ERROR"), success=False)  # fmt: skip
        ms = _visit(scene, rng, who, ms, _TEXT[number % 3], 14)
        for one in devices[number % 2 :: 2] if who.team == "support" else ():
            whom = organiser(one)
            records = okta.person_does(rng, who, ms, "factor", whom=whom, address=_TEXT[number % 3], agent=_AGENT,
                                       country="us")  # fmt: skip
            scene.hostile("stay: device added to an account", records)
            scene.foothold("factor", f"okta@main:user:{whom.id}/factor", ms)
            ms += 2 * MINUTE + rng.randrange(11 * MINUTE)
        scene.foothold("session", f"okta@main:user:{who.id}", since, until)
        scene.ordinary(okta.person_does(rng, scene.people[number], until, "clear", whom=who))


def _visit(scene: Scene, rng: Random, who: Person, ms: int, address: str, tickets: int) -> int:
    """A session, two or three applications, then searches and tickets of organisers."""
    okta, boards = scene.known("okta", Okta), scene.known("jira", Jira)
    for act, thing in (("session", ""), ("enter", "Boards"), ("enter", "Box office"), ("enter", "Slack")):
        records = okta.person_does(rng, who, ms, act, thing, address=address, agent=_AGENT, country="us")
        scene.hostile("look: signed in" if act == "session" else "use: application entered", records)
        ms += 20 * SECOND + rng.randrange(4 * MINUTE)
    for _ in range(tickets):
        act, thing = rng.choice((
            ("search", f"project+%3D+{BOARDS[3]}+AND+text+~+organiser"),
            ("browse", f"CARE-{3000 + rng.randrange(900)}"), ("browse", f"PAY-{3000 + rng.randrange(900)}"),
            ("attachment", f"{63_000 + rng.randrange(5_000)}/form.pdf"),
        ))  # fmt: skip
        scene.hostile("take: ticket", boards.person_does(rng, who, ms, act, thing, address, _AGENT))
        ms += 30 * SECOND + rng.randrange(5 * MINUTE)
    return ms
