"""A surge: an assistant that answers out of tickets, pages, code and mail is tried out, and engineers' helpers with it.

The vendor asks on behalf of whoever asked, from all over his networks; engineers let helpers work on their computers
with the tokens that builds and services have.
"""

from random import Random
from zlib import crc32

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.kestervale import AREAS, DOMAIN, job, workdays
from scenarios.estates.kestervale_desk import BOARDS, PAGES, PROJECTS, SPACES
from scenarios.keeping import FRESH, take_up
from scenarios.machine import FOREVER, Machine, Person
from scenarios.organisations import KESTERVALE
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_VENDOR, _WITH, _HELPER = "Copperwell", "copperwell-connect/2026.3", "fernhand/0.41 (agent; node/24.12.0)"
_PAGES = tuple(f"{space}/{page}" for space in SPACES for page in PAGES)
#: What is read for an answer, in each system: its acts and the things that there are.
_READS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "jira": (("search", "issue", "issue"), BOARDS), "confluence": (("search", "body", "body"), _PAGES),
    "gitlab": (("file", "merges", "projects"), PROJECTS), "microsoft": (("mail",), ()),
    "slack": (("download",), ("minutes", "form", "plan", "queue")),
}  # fmt: skip


def plan(scene: Scene) -> None:
    """Five new credentials on one day, more and more people who ask, from the second week on helpers at work."""
    rng = scene.rng("assistant")
    made = scene.start + DAY + 9 * HOUR
    readers = [_reader(scene, rng, system, made + number * 17 * MINUTE) for number, system in enumerate(_READS)]
    for number, day in enumerate(day for day in scene.company.days if day > made and workdays(day)):
        for who in rng.sample(scene.people[:68], min(60, 6 + 7 * number)):
            for _ in range(1 + rng.randrange(4)):
                _answers(scene, rng, readers, who, day + who.begins + HOUR + rng.randrange(9 * HOUR))
        for who in scene.people[4 : 7 + number] if number > 2 else ():
            _helped(scene, rng, who, day)


def _reader(scene: Scene, rng: Random, system: str, made: int) -> Machine:
    acts, things = _READS[system]
    name = {"jira": "ext-copperwell", "confluence": "ext-copperwell-pages", "gitlab": "copperwell-code"}.get(system)
    key = FRESH[system](rng) if system in FRESH else name or ""
    one = job(rng, system, name or _VENDOR, key, _WITH, FOREVER, 1, things, acts, _everywhere)
    one.vendor, one.created = _VENDOR, made
    if system == "confluence":
        scene.machines.append(one)
    else:
        take_up(scene, one, 2)
    return one


def _everywhere(key: str, ms: int) -> str:
    """Any of the vendor's machines in three networks, another for every answer."""
    mark = crc32(f"{key}/{ms // (2 * MINUTE)}".encode())
    return f"{(245, 247, 253)[mark % 3]}.{200 + mark % 5}.{mark // 16 % 256}.{2 + mark // 4096 % 250}"


def _answers(scene: Scene, rng: Random, readers: list[Machine], who: Person, ms: int) -> None:
    """Some reads in two or three systems within seconds; what the asker may not see is refused."""
    for one in rng.sample(readers, 2 + rng.randrange(2)):
        for _ in range(1 + rng.randrange(4)):
            thing = rng.choice(one.things) if one.things else f"{who.login}@{DOMAIN}"
            refused = "403" if one.system in ("jira", "confluence", "gitlab") and rng.random() < 0.04 else ""
            scene.ordinary(scene.systems[one.system].work(rng, one, ms, rng.choice(one.acts), thing, refused=refused))
            ms += 300 + rng.randrange(3 * SECOND)


def _helped(scene: Scene, rng: Random, who: Person, day: int) -> None:
    """A helper reads much code with a build's token, tries a secret and a bucket, and what it may not, thrice."""
    area, ms = AREAS[sum(who.login.encode()) % 6], day + who.begins + HOUR + rng.randrange(8 * HOUR)
    told = {"address": who.place(day), "agent": _HELPER}
    holders = [one for one in scene.lasting("", ms - DAY, ms + HOUR)
               if one.name in (f"{area}-builds", f"token-{area}", f"kv-{area}-app") and not one.job]  # fmt: skip
    for one in holders:
        acts = {"gitlab": ("projects", "file", "file", "file", "merges", "commits"), "openbao": ("self", "read"),
                "gcp": ("list", "read", "buckets")}[one.system]  # fmt: skip
        for _ in range({"gitlab": 14, "openbao": 2, "gcp": 4}[one.system]):
            act, thing = rng.choice(acts), rng.choice(one.things)
            scene.ordinary(scene.systems[one.system].work(rng, one, ms, act, thing, **told))
            ms += SECOND + rng.randrange(25 * SECOND)
    for one in (one for one in holders if one.system == "gitlab"):
        for attempt in range(3):
            scene.ordinary(scene.systems["gitlab"].work(rng, one, ms + attempt * 4 * SECOND, "variables", one.things[0],
                                                        refused="403", **told))  # fmt: skip


SCENARIO = Scenario(
    "An assistant is tried out, and helpers at engineers' computers", plan, surge=True, company=KESTERVALE
)
