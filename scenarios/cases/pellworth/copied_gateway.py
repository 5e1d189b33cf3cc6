"""A copy of the gateway takes an engineer's password and factor; pages, code and documents are read in one night.

After Reddit (2023): mails that led to a page which behaved like the company's own, one employee, and a night with
documents, code and dashboards until he told of it himself.
"""

from random import Random

from scenarios.companies.pellworth import DOCUMENTS, REPOSITORIES
from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, chrome, intrusion
from scenarios.systems.confluence import Confluence
from scenarios.systems.gcp import Gcp
from scenarios.systems.github import Github
from scenarios.systems.microsoft import Microsoft
from scenarios.systems.workspace import Workspace

_FROM = "254.15.66.108"
_AGENT = chrome("Macintosh; Intel Mac OS X 10_15_7", 147)


@intrusion("An engineer's session from a copied gateway reads pages, code and documents")
def plan(scene: Scene) -> None:
    """A sign-in that fails once, four hours of reading, some of it refused; a new password in the morning there."""
    rng, tenant, who = scene.rng("intruder"), scene.known("microsoft", Microsoft), scene.people[11]
    ms = scene.at(4, 5) + rng.randrange(2 * HOUR)
    for denied in (True, False):
        records = tenant.signs_in(rng, who, ms, _FROM, _AGENT, "College gateway", denied=denied)
        scene.hostile("look: session", records, success=not denied)
        ms += MINUTE + rng.randrange(MINUTE)
    scene.foothold("session", f"entra@main:user:{who.login}", ms, scene.at(4, 16))
    ms = _pages(scene, rng, who, ms)
    ms = _code(scene, rng, who, ms + 6 * MINUTE)
    cloud, drive = scene.known("gcp", Gcp), scene.known("workspace", Workspace)
    for act in ("buckets", "machines", "databases", "secrets", "policy"):
        refused = act in ("secrets", "policy")
        records = cloud.person_does(rng, who, ms, act, "", _FROM, _AGENT, refused=refused)
        scene.hostile("look: dashboards", records, success=not refused)
        ms += 40 * SECOND + rng.randrange(3 * MINUTE)
    for thing in rng.sample(DOCUMENTS[:60] + DOCUMENTS[180:], 14):
        scene.hostile("take: document", drive.person_does(rng, who, ms, "download", thing, _FROM))
        ms += 9 * SECOND + rng.randrange(2 * MINUTE)
    about = f"{who.login}@{tenant.domain}"
    scene.ordinary(tenant.account_does(rng, scene.people[0].login, scene.at(4, 16), "Reset user password.", about,
                                       scene.people[0].office))  # fmt: skip


def _pages(scene: Scene, rng: Random, who: Person, ms: int) -> int:
    """Searches and pages of the wiki, mostly on how to get in."""
    wiki = scene.known("confluence", Confluence)
    for word in ("vpn", "password", "api+key"):
        scene.hostile("look: wiki searched", wiki.anybody(rng, ms, "find", word, who.login, _FROM, _AGENT))
        ms += 20 * SECOND
        for page in rng.sample([*wiki.guides, "TECH/Overview", "OFFICE/Contacts", "CLINIC/Equipment"], 5):
            scene.hostile("take: page", wiki.anybody(rng, ms, "page", page, who.login, _FROM, _AGENT))
            ms += 20 * SECOND + rng.randrange(2 * MINUTE)
    return ms


def _code(scene: Scene, rng: Random, who: Person, ms: int) -> int:
    """Code by the token of his command line, which was in a page of his own; no list names it."""
    code = scene.known("github", Github)
    scene.foothold("credential", f"github@main:token_id:{code.token(who)}", ms)
    for name in rng.sample(REPOSITORIES, 8):
        for act in ("contents", "clone"):
            records = code.granted(rng, who, ms, act, name, _FROM, "git/2.43.0")
            scene.hostile("take: code", records)
            ms += 20 * SECOND + rng.randrange(MINUTE)
    return ms + HOUR // 4
