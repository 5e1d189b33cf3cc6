"""Three persons sign in by a copied page; rules delete letters about wages; the wage desk is entered as each.

After the payroll pirates whom Microsoft described in October 2025: sessions by a page between, a rule before
anything is changed, a telephone of the intruder's own as a factor, and further letters out of one of the boxes.
"""

from random import Random

from scenarios.companies.quillhaven_places import DOMAIN
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Person, Scene, chrome, intrusion
from scenarios.systems.microsoft import Microsoft

_PROXY, _OWN = ("254.130.9.44", "250.88.31.7"), ("251.62.17.140", "251.62.18.9", "253.12.77.61")
_AGENT = chrome(WINDOWS, 152)
_OUTLOOK_WEB = "9199bf20-a13f-4107-85dc-02114787ef48"


@intrusion("Three persons' sessions hide letters about wages and enter the wage desk")
def plan(scene: Scene) -> None:
    """One person on each of three days, some minutes for each; forty letters from the first one's box a day later."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    persons = (scene.people[330], scene.people[142], scene.people[221])
    for number, (day, who) in enumerate(zip((2, 3, 7), persons, strict=True)):
        _entered(scene, rng, tenant, who, scene.at(day, 9 + 2 * number) + rng.randrange(3 * HOUR), number)
    ms = scene.at(3, 6) + rng.randrange(2 * HOUR)
    who = persons[0]
    scene.hostile("look: session", tenant.signs_in(rng, who, ms, _OWN[0], _AGENT, "Office 365 Exchange Online"))
    for number in range(40):
        ms += 2 * SECOND + rng.randrange(20 * SECOND)
        subject = ("Notice on working hours", "Shift allowance 2026")[number % 2]
        scene.hostile("use: mail sent", tenant.sends(rng, who.login, ms, subject, _OWN[0]))


def _entered(scene: Scene, rng: Random, tenant: Microsoft, who: Person, ms: int, number: int) -> None:
    """The page between, the box, the rule, the wage desk, a telephone; the person ends none of it."""
    box, own = f"{who.login}@{DOMAIN}", _OWN[number]
    proxied = tenant.signs_in(rng, who, ms, _PROXY[number % 2], _AGENT, "Office 365 Exchange Online")
    scene.hostile("look: session", proxied)
    scene.foothold("session", f"entra@main:user:{box}", ms)
    ms += 5 * MINUTE + rng.randrange(20 * MINUTE)
    for _ in range(2 + number):
        scene.hostile("look: mail read", tenant.reads(rng, ms, box, own, _OUTLOOK_WEB))
        ms += 30 * SECOND + rng.randrange(2 * MINUTE)
    rule = {"Name": ("....", "''''", "..")[number], "SubjectContainsWords": "wage;payment;bank details;payroll",
            "DeleteMessage": "True", "StopProcessingRules": "True"}  # fmt: skip
    about = f"{who.login}\\{rule['Name']}"
    made = tenant.exchange_does(rng, who.login, ms, "New-InboxRule", about, own, rule)
    scene.hostile("hide: rule that deletes", made)
    scene.foothold("rule", f"m365@main:rule:{about}", ms)
    ms += 2 * MINUTE + rng.randrange(4 * MINUTE)
    scene.hostile("change: wage desk entered", tenant.signs_in(rng, who, ms, own, _AGENT, "Wage desk"))
    if number < 2:
        ms += 6 * MINUTE + rng.randrange(5 * MINUTE)
        changed = [{"Name": "StrongAuthenticationUserDetails", "NewValue": '[{"PhoneNumber":"+99 *******41"}]',
                    "OldValue": '[{"PhoneNumber":"+48 *******07"}]'}]  # fmt: skip
        scene.hostile("stay: telephone set", tenant.account_does(rng, who.login, ms, "Update user.", box, own,
                                                                ModifiedProperties=changed))  # fmt: skip
        scene.foothold("factor", f"entra@main:user:{box}/telephone", ms)
