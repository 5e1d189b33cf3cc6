"""Activity of the company that follows containers: nights, scripts by hand, keys rotated, scans from outside."""

from random import Random

from keyroll.replay.streams import aws_id
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.dunmarrow import (
    AREAS,
    BATCH,
    CLI,
    GO,
    JAVA,
    PYTHON,
    REPOSITORIES,
    TABLES,
    node,
    person,
    runner,
    sold,
)
from scenarios.keeping import (
    BY_HAND,
    all_handed,
    begun,
    by_hand,
    failing,
    first_act,
    renewed,
    some_days,
    steady,
)
from scenarios.machine import FOREVER, Machine, job
from scenarios.routine import Routine
from scenarios.scene import Scene
from scenarios.systems.aws import Aws
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.okta import Okta

#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (4, "ci-boxes", "git/2.54.1"), (7, "svc-dm-dumps", PYTHON.replace("1.43.4", "1.43.19")),
    (10, "night log", "198.18.70.77"), (12, "svc-dm-watch", GO.replace("1.43.1", "1.43.6")),
    (15, "runbook-mirror", "git/2.54.0"), (17, "dm-digest", "198.18.70.25"), (19, "svc-dm-papers",
                                                                             JAVA.replace("2.42.7", "2.43.1")),
    (22, "pins-bot", "renovate/43.61.0"), (24, "replica_dump", "198.18.70.25"),
    (26, "platform/policies", "kyverno/v1.17.0 (linux/arm64)"), (29, "dm-wallboard", "203.0.113.141"),
    (31, "svc-dm-deploy", CLI.replace("2.34.8", "2.34.21")), (33, "ci-yard", "git/2.54.1"),
    (35, "svc-dm-costs", "198.18.70.25"), (37, "status-probe", "198.18.70.77"),
    (39, "topic-count", "octokit-rest.js/23.0.0"), (41, "lintmoor", "lintmoor/9.15"),
)  # fmt: skip
#: What a machine meets that tries again soon, as its system has it.
_PASSING: dict[str, dict[str, str]] = {
    "aws": {"error": "ThrottlingException"}, "github": {"refused": "502"}, "kubernetes": {"refused": "1"},
    "jira": {"refused": "503"}, "postgresql": {"refused": "1"},
}  # fmt: skip


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the company that works every day and whose credential is there for some days."""
    return steady(scene, rng, system, ms - 3 * DAY, ms + DAY, "role/")


def _new(scene: Scene, rng: Random) -> None:
    """In the second week a service that follows lorries; in the fifth one for emissions; a vendor's reader of code."""
    for day, system, name, every, things, acts, agent, where, key in (
        (9, "aws", "dm-lorries", HOUR, ("dm/lorries/db", "dm/lorries/feed"), ("secret", "queue"), GO, node,
         "role/lorries"),
        (9, "postgresql", "lorries_svc", HOUR, ("lorries.moves", "lorries.owners"), ("read", "write"), "lorries-api",
         node, ""),
        (10, "kubernetes", "lorries/deployer", 2 * HOUR, ("lorries-app",), ("pods", "config", "deploy"),
         "argocd-application-controller/v3.3.2 (linux/arm64) kubernetes/$Format", node, ""),
        (10, "github", "ci-lorries", 2 * HOUR, (*REPOSITORIES[4:8], "build-images"), ("fetch", "clone", "statuses"),
         "git/2.54.0", runner, ""),
        (30, "aws", "svc-dm-emissions", DAY, [f"dm-{area}" for area in AREAS[:4]], ("query", "buckets"), PYTHON, BATCH,
         ""),
        (34, "github", "textferry-words", 12 * HOUR, REPOSITORIES[1:16:5], ("contents", "pulls"), "words/2.2", "", ""),
        (38, "slack", "emissions", DAY, ("emissions",), ("upload",), "python-slack-sdk/3.41.0", BATCH, ""),
    ):  # fmt: skip
        new = job(rng, system, name, agent, every, 3, things, acts, where, key=key)
        if name.startswith("textferry"):
            sold(new)
        # a role has no key that anybody makes
        begun(scene, rng, new, scene.company.begins + day * DAY + 8 * HOUR + rng.randrange(9 * HOUR), made=not key)


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs go to other hosts, at any hour."""
    renewed(scene, _CHANGED, lambda: rng.randrange(23 * HOUR))


def _keys(scene: Scene, rng: Random) -> None:
    """Six credentials are rotated in as many weeks; one old value works for two days."""
    all_handed(scene, rng, (
        (6, "ci-wagons", 2), (13, "svc-dm-depot-3", 26), (20, "certificates", 1), (27, "svc-dm-dumps", 4),
        (32, "pins-bot", 2), (40, "svc-dm-papers", 49),
    ), 7 * HOUR, 9 * HOUR)  # fmt: skip


def _scripts(scene: Scene, rng: Random) -> None:
    """On twelve days an engineer runs what a machine runs: in an office, at home, in the middle of the night."""
    systems = ("aws", "github", "kubernetes", "postgresql", "aws", "jira")
    for number, day in enumerate(some_days(scene, rng, 12)):
        who = scene.people[4 + rng.randrange(30)]
        ms = day + who.begins + HOUR + rng.randrange((6 + number % 3 * 4) * HOUR)
        machine = some_machine(scene, rng, systems[number % 6], ms)
        by_hand(scene, rng, machine, ms, (who.home, who.office, who.place(day))[number % 3], 2 + rng.randrange(10))
    planner = scene.user(rng, scene.named("postgresql", "planner_ro"), agent="DBeaver 26.0.3 - SQLEditor")
    for day in some_days(scene, rng, 16):
        who = scene.people[80 + rng.randrange(20)]
        ms = day + who.begins + rng.randrange(8 * HOUR)
        reads = ((rng.choice(("read", "read", "copy")), rng.choice(TABLES)) for _ in range(1 + rng.randrange(7)))
        planner.series(ms, reads, MINUTE, 15 * MINUTE, address=who.place(day))


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; a depot's key is wrong for a day after its renewal."""
    failing(scene, rng, 34, _PASSING, some_machine, first_act("fetch", "clone", "push", refused=True), 15 * SECOND)
    depot = scene.named("aws", "svc-dm-depot-5")
    ms = scene.company.begins + 21 * DAY + 4 * HOUR
    scene.user(rng, depot).series(ms, [("put-object!1", rng.choice(depot.things)) for _ in range(40)], 20 * MINUTE,
                                  12 * MINUTE)  # fmt: skip


