"""An engineer's session reads few pages, tickets and projects a day, for as long as the scenario lasts.

After F5 (October 2025): long access to the place where products are made and to what its engineers write down, code,
faults that are not public yet, and how some customers are set up.
"""

from random import Random

from scenarios.companies.wexholme_places import PAGES, PROJECTS, SPACES
from scenarios.kit import HOUR, LINUX, MINUTE, Person, Scene, firefox, intrusion
from scenarios.systems.confluence import Confluence
from scenarios.systems.gitlab import Gitlab
from scenarios.systems.jira import Jira, attached, ticket

_HOSTS, _AGENT = ("250.9.114.22", "250.9.116.201"), firefox(LINUX, 143)
_NEAR = tuple(f"{space}/{page}" for space in (SPACES[0], SPACES[2], SPACES[5]) for page in PAGES)


@intrusion("An engineer's session reads few pages, tickets and projects a day, for weeks")
def plan(scene: Scene) -> None:
    """Three to eight pages on fifteen days of seventeen, tickets on seven, one or two projects on five; never ended."""
    rng, who = scene.rng("intruder"), scene.people[21]
    quiet, tickets = set(rng.sample(range(1, 17), 2)), set(rng.sample(range(17), 7))
    for day in (day for day in range(17) if day not in quiet):
        ms, where = scene.at(day, 7) + rng.randrange(8 * HOUR), _HOSTS[day > 7]
        ms = _pages(scene, rng, who, ms, where)
        if day in tickets:
            _faults(scene, rng, who, ms + 20 * MINUTE, where)
        if day in (2, 6, 9, 12, 15):
            _projects(scene, rng, who, ms + HOUR, where)
    scene.foothold("session", f"confluence@main:user:{who.login}", scene.first)


def _pages(scene: Scene, rng: Random, who: Person, ms: int, where: str) -> int:
    """A search, then pages, some with the file that hangs on them."""
    wiki = scene.known("confluence", Confluence)
    words = rng.choice(("customer+set-up", "key+store", "boot", "release+signing", "known+faults"))
    scene.hostile("look: pages", wiki.anybody(rng, ms, "find", words, who.login, where, _AGENT))
    for page in rng.sample(_NEAR, 3 + rng.randrange(6)):
        ms += MINUTE + rng.randrange(8 * MINUTE)
        act = "file" if rng.random() < 0.2 else "page"
        scene.hostile("take: page", wiki.anybody(rng, ms, act, page, who.login, where, _AGENT))
    return ms


def _faults(scene: Scene, rng: Random, who: Person, ms: int, where: str) -> None:
    """Tickets on faults that nobody outside knows of."""
    boards = scene.known("jira", Jira)
    for _ in range(2 + rng.randrange(4)):
        act = rng.choice(("browse", "browse", "attachment"))
        thing = attached(rng) if act == "attachment" else ticket(rng, rng.choice(("DEV", "CAPA")))
        scene.hostile("take: ticket", boards.person_does(rng, who, ms, act, thing, where, _AGENT))
        ms += 2 * MINUTE + rng.randrange(9 * MINUTE)


def _projects(scene: Scene, rng: Random, who: Person, ms: int, where: str) -> None:
    """One or two projects near the devices."""
    code, near = scene.known("gitlab", Gitlab), [name for name in PROJECTS if name.startswith(("devices/", "kit/"))]
    for name in rng.sample(near, 1 + rng.randrange(2)):
        scene.hostile("take: code", code.person_does(rng, who, ms, "fetch", name, where, _AGENT))
        ms += 5 * MINUTE
