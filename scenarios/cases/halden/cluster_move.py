"""A surge: everything in the cluster moves to a new one of another version; accounts are made anew, clients renamed."""

from dataclasses import replace

from scenarios.companies.halden import TEAMS
from scenarios.kit import DAY, FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, surge, uuid
from scenarios.systems.kubernetes import Kubernetes

#: Where its pods are, and the addresses by which they leave it.
_PODS, _EXIT = "10.71.9", "198.18.72"
_NEW = {"kube-operator": "operator-runtime/0.21.0 (linux/amd64) kubernetes/1.34", "argocd-controller": "argo-cd/v3.1.4"}


@surge("The cluster moves to another version, with other clients")
def plan(scene: Scene) -> None:
    """What restores reads and writes every namespace in an afternoon; then team by team for two days, refused first."""
    rng, cluster, begins = scene.rng("move"), scene.known("kubernetes", Kubernetes), scene.at(3, 13)
    machine = Machine("kubernetes", "velero/server", uuid(rng), f"{_PODS}.3", "velero-server/v1.16.2", FOREVER, 1, [],
                      (), begins, begins + 6 * DAY)  # fmt: skip
    scene.adds(machine)
    scene.ordinary(cluster.person_does(rng, scene.people[2], begins, "bind", machine.name, "velero"))
    mover = scene.user(rng, machine)
    ms = mover.series(begins + 20 * MINUTE, (("namespaces", ""), ("nodes", "")), SECOND)
    for act in ("secrets", "pods", "config", "rolebind"):
        for team in TEAMS:
            thing = {"config": f"{team}-app", "rolebind": f"system:serviceaccount:{team}:default"}.get(act, "")
            ms = mover.series(ms, [(act, thing)], 2 * SECOND, 20 * SECOND, namespace=team)
    for number, old in enumerate([known for known in scene.of("kubernetes") if known is not machine]):
        made = begins + DAY + number * 5 * HOUR + rng.randrange(2 * HOUR)
        new = replace(old, key=uuid(rng), address=f"{_PODS}.{10 + number}", created=made,
                      agent=_NEW[old.agent.partition("/")[0]], phase=rng.randrange(HOUR))  # fmt: skip
        old.ended = made
        scene.adds(new)
        refusals = [(f"{new.acts[1]}!1", new.things[0])] * (number % 4)
        scene.user(rng, new).series(made, refusals, 40 * SECOND, 2 * MINUTE, waits_first=True)
    for number, user in enumerate([*scene.of("openbao"), *scene.of("gcp")[:4]]):
        since = begins + DAY + number * 4 * HOUR
        user.moves.append((since, f"{_EXIT}.{4 + number % 3}"))
        if user.system == "openbao":
            user.upgrades.append((since, "Go-http-client/2.0"))
