"""A surge: a company that was hired tests the cloud, the code and the cluster for eight days, with leave of all.

The testers have accounts and keys of their own, come through one network, ask for everything that there is, and are
refused often. Nobody hostile is in it.
"""

from random import Random

from scenarios.companies.dunmarrow import APPS, AREAS, REPOSITORIES
from scenarios.kit import FOREVER, FRESH, HOUR, MINUTE, SECOND, Machine, Person, Scene, firefox, okta_id, surge, take_up
from scenarios.systems.okta import Okta

_NETWORK = ("198.18.240.11", "198.18.240.12", "198.18.240.40")
_AGENT = firefox("X11; Linux x86_64", 150)
#: What the testers are given in each system: client, what they do there, with ``!`` if most of it is refused.
_TOOLS: dict[str, tuple[str, tuple[str, ...]]] = {
    "aws": ("Boto3/1.43.2 md/Botocore#1.43.2 ua/2.1 os/linux#6.14 lang/python#3.13.5 cfg/retry-mode#standard",
            ("who", "users", "roles", "groups", "policies", "buckets", "bucket", "secrets!1", "parameters", "instances",
             "databases", "snapshots", "functions", "trails", "simulate!1", "secret!1", "new-role!1", "user!1")),
    "github": ("python-requests/2.33.0", ("list", "contents", "pulls", "clone", "secrets!403", "commits")),
    "kubernetes": ("kubectl/v1.35.0 (linux/amd64) kubernetes/66452049",
                   ("rules", "pods", "config", "namespaces", "secrets!1", "secret!1", "exec!1", "token!1", "nodes")),
    "cloudflare": ("", ("visit", "visit!1")),
}  # fmt: skip


@surge("Hired testers try the cloud, the code and the cluster")
def plan(scene: Scene) -> None:
    """Two people and four credentials on one day; tools in sweeps and by hand; all taken away at the end."""
    rng, begins, ends = scene.rng("testers"), scene.at(2, 8), scene.at(11, 16)
    testers = [_tester(scene, rng, number, begins - 20 * HOUR) for number in (1, 2)]
    for number, (system, (agent, acts)) in enumerate(_TOOLS.items()):
        name = "testers/reader" if system == "kubernetes" else "svc-dm-testers"
        key = Machine(system, name, FRESH.get(system, FRESH["cloudflare"])(rng), _NETWORK[number % 3], agent, FOREVER,
                      1, _things(system), acts, created=begins - HOUR, ended=ends)  # fmt: skip
        take_up(scene, key, number)
        for day in (2, 3, 4, 7, 8, 9):
            _sweep(scene, rng, key, scene.at(day, 8) + rng.randrange(8 * HOUR), 220 if day in (2, 7) else 60)
        if system != "kubernetes":
            scene.changed(rng, key, scene.people[number], ends, made=False)
    okta = scene.known("okta", Okta)
    for tester in testers:
        for day in (2, 3, 4, 7, 8, 9, 10):
            scene.lives(rng, tester, scene.at(day, 8) + rng.randrange(7 * HOUR), _NETWORK[2], "okta", "slack", "jira")
        refused = okta.person_does(rng, tester, scene.at(4, 13), "admin", whom=tester, address=_NETWORK[2],
                                   refused="Insufficient permissions")  # fmt: skip
        scene.ordinary(refused)


def _tester(scene: Scene, rng: Random, number: int, joined: int) -> Person:
    """A guest's account that administrators make, with a group."""
    tester = Person(f"ext-tester-{number}", okta_id(rng, "00u"), _NETWORK[2], _NETWORK[2], _AGENT, joined,
                    team="testers", works=False)  # fmt: skip
    scene.people.append(tester)
    okta = scene.known("okta", Okta)
    for act, thing in (("create", ""), ("join", "everyone"), ("assign", "Slack"), ("assign", "Jira")):
        scene.ordinary(okta.person_does(rng, scene.people[number], joined, act, thing, whom=tester))
        joined += 40 * SECOND
    return tester


def _things(system: str) -> list[str]:
    if system == "kubernetes":
        return [f"{area}:{area}-app" for area in AREAS]
    return {"aws": [f"dm-{area}" for area in AREAS], "github": list(REPOSITORIES), "cloudflare": list(APPS)}[system]


def _sweep(scene: Scene, rng: Random, key: Machine, ms: int, count: int) -> None:
    """A tool that goes through what there is, then some calls by hand."""
    tester = scene.user(rng, key)
    steps = [(key.acts[number % len(key.acts)], rng.choice(key.things)) for number in range(count)]
    ms = tester.series(ms, steps, 400, 4 * SECOND)
    tester.series(ms + 9 * MINUTE, [(rng.choice(key.acts), rng.choice(key.things)) for _ in range(12)], MINUTE,
                  9 * MINUTE)  # fmt: skip
