"""A surge: an assistant that answers out of tickets, pages, code and mail is tried out, and engineers' helpers with it.

The vendor asks on behalf of whoever asked, from all over his networks; engineers let helpers work on their computers
with the tokens that builds and services have.
"""

from random import Random
from zlib import crc32

from scenarios.companies.kestervale import AREAS, BOARDS, DOMAIN, PAGES, PROJECTS, SPACES, job
from scenarios.kit import DAY, FOREVER, HOUR, MINUTE, SECOND, Machine, Person, Scene, surge, take_up
from scenarios.machine import workdays

_VENDOR, _HELPER = "Copperwell", "fernhand/0.41 (agent; node/24.12.0)"
_NAMES = {"jira": "ext-copperwell", "confluence": "ext-copperwell-pages", "gitlab": "copperwell-code"}
#: What is read for an answer, in each system: its acts and the things that there are.
_READS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "jira": (("search", "issue", "issue"), BOARDS),
    "confluence": (("search", "body", "body"), tuple(f"{space}/{page}" for space in SPACES for page in PAGES)),
    "gitlab": (("file", "merges", "projects"), PROJECTS), "microsoft": (("mail",), ()),
    "slack": (("download",), ("minutes", "form", "plan", "queue")),
}  # fmt: skip
#: What a helper does with an engineer's tokens, and how often.
_HELPS = {"gitlab": (14, ("projects", "file", "file", "file", "merges", "commits")), "openbao": (2, ("self", "read")),
          "gcp": (4, ("list", "read", "buckets"))}  # fmt: skip


@surge("An assistant is tried out, and helpers at engineers' computers")
def plan(scene: Scene) -> None:
    """Five new credentials on one day, more and more people who ask, from the second week on helpers at work."""
    rng, made = scene.rng("assistant"), scene.at(1, 9)
    readers = [_reader(scene, rng, system, made + number * 17 * MINUTE) for number, system in enumerate(_READS)]
    for number, day in enumerate(day for day in scene.company.days if day > made and workdays(day)):
        for who in rng.sample(scene.people[:68], min(60, 6 + 7 * number)):
            for _ in range(1 + rng.randrange(4)):
                _answers(scene, rng, readers, who, day + who.begins + HOUR + rng.randrange(9 * HOUR))
        for who in scene.people[4 : 7 + number] if number > 2 else ():
            _helped(scene, rng, who, day)


def _reader(scene: Scene, rng: Random, system: str, made: int) -> Machine:
    name = _NAMES.get(system, _VENDOR)
    acts, things = _READS[system]
    reader = job(rng, system, name, "copperwell-connect/2026.3", FOREVER, 1, things, acts, _everywhere)
    reader.vendor, reader.created = _VENDOR, made
    if system == "confluence":
        scene.adds(reader)
    else:
        take_up(scene, reader, 2)
    return reader


def _everywhere(key: str, ms: int) -> str:
    """Any of the vendor's machines in three networks, another for every answer."""
    mark = crc32(f"{key}/{ms // (2 * MINUTE)}".encode())
    return f"{(245, 247, 253)[mark % 3]}.{200 + mark % 5}.{mark // 16 % 256}.{2 + mark // 4096 % 250}"


def _answers(scene: Scene, rng: Random, readers: list[Machine], who: Person, ms: int) -> None:
    """Some reads in two or three systems within seconds; what the asker may not see is refused."""
    for reader in rng.sample(readers, 2 + rng.randrange(2)):
        assistant = scene.user(rng, reader)
        for _ in range(1 + rng.randrange(4)):
            thing = rng.choice(reader.things) if reader.things else f"{who.login}@{DOMAIN}"
            refused = "403" if reader.system in ("jira", "confluence", "gitlab") and rng.random() < 0.04 else ""
            assistant.act(ms, rng.choice(reader.acts), thing, refused=refused)
            ms += 300 + rng.randrange(3 * SECOND)


def _helped(scene: Scene, rng: Random, who: Person, day: int) -> None:
    """A helper reads much code with a build's token, tries a secret and a bucket, and what it may not, thrice."""
    area, ms = AREAS[sum(who.login.encode()) % 6], day + who.begins + HOUR + rng.randrange(8 * HOUR)
    names = (f"{area}-builds", f"token-{area}", f"kv-{area}-app")
    lasting = [key for key in scene.lasting("", ms - DAY, ms + HOUR) if key.name in names and not key.job]
    helpers = [scene.user(rng, key, address=who.place(day), agent=_HELPER) for key in lasting]
    for helper in helpers:
        count, acts = _HELPS[helper.machine.system]
        steps = ((rng.choice(acts), rng.choice(helper.machine.things)) for _ in range(count))
        ms = helper.series(ms, steps, SECOND, 25 * SECOND)
    for helper in (known for known in helpers if known.machine.system == "gitlab"):
        helper.series(ms, [("variables!403", helper.machine.things[0])] * 3, 4 * SECOND)
