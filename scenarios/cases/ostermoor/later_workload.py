"""A developer's session puts workloads into the cluster that start days after the session has been ended.

After JumpCloud (2023): a developer who was written to, workloads set to run later, a session that was ended within
hours while the workloads stayed, and commands put in for a handful of customers.
"""

from random import Random

from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, intrusion
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.okta import Okta

_FROM, _POD = "253.44.190.8", "10.61.73.190"
_KUBECTL = "kubectl/v1.33.0 (linux/amd64) kubernetes/60a317e"
_WANTED = ("alarms", "portal", "sites")


@intrusion("Workloads of a developer's session start days after it has been ended")
def plan(scene: Scene) -> None:
    """An evening in the cluster; ended in the night; four days of nothing; secrets, then commands on five days."""
    rng, cluster, who = scene.rng("intruder"), scene.known("kubernetes", Kubernetes), scene.people[29]
    ms = begins = scene.at(1, 19) + rng.randrange(2 * HOUR)
    okta = scene.known("okta", Okta)
    for act, thing in (("session", ""), ("enter", "Console")):
        records = okta.person_does(rng, who, ms, act, thing, address=_FROM, agent=who.agent, country="pt")
        scene.hostile("look: session", records)
        ms += 40 * SECOND
    ms = _in_the_cluster(scene, rng, cluster, who, ms + 3 * MINUTE)
    ended = begins + 7 * HOUR + rng.randrange(HOUR)
    for act in ("clear", "password", "factors"):
        scene.ordinary(okta.person_does(rng, scene.people[0], ended, act, whom=who))
    scene.foothold("session", f"okta@main:user:{who.id}", begins, ended)
    checks = scene.intruder(rng, scene.named("kubernetes", "alarms/checks"), address=_POD, agent=_KUBECTL)
    since = ms = scene.at(5, 15) + rng.randrange(MINUTE)
    steps = [("rules", ""), ("secrets", "alarms:"), ("secret", "alarms:gateway-db", "take: secret read"),
             ("secret!1", "platform:vault"), ("secrets!1", "portal:")]  # fmt: skip
    checks.series(ms, steps, 4 * SECOND, 20 * SECOND)
    checks.holds(since)
    _commands(scene, rng)


def _in_the_cluster(scene: Scene, rng: Random, cluster: Kubernetes, who: Person, ms: int) -> int:
    """What a developer may see is looked at; of four workloads that run later three are allowed."""
    steps = [("pods", "alarms-app", "alarms"), ("config", "alarms-app", "alarms"), ("pods", "portal-app", "portal"),
             ("secrets!", "", "platform"), ("config", "sites-app", "sites"),
             *(("cron", f"{name}-rotate-logs", name) for name in _WANTED),
             ("cron!", "rotate-logs", "platform")]  # fmt: skip
    for step, name, namespace in steps:
        act, refused = step.rstrip("!"), step.endswith("!")
        records = cluster.person_does(rng, who, ms, act, name, namespace, address=_FROM, agent=_KUBECTL,
                                      group="engineers", refused=refused)  # fmt: skip
        scene.hostile("stay: workload set to run later" if act == "cron" else f"look: {act}", records,
                      success=not refused)  # fmt: skip
        ms += 20 * SECOND + rng.randrange(5 * MINUTE)
        if act == "cron" and not refused:
            scene.foothold("workload", f"kubernetes@main:cronjob:{namespace}/{name}", ms)
    return ms


def _commands(scene: Scene, rng: Random) -> None:
    """Which customers there are is asked once; then some commands a day, through the role that gives commands."""
    role = scene.intruder(rng, scene.named("postgresql", "fleet_commands"), address=_POD)
    since = ms = scene.at(6, 2) + rng.randrange(3 * HOUR)
    looks = [("tables", ""), ("columns", ""), ("all", "sites.contacts", "take: list of customers")]
    role.series(ms, looks, MINUTE, 6 * MINUTE)
    for day in (7, 8, 9, 12, 13):
        ms = scene.at(day, 3) + rng.randrange(5 * HOUR)
        steps = [("read", "lifts.events", "look: events")]
        steps += [("write", "lifts.events", "change: command put in")] * (1 + rng.randrange(2))
        role.series(ms, steps, MINUTE, 20 * MINUTE)
    role.holds(since)