def _outside(scene: Scene, rng: Random) -> None:
    """Whoever scans the net asks the cluster's API for something on most days, and is refused."""
    cluster = scene.known("kubernetes", Kubernetes)
    agents = ("zgrab/0.x", "Go-http-client/1.1", "python-requests/2.32.3", "curl/8.7.1")
    for day in scene.company.days:
        for _ in range(rng.randrange(4)):
            address = f"{247 + rng.randrange(2)}.{rng.randrange(250)}.{rng.randrange(250)}.{rng.randrange(2, 250)}"
            act, thing = rng.choice((("pods", ""), ("secrets", "kube-system:"), ("namespaces", ""), ("nodes", "")))
            scene.ordinary(cluster.anonymous(rng, day + rng.randrange(DAY), act, thing, address, rng.choice(agents)))


def _nights(scene: Scene, rng: Random) -> None:
    """Who is on call takes the key for emergencies four times, and looks at more with his own session."""
    cloud = scene.known("aws", Aws)
    for week in (0, 1, 3, 5):
        who = scene.people[5 + rng.randrange(28)]
        ms = scene.company.begins + (week * 7 + rng.randrange(7)) * DAY + rng.randrange(23 * HOUR)
        looks = [("who", ""), ("instances", ""), ("secret", f"dm/{rng.choice(AREAS)}/db"), ("databases", ""),
                 ("snapshots", ""), ("scale", rng.choice(AREAS))]  # fmt: skip
        key = scene.user(rng, scene.named("aws", "svc-dm-emergency"), address=who.home, agent=BY_HAND["aws"])
        ms = key.series(ms, looks, 20 * SECOND, 6 * MINUTE)
        for act in ("instances", "databases", "log-events"):
            scene.ordinary(cloud.person_does(rng, who, ms, act, "/dm/api", who.home))
            ms += MINUTE + rng.randrange(4 * MINUTE)


def _people(scene: Scene, rng: Random) -> None:
    """Five begin; the desk resets a factor on most days, as someone has a new telephone."""
    for number, (day, team) in enumerate(((7, "control"), (18, "control"), (18, "engineering"), (28, "customs"),
                                          (36, "control"))):  # fmt: skip
        scene.people.append(person(rng, 120 + number, team, scene.company.begins + day * DAY))
    okta = scene.known("okta", Okta)
    for day in scene.company.days[:-1]:
        if weekday(day) < 5 and rng.random() < 0.7:
            ms, by, whom = day + 7 * HOUR + rng.randrange(9 * HOUR), rng.choice(scene.people[:4]), rng.choice(
                scene.people[6:110])  # fmt: skip
            scene.ordinary(okta.person_does(rng, by, ms, "factors", whom=whom))


def _disused(scene: Scene, rng: Random) -> None:
    """A contractor's forgotten script runs each Sunday, and is refused since its rights were taken away."""
    begins = scene.company.begins
    old = Machine("aws", "svc-dm-contract", aws_id(rng, "AKIA"), "198.19.251.40", PYTHON, FOREVER, 1, [], ("buckets",))
    scene.adds(old)
    user = scene.user(rng, old)
    for week in range(6):
        ms = begins + (6 + 7 * week) * DAY + 3 * HOUR + rng.randrange(20 * MINUTE)
        user.act(ms, "buckets", **({} if week < 1 else {"error": "AccessDenied"}))


ROUTINE = Routine({"people": _people, "new": _new, "changes": _changes, "keys": _keys, "scripts": _scripts,
                   "again": _again, "outside": _outside, "nights": _nights, "disused": _disused})  # fmt: skip
