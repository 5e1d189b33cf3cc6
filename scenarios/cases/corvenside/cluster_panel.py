"""The cluster's panel is open: its account reads secrets and starts pods; a key that a secret has is used on storage.

After Tesla (2018, told by RedLock): a console without a password, pods that compute at low load behind a proxy, and
keys of the cloud in one namespace. All that the panel is asked looks as if the panel did it.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM = "250.11.93.62"
_WITH = "aws-cli/2.9.1 Python/3.9.11 Linux/5.15.0-56-generic exe/x86_64.ubuntu.22 prompt/off"


@intrusion("An open panel of the cluster reads secrets and starts pods")
def plan(scene: Scene) -> None:
    """Lists on a night, secrets and two pods on the next; the key on two days of the week after; pods once more."""
    rng = scene.rng("intruder")
    panel = scene.intruder(rng, scene.named("kubernetes", "panel/dashboard"))
    ms = scene.at(2, 2) + rng.randrange(4 * HOUR)
    looks = [("namespaces", ""), ("nodes", ""), ("pods", "terminals:"), ("secrets", "terminals:"),
             ("secrets!1", "kube-system:"), ("secrets!1", "pins:")]  # fmt: skip
    panel.series(ms, looks, 9 * SECOND, 2 * MINUTE)
    ms = scene.at(3, 3) + rng.randrange(3 * HOUR)
    steps = [("secret", f"terminals:{name}", "take: secret read") for name in ("telemetry-aws", "registry", "mqtt")]
    ms = panel.series(ms, steps, 20 * SECOND, 2 * MINUTE)
    for number in range(2):
        name = f"metrics-proxy-{number}"
        panel.act(ms, "pod", f"terminals:{name}", "use: pod started")
        scene.foothold("workload", f"kubernetes@main:pod:terminals/{name}", ms)
        ms += 4 * MINUTE
    panel.holds()
    key = scene.intruder(rng, scene.held("aws", "svc-cs-telemetry", 15), address=_FROM, agent=_WITH)
    since = 0
    for day, count in ((7, 6), (9, 34)):
        ms = scene.at(day, 1) + rng.randrange(5 * HOUR)
        since = since or ms
        reads: list[tuple[str, ...]] = [("buckets!1", ""), ("objects", "cs-terminals-archive"),
                 *(("object", f"cs-terminals-archive|{number:03d}", "take: object read")
                   for number in rng.sample(range(90), count))]  # fmt: skip
        key.series(ms, reads, 3 * SECOND, 40 * SECOND)
    key.holds(since)
    ms = scene.at(11, 4) + rng.randrange(HOUR)
    panel.series(ms, [("pods", "terminals:"), ("pod", "terminals:metrics-proxy-2", "use: pod started")], 3 * MINUTE)
