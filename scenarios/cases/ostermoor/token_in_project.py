"""A token in a project of the open days opens all projects of devices; a key that is in one of them opens storage.

After Samsung's projects for SmartThings (2019): a token in a project that everybody could read, an account's full
rights by it, all of the projects, and keys of the cloud in them. The token lived on for weeks.
"""

from random import Random

from scenarios.companies.ostermoor_places import PROJECTS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM, _CLOUD = ("251.200.8.44", "251.200.8.45"), "254.90.17.3"
_WITH = "python-requests/2.32.3"


@intrusion("A token of open days opens all projects, and a key in them storage")
def plan(scene: Scene) -> None:
    """Looks on two evenings, archives on three, variables of some; a key six days later, and again."""
    rng = scene.rng("intruder")
    token = scene.intruder(rng, scene.named("gitlab", "open-days"), address=_FROM[0], agent=_WITH)
    ms = scene.at(1, 17) + rng.randrange(4 * HOUR)
    looks = [("me", ""), ("projects", ""), ("projects", ""), ("groups", ""), ("users!403", "")]
    token.series(ms, [*looks, ("tree", "lab/open-days"), ("tree", "lab/exchange")], 5 * SECOND, MINUTE)
    wanted = rng.sample(PROJECTS, len(PROJECTS))
    for number, day in enumerate((2, 4, 5)):
        ms = scene.at(day, 18) + rng.randrange(3 * HOUR)
        steps = [(rng.choice(("archive", "archive", "fetch")), name, "take: code") for name in wanted[number::3]]
        token.series(ms, steps, 40 * SECOND, 6 * MINUTE, address=_FROM[number % 2])
    ms = scene.at(5, 22)
    tries = [("variables", "bench/rigs", "take: variables"),
             ("variables!403", "gateway/firmware", "take: variables"),
             ("search", "bench/rigs", "look: code searched"),
             ("search", "field/updates", "look: code searched")]  # fmt: skip
    token.series(ms, tries, MINUTE, 4 * MINUTE, query="AKIA")
    token.holds()
    _storage(scene, rng)


def _storage(scene: Scene, rng: Random) -> None:
    """The key of the benches lists, is refused beyond its buckets, and reads some logs on two days."""
    key = scene.intruder(rng, scene.held("aws", "svc-om-bench", 14), address=_CLOUD, agent="aws-cli/2.28.1 "
                         "md/awscrt#0.27.6 ua/2.1 os/macos#24.6.0 md/arch#arm64 lang/python#3.13.7")  # fmt: skip
    since = 0
    for day, count in ((8, 9), (13, 26)):
        ms = scene.at(day, 19) + rng.randrange(3 * HOUR)
        since = since or ms
        reads = [("object", f"om-drives-raw|bench/{number:03d}.log", "take: object")
                 for number in rng.sample(range(300), count)]  # fmt: skip
        first = [("who", ""), ("buckets", ""), ("objects!1", "om-invoices-archive")] if day == 8 else []
        key.series(ms, [*first, ("objects", "om-drives-raw"), *reads], 5 * SECOND, 50 * SECOND)
    key.holds(since)
