"""Five people are led to a page between them and the sign-in; their sessions enter the application of personnel.

After the payroll pirates (Microsoft, October 2025): messages on sickness and on pay, a page that passes everything on,
the intruder's telephone as a further factor, and an account for pay that is another one from then on.
"""

from random import Random

from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, intrusion
from scenarios.systems.okta import Okta

_PAGE, _THEN = ("251.19.70.12", "251.19.70.44"), ("242.77.30.9", "242.78.114.61", "242.79.2.200")
_APP = "Payroll"


@intrusion("Five people's sessions, taken by a page between, enter the application of personnel")
def plan(scene: Scene) -> None:
    """Minutes each, on five days of nine, while the people work; the last one notices, and two are made safe."""
    rng = scene.rng("intruder")
    people = [one for one in scene.people[14:80] if one.team in ("lab", "desk", "finance") and one.left > scene.at(17)]
    some = rng.sample(people, 5)
    for number, (day, who) in enumerate(zip((1, 2, 5, 6, 9), some, strict=True)):
        start = who.begins + scene.at(day) + HOUR + rng.randrange(5 * HOUR)
        ended = scene.at(10, 9) if number > 2 else None
        _enters(scene, rng, who, start, number, ended)
        if ended:
            for act in ("clear", "factors", "password"):
                scene.ordinary(scene.known("okta", Okta).person_does(rng, scene.people[1], ended, act, whom=who))


def _enters(scene: Scene, rng: Random, who: Person, ms: int, number: int, ended: int | None) -> None:
    """The page signs in; the session goes on at another address; a factor; the application, once more next day."""
    okta, page, then = scene.known("okta", Okta), _PAGE[number % 2], _THEN[number % 3]
    records = okta.person_does(rng, who, ms, "session", address=page, agent=who.agent, country="nl")
    scene.hostile("look: session through the page", records)
    scene.foothold("session", f"okta@main:user:{who.id}", ms, ended)
    ms += 4 * MINUTE + rng.randrange(20 * MINUTE)
    for act, thing, what in (("session", "", "look: session"), ("enter", _APP, "use: application entered"),
                             ("factor", "", "stay: factor added"),
                             ("enter", _APP, "use: application entered")):  # fmt: skip
        scene.hostile(what, okta.person_does(rng, who, ms, act, thing, address=then, agent=who.agent))
        if act == "factor":
            scene.foothold("factor", f"okta@main:user:{who.id}/factor", ms, ended)
        ms += 50 * SECOND + rng.randrange(4 * MINUTE)
    if number < 4:
        again = okta.person_does(rng, who, ms + 20 * HOUR, "enter", _APP, address=then, agent=who.agent)
        scene.hostile("use: application entered", again)
