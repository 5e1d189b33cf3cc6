"""A program keeps a person's session alive every half hour for nine days, and asks for another account for wages.

After the actor that Microsoft numbers 2755 (April 2026): a copied sign-in, tokens renewed by a program, searches for
wages, a rule that hides letters on deposits, and a letter to personnel in the person's own name.
"""

from random import Random

from scenarios.companies.wexholme_places import DOMAIN, FILES
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Person, Scene, chrome, intrusion
from scenarios.systems.microsoft import Microsoft

_PAGE, _HOST, _AXIOS = "250.66.71.8", "252.207.19.33", "axios/1.7.9"
_WANTED = tuple(file for file in FILES if "deposit" in file or "Wages" in file)


@intrusion("A program keeps a session alive for nine days, and a letter asks for another account for wages")
def plan(scene: Scene) -> None:
    """The sign-in in the first evening; renewed until the tenth day; searches on three days, letters on two."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    who = scene.people[196]
    box, ms = f"{who.login}@{DOMAIN}", scene.at(0, 15) + rng.randrange(3 * HOUR)
    opened = tenant.signs_in(rng, who, ms, _PAGE, chrome(WINDOWS, 149), "Office 365 Exchange Online")
    scene.hostile("use: session", opened)
    scene.foothold("session", f"entra@main:user:{box}", ms, scene.at(9, 10))
    ms += 2 * MINUTE
    while ms < scene.at(9, 10):
        again = tenant.signs_in(rng, who, ms, _HOST, _AXIOS, "OfficeHome", renewed=True)
        scene.hostile("use: session renewed", again)
        ms += 29 * MINUTE + rng.randrange(2 * MINUTE)
    for day in (1, 3, 6):
        _looks(scene, rng, tenant, who, scene.at(day, 5) + rng.randrange(HOUR))
    ms = scene.at(3, 6) + rng.randrange(HOUR)
    rule = {"Name": ".", "SubjectOrBodyContainsWords": "direct deposit;bank", "MoveToFolder": "Conversation History"}
    made = tenant.exchange_does(rng, who.login, ms, "New-InboxRule", f"{who.login}\\.", _HOST, rule)
    scene.hostile("hide: rule", made)
    scene.foothold("rule", f"m365@main:rule:{who.login}\\.", ms)
    for day in (3, 6):
        sent = tenant.sends(
            rng, who.login, scene.at(day, 7) + rng.randrange(HOUR), "Question about direct deposit", _HOST
        )
        scene.hostile("use: mail sent", sent)
    _found(scene, rng, tenant, who)


def _looks(scene: Scene, rng: Random, tenant: Microsoft, who: Person, ms: int) -> None:
    """Searches for wages and personnel, one or two files, and the person's own mail."""
    for words in ("People/payroll", "People/HR", "Finance/direct deposit", "People/finance support"):
        found = tenant.file_does(rng, who.login, ms, "SearchQueryPerformed", words, _HOST, _AXIOS)
        scene.hostile("look: files", found)
        ms += 20 * SECOND + rng.randrange(2 * MINUTE)
    for file in rng.sample(_WANTED, 2):
        scene.hostile("take: file", tenant.file_does(rng, who.login, ms, "FileAccessed", file, _HOST, _AXIOS))
        ms += MINUTE
    read = tenant.reads(rng, ms, f"{who.login}@{DOMAIN}", _HOST, "4765445b-32c6-49b0-83e6-1d93765276ca")
    scene.hostile("take: mail read", read)


def _found(scene: Scene, rng: Random, tenant: Microsoft, who: Person) -> None:
    """The person asks where the wages are; sessions end and the password is set."""
    ms = scene.at(9, 10)
    for operation in ("Update user.", "Reset user password."):
        scene.ordinary(tenant.person_does(rng, scene.people[0], ms, operation, who.login))
        ms += 2 * MINUTE
