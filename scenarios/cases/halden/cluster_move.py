"""A surge: everything in the cluster moves to a new one of another version; accounts are made anew, clients renamed."""

from dataclasses import replace

from keyroll.replay.streams import uuid
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.halden import TEAMS
from scenarios.machine import FOREVER, Machine
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.kubernetes import Kubernetes

#: Where its pods are, and the addresses by which they leave it.
_PODS, _EXIT = "10.71.9", "198.18.72"
_NEW = {"kube-operator": "operator-runtime/0.21.0 (linux/amd64) kubernetes/1.34", "argocd-controller": "argo-cd/v3.1.4"}


def plan(scene: Scene) -> None:
    """What restores reads and writes every namespace in an afternoon; then team by team for two days, refused first."""
    rng, cluster, by = scene.rng("move"), scene.known("kubernetes", Kubernetes), scene.people[2]
    begins = scene.start + 3 * DAY + 13 * HOUR
    mover = Machine("kubernetes", "velero/server", uuid(rng), f"{_PODS}.3", "velero-server/v1.16.2", FOREVER, 1, [], (),
                    begins, begins + 6 * DAY)  # fmt: skip
    scene.machines.append(mover)
    scene.ordinary(cluster.person_does(rng, by, begins, "bind", mover.name, "velero"))
    ms = begins + 20 * MINUTE
    for act in ("namespaces", "nodes"):
        scene.ordinary(cluster.work(rng, mover, ms, act, ""))
        ms += SECOND
    for act in ("secrets", "pods", "config", "rolebind"):
        for team in TEAMS:
            thing = {"config": f"{team}-app", "rolebind": f"system:serviceaccount:{team}:default"}.get(act, "")
            scene.ordinary(cluster.work(rng, mover, ms, act, thing, namespace=team))
            ms += 2 * SECOND + rng.randrange(20 * SECOND)
    for number, old in enumerate([one for one in scene.of("kubernetes") if one is not mover]):
        made = begins + DAY + number * 5 * HOUR + rng.randrange(2 * HOUR)
        new = replace(old, key=uuid(rng), address=f"{_PODS}.{10 + number}", created=made,
                      agent=_NEW[old.agent.partition("/")[0]], phase=rng.randrange(HOUR))  # fmt: skip
        old.ended = made
        scene.machines.append(new)
        for _ in range(number % 4):
            made += 40 * SECOND + rng.randrange(2 * MINUTE)
            scene.ordinary(cluster.work(rng, new, made, new.acts[1], new.things[0], refused="1"))
    for number, one in enumerate([*scene.of("openbao"), *scene.of("gcp")[:4]]):
        since = begins + DAY + number * 4 * HOUR
        one.moves.append((since, f"{_EXIT}.{4 + number % 3}"))
        one.upgrades.append((since, "Go-http-client/2.0"))


SCENARIO = Scenario("The cluster moves to another version, with other clients", plan, surge=True)
