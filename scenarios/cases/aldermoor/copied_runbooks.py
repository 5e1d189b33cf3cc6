"""A person's session looks for weeks for how vouchers are issued and approved, forwards mail, and adds a device.

After Jingle Thief (Unit 42, October 2025): a copied sign-in, files on steps and approvals, letters to colleagues that
end in the deleted items, and a device of the intruder's own by which a new password changes nothing.
"""

from random import Random

from scenarios.companies.aldermoor_places import DOMAIN, FILES
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Person, Scene, chrome, intrusion
from scenarios.systems.microsoft import Microsoft

_HOMES = ("250.202.17.60", "251.84.9.133")
_AGENT = chrome(WINDOWS, 149)
_WANTED = tuple(
    file for file in FILES if any(word in file for word in ("Approv", "Refund", "Vouch", "Price", "Remote"))
)


@intrusion("A person's session copies how vouchers are issued, and stays by a device of its own")
def plan(scene: Scene) -> None:
    """One person of the office from the first day, another from the seventh; files on nine days; a device later."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    first, second = scene.people[222], scene.people[241]
    _enters(scene, rng, tenant, first, scene.at(0, 14) + rng.randrange(4 * HOUR))
    _forwards(scene, rng, tenant, first)
    for day in (1, 2, 4, 7, 9):
        _looks(scene, rng, tenant, first, scene.at(day, 17) + rng.randrange(4 * HOUR))
    _writes(scene, rng, tenant, first, scene.at(5, 18) + rng.randrange(HOUR))
    _enters(scene, rng, tenant, second, scene.at(6, 13) + rng.randrange(4 * HOUR))
    for day in (8, 11, 12, 14):
        _looks(scene, rng, tenant, second, scene.at(day, 18) + rng.randrange(4 * HOUR))
    _stays(scene, rng, tenant, second, scene.at(10, 19) + rng.randrange(2 * HOUR))


def _enters(scene: Scene, rng: Random, tenant: Microsoft, who: Person, ms: int) -> None:
    for app in ("Office 365 Exchange Online", "SharePoint Online"):
        scene.hostile("use: session", tenant.signs_in(rng, who, ms, _HOMES[0], _AGENT, app))
        ms += 4 * MINUTE
    scene.foothold("session", f"entra@main:user:{who.login}@{DOMAIN}", ms - 8 * MINUTE)


def _forwards(scene: Scene, rng: Random, tenant: Microsoft, who: Person) -> None:
    """A rule that forwards letters on approvals to a box outside."""
    ms = scene.at(1, 13) + rng.randrange(2 * HOUR)
    rule = {"Name": "a", "SubjectContainsWords": "approved;voucher;refund", "ForwardTo": "smtp:hall.desk@post.example"}
    made = tenant.exchange_does(rng, who.login, ms, "New-InboxRule", f"{who.login}\\a", _HOMES[0], rule)
    scene.hostile("stay: rule that forwards", made)
    scene.foothold("rule", f"m365@main:rule:{who.login}\\a", ms)


def _looks(scene: Scene, rng: Random, tenant: Microsoft, who: Person, ms: int) -> None:
    """A search or two, then some files; no more than a person would open."""
    where = _HOMES[rng.random() < 0.3]
    for words in rng.sample(("Finance/voucher", "Finance/refund steps", "IT/vpn", "Governance/approval limit"), 2):
        found = tenant.file_does(rng, who.login, ms, "SearchQueryPerformed", words, where, _AGENT)
        scene.hostile("look: files", found)
        ms += MINUTE + rng.randrange(4 * MINUTE)
    for file in rng.sample(_WANTED, 4 + rng.randrange(6)):
        act = rng.choice(("FileAccessed", "FileDownloaded", "FileDownloaded"))
        scene.hostile("take: file", tenant.file_does(rng, who.login, ms, act, file, where, _AGENT))
        ms += 20 * SECOND + rng.randrange(3 * MINUTE)


def _writes(scene: Scene, rng: Random, tenant: Microsoft, who: Person, ms: int) -> None:
    """Letters to colleagues, each moved to the deleted items at once."""
    for number in range(16):
        subject = f"IT ticket {4410 + number}: your mailbox"
        scene.hostile("use: mail sent", tenant.sends(rng, who.login, ms, subject, _HOMES[0]))
        moved = tenant.moves_away(rng, who.login, ms + 3 * SECOND, subject, "Sent Items", _HOMES[0])
        scene.hostile("hide: mail moved", moved)
        ms += 20 * SECOND + rng.randrange(MINUTE)


def _stays(scene: Scene, rng: Random, tenant: Microsoft, who: Person, ms: int) -> None:
    """An authenticator and a device."""
    box = f"{who.login}@{DOMAIN}"
    changed = [
        {"Name": "StrongAuthenticationPhoneAppDetail", "NewValue": '[{"DeviceName":"SM-G991B"}]', "OldValue": "[]"}
    ]
    factor = tenant.account_does(rng, who.login, ms, "Update user.", box, _HOMES[0], ModifiedProperties=changed)
    scene.hostile("stay: factor set", factor)
    scene.foothold("factor", f"entra@main:user:{box}/device", ms)
    ms += 5 * MINUTE + rng.randrange(9 * MINUTE)
    device = tenant.account_does(rng, who.login, ms, "Register device.", "DESKTOP-4TN8QVD", _HOMES[0])
    scene.hostile("stay: device registered", device)
    scene.foothold("device", f"entra@main:device:{who.login}/DESKTOP-4TN8QVD", ms)
