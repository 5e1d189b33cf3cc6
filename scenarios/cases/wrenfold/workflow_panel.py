"""The panel of flows is open to the net for some days: flows are submitted that only compute, in pods of the cluster.

After Argo Workflows (Intezer, July 2021): the panel asks for no password, its account makes what is submitted, and the
pods mine.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, code, intrusion


@intrusion("The panel of flows, open to the net, starts pods that mine")
def plan(scene: Scene) -> None:
    """A look and one flow; a night later twelve flows; four more on two days after some were deleted."""
    rng = scene.rng("intruder")
    panel = scene.intruder(rng, scene.held("kubernetes", "flows/server", 16))
    makes = scene.intruder(rng, scene.held("kubernetes", "flows/controller", 16))
    ms = scene.at(2, 22) + rng.randrange(2 * HOUR)
    ms = panel.series(
        ms, (("flows", ""), ("flows", "default:"), ("log", "flows:reprice-0001")), 20 * SECOND, 2 * MINUTE
    )
    for day, count in ((2, 1), (4, 12), (9, 2), (11, 2)):
        ms = max(ms, scene.at(day, 23) + rng.randrange(4 * HOUR))
        for _ in range(count):
            name = f"default:wf-{code(rng, 5).lower()}"
            panel.act(ms, "flow", name, "use: flow submitted")
            for pod in range(1 + rng.randrange(3)):
                makes.act(ms + (2 + pod) * SECOND, "pod", f"{name}-{pod}", "use: pod that computes")
            scene.foothold("workload", f"kubernetes@main:pod:{name}", ms)
            ms += 30 * SECOND + rng.randrange(8 * MINUTE)
    cleared = scene.at(8, 9) + rng.randrange(4 * HOUR)
    admin = scene.user(rng, scene.named("kubernetes", "flows/controller"))
    admin.series(cleared, [("pods", "default:")] + [("drop-pod", f"default:wf-{code(rng, 5).lower()}")] * 6, 5 * SECOND,
                 40 * SECOND)  # fmt: skip
    panel.holds()
