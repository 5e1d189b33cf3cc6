"""Two persons reset their passwords after a call; files, then sites, vaults, databases and machines in Azure.

After the actor that Microsoft numbers 2949 (May 2026): own factors, names listed by a script, thousands of files, then
only what the cloud offers its administrators, with rules of networks that are opened and closed again.
"""

from random import Random

from scenarios.companies.tollgarth_places import AREAS, DOMAIN, FILES, REGIONS
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Person, Scene, chrome, intrusion
from scenarios.systems.azure import Azure
from scenarios.systems.microsoft import Microsoft

_HOSTS = ("250.161.44.9", "250.161.51.77", "254.12.203.6")
_AGENT, _SCRIPT = chrome(WINDOWS, 151), "python-requests/2.33.0"


@intrusion("Two persons' reset passwords lead from files to vaults and machines")
def plan(scene: Scene) -> None:
    """A leader's account on the first day, an engineer's on the third; Azure on the fourth and the sixth."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    leader, engineer = scene.people[158], scene.people[12]
    _enters(scene, rng, tenant, leader, scene.at(1, 9) + rng.randrange(5 * HOUR), _HOSTS[0])
    _takes(scene, rng, tenant, leader, scene.at(1, 17) + rng.randrange(3 * HOUR), 120)
    _enters(scene, rng, tenant, engineer, scene.at(3, 8) + rng.randrange(5 * HOUR), _HOSTS[1])
    _takes(scene, rng, tenant, engineer, scene.at(3, 16) + rng.randrange(3 * HOUR), 60)
    _sites(scene, rng, engineer, scene.at(4, 19) + rng.randrange(3 * HOUR))
    _machines(scene, rng, engineer, scene.at(6, 20) + rng.randrange(3 * HOUR))


def _enters(scene: Scene, rng: Random, tenant: Microsoft, who: Person, ms: int, where: str) -> None:
    """The person approves what a voice asks for; the password, the telephone and the factor are another's then."""
    box = f"{who.login}@{DOMAIN}"
    scene.hostile("stay: password reset", tenant.account_does(rng, who.login, ms, "Reset user password.", box, where))
    scene.foothold("session", f"entra@main:user:{box}", ms)
    for old, new in (('[{"PhoneNumber":"+44 *******18"}]', "[]"), ("[]", '[{"DeviceName":"SM-A556B"}]')):
        ms += 2 * MINUTE + rng.randrange(3 * MINUTE)
        changed = [{"Name": "StrongAuthenticationUserDetails", "NewValue": new, "OldValue": old}]
        scene.hostile("stay: factor set", tenant.account_does(rng, who.login, ms, "Update user.", box, where,
                                                             ModifiedProperties=changed))  # fmt: skip
    scene.foothold("factor", f"entra@main:user:{box}/device", ms)
    for app, agent in (("Office 365 Exchange Online", _AGENT), ("Microsoft Graph Command Line Tools", _SCRIPT),
                       ("Azure Portal", _AGENT)):  # fmt: skip
        ms += 3 * MINUTE + rng.randrange(10 * MINUTE)
        scene.hostile("look: session", tenant.signs_in(rng, who, ms, where, agent, app))


def _takes(scene: Scene, rng: Random, tenant: Microsoft, who: Person, ms: int, count: int) -> None:
    """Words that lead to access from outside, then files in bulk."""
    for words in ("IT/vpn", "IT/remote access", "Plant/password"):
        found = tenant.file_does(rng, who.login, ms, "SearchQueryPerformed", words, _HOSTS[2], _AGENT)
        scene.hostile("look: files", found)
        ms += MINUTE + rng.randrange(3 * MINUTE)
    for file in rng.choices(FILES, k=count):
        ms += SECOND + rng.randrange(8 * SECOND)
        taken = tenant.file_does(rng, who.login, ms, "FileDownloaded", file, _HOSTS[2], _SCRIPT)
        scene.hostile("take: file", taken)


def _sites(scene: Scene, rng: Random, who: Person, ms: int) -> None:
    """Profiles of three sites, one of them in vain; a vault's secrets within minutes; a database's rule; a store."""
    cloud = scene.known("azure", Azure)

    def does(act: str, thing: str, what: str, *, refused: bool = False) -> None:
        records = cloud.person_does(rng, who.login, ms, act, thing, _HOSTS[1], agent=_AGENT, refused=refused)
        scene.hostile(what, records, success=not refused)

    for number, site in enumerate(("portal", "forms", "works-admin")):
        ms += 2 * MINUTE + rng.randrange(4 * MINUTE)
        does("publish-profile", site, "take: profile of a site", refused=number == 2)
    does("site-settings", "portal", "take: settings of a site")
    vault = [*(f"tg-sites/{area}" for area in AREAS), *(f"tg-plant-{region}/seal" for region in REGIONS)]
    for name in vault:
        ms += 2 * SECOND + rng.randrange(12 * SECOND)
        does("secret", name, "take: secret read")
    ms += 20 * MINUTE
    does("sql-firewall", "tg-sql-bills", "hide: database opened")
    does("storage", "tgdocs", "hide: store opened")
    ms += 4 * MINUTE
    does("storage-keys", "tgdocs", "take: keys of a store")
    ms += 3 * HOUR
    does("drop-sql-firewall", "tg-sql-bills", "hide: database closed again")


def _machines(scene: Scene, rng: Random, who: Person, ms: int) -> None:
    """An account on two machines, and commands on them."""
    cloud = scene.known("azure", Azure)
    for machine in ("documents-vm1", "sites-vm3"):
        for act, what in (
            ("vm-access", "stay: account on a machine"),
            ("run", "use: command"),
            ("run", "use: command"),
        ):
            records = cloud.person_does(rng, who.login, ms, act, machine, _HOSTS[1], agent=_AGENT)
            scene.hostile(what, records)
            ms += 5 * MINUTE + rng.randrange(9 * MINUTE)
