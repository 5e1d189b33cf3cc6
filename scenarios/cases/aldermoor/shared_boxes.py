"""Two persons' sessions, bought from a thief of browsers' data, read all boxes that they may open, and files in bulk.

After Void Blizzard (Microsoft, May 2025): no new sign-in by a password, mail and files by the cloud's own interfaces,
boxes that many share, and a list of the directory.
"""

from random import Random

from scenarios.companies.aldermoor_places import BOXES, DOMAIN, FILES
from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, intrusion
from scenarios.systems.microsoft import Microsoft

_PROXIES = ("250.140.8.77", "253.19.202.5", "251.230.61.18")
_GRAPH, _AGENT = "de8bc8b5-d9f9-48b1-a8ad-b748da725064", "python-requests/2.32.3"


@intrusion("Two bought sessions read every box that they may open")
def plan(scene: Scene) -> None:
    """A person of a desk on four nights, one of the office on two; the directory once; files on two nights."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    desk, office = scene.people[163], scene.people[236]
    own = [f"{desk.login}@{DOMAIN}"] * 3 + list(BOXES[:20:2])
    for number, day in enumerate((1, 2, 5, 9)):
        _reads(scene, rng, tenant, desk, scene.at(day, 1) + rng.randrange(4 * HOUR), own, _PROXIES[number % 2])
    scene.foothold("session", f"entra@main:user:{desk.login}@{DOMAIN}", scene.first)
    ms = scene.at(4, 2) + rng.randrange(3 * HOUR)
    listed = tenant.signs_in(rng, office, ms, _PROXIES[2], "azurehound/v2.4.1", "Microsoft Azure PowerShell")
    scene.hostile("look: directory", listed)
    scene.foothold("session", f"entra@main:user:{office.login}@{DOMAIN}", ms)
    for day in (4, 11):
        boxes = [f"{office.login}@{DOMAIN}"] * 2 + list(BOXES[20:27])
        _reads(scene, rng, tenant, office, scene.at(day, 3) + rng.randrange(3 * HOUR), boxes, _PROXIES[2])
    for day in (6, 11):
        ms = scene.at(day, 21) + rng.randrange(2 * HOUR)
        for file in rng.choices(FILES, k=90):
            taken = tenant.file_does(rng, office.login, ms, "FileDownloaded", file, _PROXIES[2], _AGENT, _GRAPH)
            scene.hostile("take: file", taken)
            ms += SECOND + rng.randrange(4 * SECOND)


def _reads(scene: Scene, rng: Random, tenant: Microsoft, who: Person, ms: int, boxes: list[str], where: str) -> None:
    """Each box in turn, some requests each."""
    for box in boxes:
        for _ in range(2 + rng.randrange(5)):
            read = tenant.reads_anothers(rng, ms, who.login, box, where, _GRAPH)
            scene.hostile("take: mail read", read)
            ms += 2 * SECOND + rng.randrange(20 * SECOND)
        ms += MINUTE
