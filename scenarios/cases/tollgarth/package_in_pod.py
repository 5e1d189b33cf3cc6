"""A package in a pod reads the secrets of all namespaces with the pod's account, and puts a pod onto each node.

After LiteLLM 1.82.7 and 1.82.8 (March 2026): what starts with every program of the language, an account that may do
more than its program needs, and privileged pods in the namespace of the cluster itself.
"""

from random import Random

from scenarios.companies.tollgarth_places import AREAS
from scenarios.kit import HOUR, MINUTE, SECOND, Actor, Scene, code, intrusion

_AGENT = "Python-urllib/3.14"


@intrusion("A package in a pod takes all secrets and puts pods onto the nodes")
def plan(scene: Scene) -> None:
    """From the pod's own address; thirteen minutes later once more, when the next version is there; then no more."""
    rng = scene.rng("intruder")
    account = scene.intruder(rng, scene.named("kubernetes", "assistant/answers"), agent=_AGENT)
    since = ms = scene.at(2, 10) + rng.randrange(6 * HOUR)
    ms = account.series(ms, [("namespaces", ""), ("rules", "")], SECOND, 3 * SECOND)
    for area in (*AREAS, "platform", "builds", "kube-system"):
        ms += 200 + rng.randrange(SECOND)
        account.act(ms, "secrets!1" if area == "builds" else "secrets", f"{area}:", "take: secrets")
    account.act(ms + SECOND, "nodes", "", "look: nodes")
    for start in (ms + 2 * SECOND, ms + 13 * MINUTE):
        _pods(rng, account, start)
    account.holds(since)
    scene.foothold("workload", "kubernetes@main:pod:kube-system/node-setup", ms + 2 * SECOND)


def _pods(rng: Random, account: Actor, ms: int) -> None:
    """One pod for each of nine nodes."""
    for number in range(9):
        ms += 300 + rng.randrange(SECOND)
        account.act(
            ms, "pod", f"kube-system:node-setup-ip-10-4{number % 3}-{code(rng, 5).lower()}", "stay: pod on a node"
        )
