"""Codes that many persons type on one day sign in hosts that live for minutes; a device, rules, and mail of two.

After the campaign that Microsoft described (April 2026): codes made when they are asked for, roles looked up by a
program, and only those persons read who have to do with money.
"""

from random import Random

from scenarios.companies.tollgarth_places import DOMAIN
from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, intrusion
from scenarios.systems.microsoft import Microsoft

_NODE, _READER = "node", "250.44.190.12"
_GRAPH = "14d82eec-204b-4c2f-b7e8-296a70dab67e"


@intrusion("Codes that seven persons type lead to the mail of two")
def plan(scene: Scene) -> None:
    """Seven sign-ins within eight hours, each from another host; a device of one of them; five days of mail."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    persons = [scene.people[number] for number in (157, 161, 165, 170, 176, 182, 188)]
    day = scene.at(1, 8)
    for number, who in enumerate(persons):
        where = f"253.{20 + 13 * number}.{rng.randrange(250)}.{4 + rng.randrange(240)}"
        ms = day + number * 65 * MINUTE + rng.randrange(30 * MINUTE)
        entered = tenant.signs_in(rng, who, ms, where, _NODE, "Microsoft Authentication Broker", code=True)
        scene.hostile("look: session", entered)
        scene.foothold("session", f"entra@main:user:{who.login}@{DOMAIN}", ms)
        read = tenant.reads(rng, ms + 90 * SECOND, f"{who.login}@{DOMAIN}", where, _GRAPH)
        scene.hostile("look: mail read", read)
        if number == 2:
            device = tenant.account_does(rng, who.login, ms + 8 * MINUTE, "Register device.", "DESKTOP-9Q2LV7K", where)
            scene.hostile("stay: device registered", device)
            scene.foothold("device", f"entra@main:device:{who.login}/DESKTOP-9Q2LV7K", ms + 8 * MINUTE)
    for who in (persons[2], persons[5]):
        _reads(scene, rng, tenant, who)


def _reads(scene: Scene, rng: Random, tenant: Microsoft, who: Person) -> None:
    """A rule that hides letters about the matter, then mail on each of five days."""
    box = f"{who.login}@{DOMAIN}"
    rule = {"Name": ".", "SubjectContainsWords": "invoice;remittance;bank details", "MoveToFolder": "RSS Feeds",
            "MarkAsRead": "True", "StopProcessingRules": "True"}  # fmt: skip
    ms = scene.at(2, 6) + rng.randrange(3 * HOUR)
    made = tenant.exchange_does(rng, who.login, ms, "New-InboxRule", f"{who.login}\\{rule['Name']}", _READER, rule)
    scene.hostile("hide: rule that moves", made)
    scene.foothold("rule", f"m365@main:rule:{who.login}\\{rule['Name']}", ms)
    for day in (2, 3, 4, 7, 8):
        ms = scene.at(day, 10) + rng.randrange(9 * HOUR)
        for _ in range(2 + rng.randrange(6)):
            scene.hostile("take: mail read", tenant.reads(rng, ms, box, _READER, _GRAPH))
            ms += 20 * SECOND + rng.randrange(4 * MINUTE)
