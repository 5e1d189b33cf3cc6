"""An engineer's session has builds print an account's token; by a privileged pod it comes to customers' accounts.

After UNC4899's way into a firm for cryptocurrency (Google Cloud, March 2026): deployments that run a command in each
new pod, tokens in the output of builds, a password in the environment of a pod, and changed rows in the database.
"""

from random import Random

from scenarios.kit import BY_HAND, HOUR, MINUTE, SECOND, Machine, Scene, intrusion
from scenarios.systems.kubernetes import Kubernetes

_POD, _BASE = "10.81.44.170", "10.82.19.66"
_RUNNER = "kubectl/v1.34.1 (linux/amd64) kubernetes/93248f9"


@intrusion("An engineer's session, then the account of builds, changes customers' accounts in the database")
def plan(scene: Scene) -> None:
    """Two evenings with the session; the account of builds on the fifth day; the database on two nights."""
    rng = scene.rng("intruder")
    runner = scene.held("kubernetes", "builds/runner", 16)
    _session(scene, rng)
    _builds(scene, rng, runner)
    _rows(scene, rng)


def _session(scene: Scene, rng: Random) -> None:
    """Looks from the engineer's own home, as his computer is entered; then three deployments with a command."""
    cluster, who = scene.known("kubernetes", Kubernetes), scene.people[14]
    acts = {1: (("namespaces", "", "default"), ("pods", "", "builds"), ("config", "builds-config", "builds"),
                ("pods", "", "partners"), ("secrets!", "", "builds")),
            3: (("pods", "", "builds"), ("log", "job-0117", "builds"), ("deploy", "builds-helper", "builds"),
                ("deploy", "quotes-app", "quotes"), ("pods", "", "quotes"), ("log", "job-0231", "builds"))}  # fmt: skip
    for day, steps in acts.items():
        ms = scene.at(day, 18) + rng.randrange(3 * HOUR)
        for step, name, namespace in steps:
            act, refused, _ = step.partition("!")
            records = cluster.person_does(
                rng, who, ms, act, name, namespace, address=who.home, agent=BY_HAND["kubernetes"], group="engineers",
                refused=bool(refused),
            )  # fmt: skip
            what = "stay: command in a deployment" if act == "deploy" else f"look: {act}"
            scene.hostile(what, records, success=not refused)
            if act == "deploy":
                scene.foothold("workload", f"kubernetes@main:deployment:{namespace}/{name}", ms)
            ms += 2 * MINUTE + rng.randrange(7 * MINUTE)
    scene.foothold("session", f"kubernetes@main:user:{who.login}@{cluster.domain}", scene.first, scene.at(5))


def _builds(scene: Scene, rng: Random, runner: Machine) -> None:
    """The account of builds, from a pod: what it may do, and commands in pods of two namespaces."""
    account = scene.intruder(rng, runner, address=_POD, agent=_RUNNER)
    ms = since = scene.at(5, 12) + rng.randrange(5 * HOUR)
    steps = [("rules", "", "look: rights"), ("pods", "partners:", "look: pods"), ("pods", "platform:", "look: pods"),
             ("nodes!1", "", "look: nodes"), ("exec", "platform:node-agent-7x2", "use: command"),
             ("exec", "partners:partners-app", "use: command"), ("config", "partners:partners-app", "look: settings"),
             ("exec", "partners:partners-app", "use: command")]  # fmt: skip
    account.series(ms, steps, 20 * SECOND, 6 * MINUTE)
    account.holds(since)


def _rows(scene: Scene, rng: Random) -> None:
    """The role that the pod had in its environment: looks, then the password, the factor and the account of some."""
    role = scene.intruder(rng, scene.held("postgresql", "partners_rw", 16), address=_BASE, agent="psql")
    ms = since = scene.at(6, 20) + rng.randrange(3 * HOUR)
    looks = [("tables", ""), ("columns", ""), ("count", "bookings.parties"), ("all", "invoices.parties")]
    role.series(ms, looks, 40 * SECOND, 5 * MINUTE)
    for day, count in ((8, 3), (9, 4)):
        ms = scene.at(day, 21) + rng.randrange(2 * HOUR)
        for _ in range(count):
            steps = (("read", "invoices.parties", "look: account"),
                     ("factor", "invoices.parties", "change: password and factor"),
                     ("balance", "invoices.amounts", "change: account for money"))  # fmt: skip
            ms = role.series(ms, steps, 30 * SECOND, 3 * MINUTE)
    role.holds(since)
