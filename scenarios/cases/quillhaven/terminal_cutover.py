"""A surge: over a week-end the systems of one terminal are replaced, with a key of its own for everything new.

Some sixty credentials are made within two days and some twenty end; what was forgotten is refused for days, accounts
are given too much at first, and engineers try everything by hand from the port.
"""

from random import Random

from scenarios.companies.quillhaven import GO, JAVA
from scenarios.companies.quillhaven_places import AREAS, DOMAIN, OFFICES, TABLES, gate, node
from scenarios.kit import BY_HAND, DAY, HOUR, MINUTE, SECOND, Machine, Scene, surge, take_up
from scenarios.machine import job
from scenarios.systems.azure import Azure
from scenarios.systems.kubernetes import Kubernetes

_PORT = "dur"
_LINE = "198.51.100.78"
_ARM = "azsdk-python-mgmt-compute/34.2.0 Python/3.14.3 (Linux-6.12-x86_64)"


@surge("The systems of a terminal are replaced over a week-end")
def plan(scene: Scene) -> None:
    """New credentials from Friday evening; the old ones end on Sunday; what is late is refused until Thursday."""
    rng, begins = scene.rng("cutover"), scene.at(4, 17)
    made = _made(rng)
    for number, new in enumerate(made):
        new.created = begins + number * 20 * MINUTE + rng.randrange(15 * MINUTE)
        if new.system in ("postgresql", "kubernetes", "slack"):
            scene.adds(new)
        else:
            take_up(scene, new, number % 4)
        _tried(scene, rng, new, number)
    old = [one for one in scene.machines if one.name.endswith(f" {_PORT}") or one.name.endswith(f"-{_PORT}")]
    for number, one in enumerate(one for one in old if one.ended > scene.at(8) and one.created < begins):
        ends = scene.at(6, 10) + number * 9 * MINUTE
        one.ended = ends
        if one.system in ("gcp", "openbao", "microsoft", "azure"):
            scene.changed(rng, one, scene.people[number % 4], ends, made=False)
        if number % 3 == 0 and one.system in ("gcp", "openbao", "microsoft"):
            act = one.acts[0]
            late = [(f"{act}!1", one.things[0] if one.things else "")] * 20
            scene.user(rng, one).series(ends + 20 * MINUTE, late, 2 * HOUR, 3 * HOUR)
    _people(scene, rng, begins)


def _made(rng: Random) -> list[Machine]:
    """A token and a role or account for each service of the terminal, keys of the cloud, applications of the tenant."""
    mine = {area: [name for name in TABLES if name.startswith(area)] for area in AREAS[:14]}
    return [
        *(job(rng, "openbao", f"token-{area}-{_PORT}2", "hvac/2.7.0", 8 * HOUR, 3, (f"{_PORT}2/{area}", "shared/ca"),
              ("read",), gate) for area in AREAS[:16]),
        *(job(rng, "kubernetes", f"{_PORT}-{area}/app", "kubernetes-client/java/25.2.0", 6 * HOUR, 3,
              [f"{area}-{_PORT}"], ("config", "lease", "pods"), node) for area in AREAS[:14]),
        *(job(rng, "postgresql", f"{area}_{_PORT}", f"{area}-terminal", 6 * HOUR, 4, mine[area][:4],
              ("read", "write", "read"), node) for area in AREAS[:12]),
        *(job(rng, "gcp", f"qh-{area}-{_PORT}2", (GO, JAVA)[number % 2], 4 * HOUR, 4,
              (f"qh-{area}-raw", f"qh-{area}-shared"), ("put", "read", "list"), _LINE)
          for number, area in enumerate(AREAS[:12])),
        *(job(rng, "microsoft", f"Terminal {name}", "MSAL.Java/1.30.0", 6 * HOUR, 3,
              (f"{name}-{_PORT}@{DOMAIN}",), ("mail",), gate) for name in ("berths", "customs", "bookings")),
        *(job(rng, "azure", f"Terminal {name} {_PORT}2", _ARM, 8 * HOUR, 4,
              [f"terminals-{name}{number}" for number in range(4)], ("sign-in", "start", "vm"), _LINE)
          for name in ("walls", "kiosks")),
    ]  # fmt: skip


def _tried(scene: Scene, rng: Random, new: Machine, number: int) -> None:
    """Each is tried by hand from the port as soon as it is there; every third is refused at first."""
    act = next((act for act in new.acts if act != "sign-in"), new.acts[0])
    thing = new.things[0] if new.things else ""
    steps = [(f"{act}!1", thing)] * (3 if number % 3 == 0 else 0) + [(act, thing)] * 4
    agent = BY_HAND.get(new.system, "python-requests/2.35.1")
    user = scene.user(rng, new, address=OFFICES[1][0], agent=agent)
    user.series(new.created + 2 * MINUTE, steps, 40 * SECOND, 4 * MINUTE)


def _people(scene: Scene, rng: Random, begins: int) -> None:
    """Rights that are given and taken away again, deployments by hand, new networks, and who works at the terminal."""
    cloud, cluster = scene.known("azure", Azure), scene.known("kubernetes", Kubernetes)
    for number in range(14):
        by, ms = scene.people[number % 4], begins + HOUR + number * 3 * HOUR
        wall = f"terminals-walls{number % 4}"
        for act, thing in (("net", "terminals"), ("role", f"terminals-{number}"), ("vm", wall), ("extension", wall),
                           ("drop-role", f"terminals-{number}")):  # fmt: skip
            ms += 4 * MINUTE + rng.randrange(8 * MINUTE)
            scene.ordinary(cloud.person_does(rng, by.login, ms, act, thing, OFFICES[1][0]))
    for number in range(60):
        who, area = scene.people[4 + number % 20], AREAS[number % 14]
        ms = begins + rng.randrange(3 * DAY)
        for act in ("account", "rolebind", "deploy", "pods", "exec", "log"):
            name = f"{area}-{_PORT}" if act != "rolebind" else f"{who.login}@{DOMAIN}"
            scene.ordinary(cluster.person_does(rng, who, ms, act, name, f"{_PORT}-{area}", address=OFFICES[1][0]))
            ms += MINUTE + rng.randrange(5 * MINUTE)
    crew = [one for one in scene.people if one.office == OFFICES[1][0]]
    for _ in range(900):
        who, ms = rng.choice(crew), begins + rng.randrange(7 * DAY)
        scene.lives(rng, who, ms, OFFICES[1][0], *rng.sample(("jira", "slack", "confluence", "microsoft"), 2))
