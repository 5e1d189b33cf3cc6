"""The token of an engineer's command line, taken by a package, clones all code in a night and wrecks it next day.

After Trigger.dev (November 2025): 17 hours from the first look to the last, two places of work, a whole organisation
cloned, and ten minutes in which branches are overwritten and requests closed by a program, with main branches refused.
"""

from random import Random

from scenarios.companies.quillmere import REPOSITORIES
from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, intrusion
from scenarios.systems.github import Github

_FIRST, _LATER = "252.140.33.18", "248.77.201.5"
_GIT = "git/2.34.1"


@intrusion("An engineer's token clones all code in a night and wrecks it next day")
def plan(scene: Scene) -> None:
    """A look in the evening, clones until noon from two places, ten minutes of destruction, repairs by others."""
    rng, who = scene.rng("intruder"), scene.people[7]
    begins = ms = scene.at(2, 21) + rng.randrange(90 * MINUTE)
    for act in ("user", "orgs", "repos", "list", "list"):
        ms = _does(scene, rng, who, ms, act, "", f"look: {act}", _FIRST, "octokit-core.js/6.1.2 node.js/22.9.0")
    for number, name in enumerate(REPOSITORIES):
        where = _FIRST if number < 17 else _LATER
        ms = _does(scene, rng, who, ms, "clone", name, "take: repository cloned", where, _GIT)
        ms += (2 * MINUTE + rng.randrange(30 * MINUTE)) if number % 5 == 4 else rng.randrange(4 * MINUTE)
    ms = max(ms, begins + 16 * HOUR) + rng.randrange(40 * MINUTE)
    for name in rng.sample(REPOSITORIES[:30], 14):
        for _ in range(2 + rng.randrange(5)):
            ms = _does(scene, rng, who, ms, "push", name, "destroy: branch overwritten", _LATER, _GIT) - 4 * SECOND
    for name in rng.sample(REPOSITORIES[:30], 12):
        for _ in range(1 + rng.randrange(3)):
            records = scene.known("github", Github).granted(
                rng, who, ms, "close", name, _LATER, "octokit-core.js/6.1.2", country="IN"
            )
            scene.hostile("destroy: request closed", records)
            ms += 250
    scene.foothold("credential", f"github@main:token_id:{Github.token(who)}", scene.first)
    _repairs(scene, rng, ms + 20 * MINUTE)


def _does(scene: Scene, rng: Random, who: Person, ms: int, act: str, thing: str, what: str, address: str,
          agent: str) -> int:  # fmt: skip
    """One act with the token; return the time of the next one."""
    code, country = scene.known("github", Github), "US" if address == _FIRST else "IN"
    scene.hostile(what, code.granted(rng, who, ms, act, thing, address, agent, country=country))
    return ms + 5 * SECOND + rng.randrange(9 * SECOND)


def _repairs(scene: Scene, rng: Random, ms: int) -> None:
    """Others push the branches again from their own copies."""
    code = scene.known("github", Github)
    for number, name in enumerate(rng.sample(REPOSITORIES[:30], 14)):
        by = scene.people[(4, 5, 8, 11)[number % 4]]
        for act in ("fetch", "push", "push"):
            scene.ordinary(code.granted(rng, by, ms, act, name, by.home, "git/2.51.0"))
            ms += MINUTE + rng.randrange(7 * MINUTE)
