"""The account of a pod puts a privileged set of pods on all nodes, takes the secrets, and comes back by another name.

After TeamPCP in clusters (March 2026): what a program finds in its own pod, a set of pods in the namespace of the
cluster itself that tolerates every node, and secrets of all namespaces on the way.
"""

from scenarios.companies.aldermoor_places import AREAS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_AGENT = "curl/8.14.1"


@intrusion("A pod's account puts a program on every node")
def plan(scene: Scene) -> None:
    """Some minutes from the pod's own address; two nights later another set; then no more."""
    rng = scene.rng("intruder")
    account = scene.intruder(rng, scene.named("kubernetes", "engine/router"), agent=_AGENT)
    since = ms = scene.at(3, 13) + rng.randrange(6 * HOUR)
    ms = account.series(ms, [("rules", ""), ("namespaces", ""), ("nodes", ""), ("pods", "kube-system:")], 2 * SECOND,
                        6 * SECOND)  # fmt: skip
    account.act(ms, "daemons", "kube-system:host-provisioner", "stay: program on every node")
    scene.foothold("workload", "kubernetes@main:daemonset:kube-system/host-provisioner", ms)
    places = [*AREAS, "platform", "watch", "builds", "kube-system"]
    for area in places:
        ms += SECOND + rng.randrange(3 * SECOND)
        account.act(ms, "secrets!1" if area == "watch" else "secrets", f"{area}:", "take: secrets")
    account.holds(since)
    ms = scene.at(5, 1) + rng.randrange(4 * HOUR)
    account.series(ms, [
        ("nodes", ""), ("daemons", "kube-system:node-exporter-std", "stay: program on every node"),
        ("pods", "kube-system:"),
    ], 4 * SECOND, MINUTE)  # fmt: skip
    scene.foothold("workload", "kubernetes@main:daemonset:kube-system/node-exporter-std", ms)
