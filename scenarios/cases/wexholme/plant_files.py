"""Passwords from inside are tried at the cloud's sign-in; those that work there take what is known of the plants.

After the attacks on energy and manufacture in Poland (January 2026): accounts of an own network that exist in the cloud
too, mail and sites, and files on controllers, remote access and the network of the lines.
"""

from random import Random

from scenarios.companies.wexholme_places import DOMAIN, FILES
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Person, Scene, firefox, intrusion
from scenarios.systems.microsoft import Microsoft

_HOSTS, _AGENT = ("253.45.160.12", "251.209.88.74"), firefox(WINDOWS, 141)
_APP = "9199bf20-a13f-4107-85dc-02114787ef48"
_WANTED = tuple(file for file in FILES if any(word in file for word in ("Plants/", "IT/", "network", "Controllers")))


@intrusion("Four of sixteen passwords open mail and files on how the lines are run")
def plan(scene: Scene) -> None:
    """Sixteen tried on two evenings; mail and files of four persons on nine nights; never ended."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    tried = [scene.people[place] for place in (33, 36, 41, 52, 58, 61, 67, 73, 79, 84, 91, 94, 99, 104, 12, 17)]
    work = tried[3], tried[8], tried[12], tried[15]
    for number, who in enumerate(tried):
        ms = scene.at(number // 8, 21) + number % 8 * 9 * MINUTE + rng.randrange(5 * MINUTE)
        good = who in work
        signed = tenant.signs_in(rng, who, ms, _HOSTS[0], _AGENT, "Office 365 Exchange Online",
                                 refused=not good and number != 10, denied=number == 10)  # fmt: skip
        scene.hostile("look: password tried", signed, success=good)
        if good:
            scene.foothold("session", f"entra@main:user:{who.login}@{DOMAIN}", ms)
    for number, day in enumerate((2, 3, 4, 6, 8, 9, 11, 14, 16)):
        _takes(scene, rng, tenant, work[number % 4], scene.at(day, 19) + rng.randrange(3 * HOUR), _HOSTS[number % 2])


def _takes(scene: Scene, rng: Random, tenant: Microsoft, who: Person, ms: int, where: str) -> None:
    """A sign-in, some mail, a search, then files."""
    for app in ("Office 365 Exchange Online", "SharePoint Online")[: 1 + rng.randrange(2)]:
        scene.hostile("use: session", tenant.signs_in(rng, who, ms, where, _AGENT, app))
        ms += MINUTE
    for _ in range(3 + rng.randrange(6)):
        scene.hostile("take: mail read", tenant.reads(rng, ms, f"{who.login}@{DOMAIN}", where, _APP))
        ms += 20 * SECOND + rng.randrange(2 * MINUTE)
    for words in rng.sample(("Plants/SCADA", "Plants/network upgrade", "IT/VPN OT", "Plants/PLC backup"), 2):
        found = tenant.file_does(rng, who.login, ms, "SearchQueryPerformed", words, where, _AGENT)
        scene.hostile("look: files", found)
        ms += MINUTE + rng.randrange(2 * MINUTE)
    for file in rng.sample(_WANTED, 6 + rng.randrange(10)):
        scene.hostile("take: file", tenant.file_does(rng, who.login, ms, "FileDownloaded", file, where, _AGENT))
        ms += 5 * SECOND + rng.randrange(MINUTE)
