"""What runs in a container gets out to its node, whose own certificate makes workloads on a later day.

After Siloscape (Unit 42, June 2021): containers of one kind of node, a way out of them, the node's credential asks what
it may do, and a way back that waits for orders.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, code, intrusion

_AGENT = "kubectl.exe/v1.22.4 (windows/amd64) kubernetes/b695d79"


@intrusion("A node's own credential makes workloads")
def plan(scene: Scene) -> None:
    """Five questions within a minute; a look on the fourth day after; two workloads on the sixth, a third one later."""
    rng = scene.rng("intruder")
    held = scene.held("kubernetes", "nodes/print-2", 16)
    node = scene.intruder(rng, held, agent=_AGENT)
    ms = scene.at(2, 4) + rng.randrange(12 * HOUR)
    node.series(ms, (("may", "labels:"), ("may", "default:"), ("may!1", "kube-system:"), ("nodes", ""),
                     ("pods", "labels:")), 2 * SECOND, 9 * SECOND)  # fmt: skip
    ms = scene.at(6, 13) + rng.randrange(5 * HOUR)
    node.series(ms, (("pods", "labels:"), ("namespaces!1", "")), 20 * SECOND, MINUTE)
    for day, count in ((8, 2), (11, 1)):
        ms = scene.at(day, 1) + rng.randrange(4 * HOUR)
        for _ in range(count):
            name = f"labels:spool-{code(rng, 5).lower()}"
            ms = node.series(ms, (("workload", name, "use: workload made"), ("pods", "labels:")), 30 * SECOND,
                             3 * MINUTE)  # fmt: skip
            scene.foothold("workload", f"kubernetes@main:deployment:{name}", ms)
    node.holds()
