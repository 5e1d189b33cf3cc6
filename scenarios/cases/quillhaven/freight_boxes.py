"""Guessed passwords open two accounts; one gives the other rights on desks' boxes, which are read every other day.

After unit 26165 and firms of logistics (AA25-141A, 2025): guesses through others' networks, a factor of the intruder's
own, rights on boxes, and mail on which ship or train carries which container, only what is new, for weeks.
"""

from random import Random

from scenarios.companies.quillhaven_places import DOMAIN
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Person, Scene, firefox, intrusion
from scenarios.systems.microsoft import Microsoft

_GUESSES = ("252.19.4.70", "254.201.8.33", "250.66.91.5", "253.7.118.44", "251.150.2.98")
_READS = ("243.88.14.6", "242.140.71.22", "243.90.200.8")
_OUTLOOK = "d3590ed6-52b3-4102-aeff-aad2292ab01c"
_AGENT = firefox(WINDOWS, 150)


@intrusion("Guessed passwords give rights on desks' boxes, which are read every other day")
def plan(scene: Scene) -> None:
    """Guesses on five nights; two accounts on the fourth and fifth; rights on the sixth; reads on nine days."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    who, admin = scene.people[191], scene.people[3]
    _guessed(scene, rng, tenant, {3: who, 4: admin})
    factor = [{"Name": "StrongAuthenticationPhoneAppDetail", "NewValue": '[{"DeviceName":"SM-A536B"}]',
               "OldValue": "[]"}]  # fmt: skip
    ms = scene.at(5, 8) + rng.randrange(2 * HOUR)
    scene.hostile("look: session", tenant.signs_in(rng, who, ms, _READS[0], _AGENT, "My Signins"))
    scene.hostile("stay: factor added", tenant.account_does(
        rng, who.login, ms + 3 * MINUTE, "Update user.", f"{who.login}@{DOMAIN}", _READS[0], ModifiedProperties=factor,
    ))  # fmt: skip
    scene.foothold("factor", f"entra@main:user:{who.login}@{DOMAIN}/factor", ms + 3 * MINUTE)
    boxes = [f"{name}@{DOMAIN}" for name in ("bookings-gdy", "berths-gdy", "customs-gdy", scene.people[200].login)]
    ms = scene.at(6, 10) + rng.randrange(4 * HOUR)
    scene.hostile("look: session", tenant.signs_in(rng, admin, ms, _READS[1], _AGENT, "Exchange Admin Center"))
    for box in boxes:
        ms += 2 * MINUTE + rng.randrange(3 * MINUTE)
        given = {"Identity": f"{box}:\\Inbox", "User": f"{who.login}@{DOMAIN}", "AccessRights": "Reviewer"}
        scene.hostile("stay: right on a box", tenant.exchange_does(
            rng, admin.login, ms, "Add-MailboxFolderPermission", box, _READS[1], given,
        ))  # fmt: skip
        scene.foothold("privilege", f"m365@main:mailbox:{box}/{who.login}", ms)
    for number, day in enumerate((6, 7, 9, 10, 11, 13, 14, 15, 16)):
        ms = scene.at(day, 17) + rng.randrange(3 * HOUR)
        where = _READS[number % 3]
        if number % 3 == 0:
            scene.hostile("look: session", tenant.signs_in(rng, who, ms, where, _AGENT, "Office 365 Exchange Online"))
        for box in rng.sample(boxes, 1 + number % 4):
            ms += 40 * SECOND + rng.randrange(4 * MINUTE)
            scene.hostile("take: mail read", tenant.reads_anothers(rng, ms, who.login, box, where, _OUTLOOK))


def _guessed(scene: Scene, rng: Random, tenant: Microsoft, opened: dict[int, Person]) -> None:
    """Twelve to twenty accounts in a night, one guess each; on two nights one of them is right."""
    for day in range(5):
        chosen = rng.sample(scene.people[:350], 12 + rng.randrange(9))
        for number, person in enumerate(chosen):
            ms = scene.at(day, 21) + number * 8 * MINUTE + rng.randrange(6 * MINUTE)
            refused = tenant.signs_in(rng, person, ms, _GUESSES[(day + number) % 5], _AGENT, "Outlook", refused=True)
            scene.hostile("try: password guessed", refused, success=False)
        if day in opened:
            ms = scene.at(day + 1, 0) + rng.randrange(20 * MINUTE)
            records = tenant.signs_in(rng, opened[day], ms, _GUESSES[day], _AGENT, "Outlook")
            scene.hostile("look: session", records)
            scene.foothold("session", f"entra@main:user:{opened[day].login}@{DOMAIN}", ms)
