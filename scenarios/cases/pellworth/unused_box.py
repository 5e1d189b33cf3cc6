"""The password of an account that was never used is guessed; its factor is the intruder's, and audit is off.

After APT29 (Mandiant, 2022): an account that had been set up and forgotten, whose factor anybody could register, and
licences and audit that were taken from boxes before these were read.
"""

from random import Random

from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, chrome, intrusion
from scenarios.systems.microsoft import Microsoft

_GUESS, _FROM = ("248.190.2.14", "249.190.77.3", "250.190.5.61"), ("252.44.9.21", "253.44.8.20")
_AGENT = chrome("Windows NT 10.0; Win64; x64", 146)
_OUTLOOK = "d3590ed6-52b3-4102-aeff-aad2292ab01c"


@intrusion("An account that was never used reads boxes whose audit it has switched off")
def plan(scene: Scene) -> None:
    """Guesses on two nights; a factor; two days later audit of five boxes; sign-ins on six nights."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    found = next(one for one in scene.people if one.login == "tenant.setup")
    ms = _guessed(scene, rng, tenant, found)
    changed = [
        {"Name": "StrongAuthenticationMethod", "NewValue": '[{"MethodType":6,"Default":true}]', "OldValue": "[]"}
    ]
    box = f"{found.login}@{tenant.domain}"
    ms += 3 * MINUTE
    scene.hostile(
        "stay: first factor registered",
        tenant.account_does(rng, found.login, ms, "Update user.", box, _FROM[0], ModifiedProperties=changed),
    )
    scene.foothold("factor", f"entra@main:user:{found.login}/factor", ms)
    ms = scene.at(3, 2) + rng.randrange(3 * HOUR)
    scene.hostile("look: session", tenant.signs_in(rng, found, ms, _FROM[0], _AGENT, "College VPN"))
    boxes = [f"{scene.people[number].login}@{tenant.domain}" for number in (6, 30, 44, 190, 212)]
    ms = scene.at(5, 2) + rng.randrange(2 * HOUR)
    for about in boxes[:2]:
        scene.hostile("take: mail read", tenant.reads(rng, ms, about, _FROM[0], _OUTLOOK))
        ms += 2 * MINUTE
    for about in boxes:
        ms = _unseen(scene, rng, tenant, found, about, ms)
    for day in (6, 7, 9, 10, 13, 15):
        ms = scene.at(day, 1) + rng.randrange(5 * HOUR)
        app = "Office 365 Exchange Online"
        scene.hostile("take: mail, unseen", tenant.signs_in(rng, found, ms, _FROM[day % 2], _AGENT, app))
    scene.foothold("session", f"entra@main:user:{found.login}", scene.first)


def _guessed(scene: Scene, rng: Random, tenant: Microsoft, found: Person) -> int:
    """One or two guesses an account, from three addresses; the forgotten one on the second night."""
    ms, others = 0, rng.sample(scene.people[10:220], 34)
    for night, who in ((0, others[:18]), (1, [*others[18:], found])):
        ms = scene.at(night, 7) + rng.randrange(HOUR)
        for person in who:
            for _ in range(1 + rng.randrange(2)):
                where = _GUESS[rng.randrange(3)]
                records = tenant.signs_in(rng, person, ms, where, "", "Office 365 Exchange Online", refused=True)
                scene.hostile("look: password guessed", records, success=False)
                ms += 40 * SECOND + rng.randrange(5 * MINUTE)
    scene.hostile("look: session", tenant.signs_in(rng, found, ms, _FROM[0], _AGENT, "My Sign-Ins"))
    return ms


def _unseen(scene: Scene, rng: Random, tenant: Microsoft, by: Person, about: str, ms: int) -> int:
    """A box's licence is changed, its audit switched off, and the right to open it given."""
    name = by.login
    for what, records in (
        ("hide: licence changed", tenant.account_does(rng, name, ms, "Change user license.", about, _FROM[0])),
        ("hide: audit off", tenant.exchange_does(rng, name, ms + 50 * SECOND, "Set-Mailbox", about, _FROM[0],
                                                 {"Identity": about, "AuditEnabled": "False"})),
        ("stay: right to a box", tenant.exchange_does(rng, name, ms + 2 * MINUTE, "Add-MailboxPermission", about,
                                                      _FROM[0], {"Identity": about, "User": name,
                                                                 "AccessRights": "FullAccess"})),
    ):  # fmt: skip
        scene.hostile(what, records)
    scene.foothold("privilege", f"m365@main:mailbox_permission:{about}/{name}", ms + 2 * MINUTE)
    return ms + 4 * MINUTE + rng.randrange(4 * MINUTE)
