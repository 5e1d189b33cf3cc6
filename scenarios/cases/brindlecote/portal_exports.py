"""Somebody's account in sales exports the contacts of thirty customers, one after another.

After HubSpot (March 2022): an employee's account, contacts of some thirty chosen customers, and nothing else.
"""

from scenarios.companies.brindlecote_places import FIRST_OF_SALES
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Scene, chrome, intrusion
from scenarios.systems.okta import Okta
from scenarios.systems.salesforce import Salesforce

_FROM, _AGENT = "251.140.66.12", chrome(WINDOWS, 153)


@intrusion("An account in sales exports the contacts of thirty customers")
def plan(scene: Scene) -> None:
    """A sign-in and half an hour of looks on a Friday; thirty exports within two hours; ended on Monday."""
    rng, records, okta = scene.rng("intruder"), scene.known("salesforce", Salesforce), scene.known("okta", Okta)
    who = scene.people[FIRST_OF_SALES + 5]
    ms = since = scene.at(4, 16) + rng.randrange(2 * HOUR)
    for act, thing in (("session", ""), ("enter", "Salesforce")):
        done = okta.person_does(rng, who, ms, act, thing, address=_FROM, agent=_AGENT, country="nl")
        scene.hostile("use: session", done)
        ms += 30 * SECOND + rng.randrange(MINUTE)
    scene.hostile("use: session", records.person_does(rng, who, ms, _FROM))
    ms += 30 * MINUTE
    for _ in range(30):
        scene.hostile("take: contacts", records.exports(rng, who, ms, _FROM))
        ms += MINUTE + rng.randrange(5 * MINUTE)
    until = scene.at(7, 9)
    scene.foothold("session", f"okta@main:user:{who.id}", since, until)
    scene.foothold("session", f"salesforce@main:user:{records.user(who)}", since, until)
    for number, act in enumerate(("clear", "password")):
        scene.ordinary(okta.person_does(rng, scene.people[2], until + number * 4 * MINUTE, act, whom=who))
