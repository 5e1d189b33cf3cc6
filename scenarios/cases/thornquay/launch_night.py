"""A surge: the season of the second game begins; half the studio works through the night, and an exercise is in it.

Scaling, hotfixes, caches, shells in pods, dumps of databases, keys for emergencies; on the second night an exercise in
which a key is said to be lost: it is looked for everywhere, and handed on.
"""

from random import Random

from scenarios.companies.thornquay import AREAS, BUCKETS, REPOSITORIES
from scenarios.kit import BY_HAND, HOUR, MINUTE, SECOND, Scene, handed, surge
from scenarios.staff import looks_around
from scenarios.systems.aws import Aws
from scenarios.systems.github import Github
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.okta import Okta

_ACTS = ("scale", "tasks", "instances", "run", "set-database", "snapshot", "databases", "log-events", "functions",
         "secret", "clusters")  # fmt: skip


@surge("A season begins, with nights of work and an exercise")
def plan(scene: Scene) -> None:
    """Three nights of hands on everything; an exercise from the second evening to the morning."""
    rng = scene.rng("launch")
    for night in (1, 2, 3):
        _hands(scene, rng, scene.at(night, 9))
        _machines(scene, rng, scene.at(night, 10))
    _exercise(scene, rng, scene.at(2, 12))


def _hands(scene: Scene, rng: Random, begins: int) -> None:
    """Twenty engineers in the cloud and the cluster, from home and from the studio, with their own sessions."""
    cloud, cluster = scene.known("aws", Aws), scene.known("kubernetes", Kubernetes)
    for number, who in enumerate(rng.sample(scene.people[:48], 20)):
        ms = begins + rng.randrange(4 * HOUR)
        for _ in range(20 + rng.randrange(40)):
            act, area = rng.choice(_ACTS), rng.choice(AREAS)
            error = "AccessDenied" if rng.random() < 0.04 else ""
            scene.ordinary(cloud.person_does(rng, who, ms, act, f"tq-{area}", (who.home, who.office)[number % 2],
                                             error=error))  # fmt: skip
            ms += 20 * SECOND + rng.randrange(9 * MINUTE)
    for number in range(70):
        by, area = scene.people[number % 4], rng.choice(AREAS)
        act = rng.choice(("exec", "drop-pod", "deploy", "config", "secret"))
        scene.ordinary(cluster.person_does(rng, by, begins + number * 5 * MINUTE, act, f"{area}-app", area))


def _machines(scene: Scene, rng: Random, begins: int) -> None:
    """Builds and roll-outs at ten times their rate; caches emptied; patches put; the key for emergencies."""
    for name, system, count in (("svc-tq-deploy", "aws", 150), ("svc-tq-patches", "aws", 240), ("ci/releaser",
                                "kubernetes", 120), ("cache-emptier", "cloudflare", 30)):  # fmt: skip
        machine = scene.named(system, name)
        steps = [(rng.choice(machine.acts), rng.choice(machine.things)) for _ in range(count)]
        scene.user(rng, machine).series(begins, steps, 20 * SECOND, 3 * MINUTE)
    who = rng.choice(scene.people[4:40])
    looks = [("who", ""), ("instances", ""), ("databases", ""), *(("secret", f"tq/{area}/db") for area in AREAS),
             *(("snapshot", f"tq-{area}") for area in AREAS[:6])]  # fmt: skip
    key = scene.user(rng, scene.named("aws", "svc-tq-emergency"), address=who.home, agent=BY_HAND["aws"])
    key.series(begins + 3 * HOUR, looks, 20 * SECOND, 5 * MINUTE)


def _exercise(scene: Scene, rng: Random, begins: int) -> None:
    """Responders ask all logs and lists, clone code to search it, end sessions, and hand on three credentials."""
    cloud, code, okta = scene.known("aws", Aws), scene.known("github", Github), scene.known("okta", Okta)
    acts = ("trail-events", "users", "roles", "policies", "buckets", "bucket", "trails", "secrets")
    for who in scene.people[2:6]:
        ms = begins + rng.randrange(HOUR)
        looks_around(scene, rng, cloud, who, ms, acts, BUCKETS, who.home, 60, (15 * SECOND, 5 * MINUTE))
    who, ms = scene.people[5], begins + HOUR
    for name in REPOSITORIES[::2]:
        scene.ordinary(code.granted(rng, who, ms, "clone", name, who.home, "git/2.55.0"))
        ms += 9 * SECOND + rng.randrange(MINUTE)
    for number, whom in enumerate(rng.sample(scene.people[48:150], 9)):
        for act in ("clear", "factors", "expire", "restore"):
            scene.ordinary(okta.person_does(rng, scene.people[number % 4], ms, act, whom=whom))
            ms += 20 * SECOND + rng.randrange(3 * MINUTE)
    for number, name in enumerate(("svc-tq-deploy", "build-login", "zone-records")):
        handed(scene, rng, name, ms + number * 9 * MINUTE, scene.people[number], grace=10 * MINUTE)
