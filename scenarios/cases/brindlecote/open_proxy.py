"""A proxy of operations acts with its account for anybody who asks: secrets are read and a workload is left.

After clusters that stand open by a command for proxies (Aqua Security, August 2023): whoever asks the host acts with
the account of who started the proxy, secrets are listed and read, a workload with a name like the cluster's own is
made, and keys from the secrets are tried elsewhere.
"""

from scenarios.companies.brindlecote_places import AREAS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.kubernetes import Kubernetes

_AGENT, _OUT = "curl/7.88.1", "251.33.140.9"
_LEFT = "kube-system:kube-proxy-worker"


@intrusion("A proxy that acts for anybody reads secrets and leaves a workload")
def plan(scene: Scene) -> None:
    """A list by a scanner; two hours of secrets a night later; a workload; two keys tried; the workload made anew."""
    rng, cluster = scene.rng("intruder"), scene.known("kubernetes", Kubernetes)
    panel = scene.intruder(rng, scene.held("kubernetes", "ops/panel", 15), agent=_AGENT)
    ms = scene.at(3, 6) + rng.randrange(10 * HOUR)
    panel.series(ms, [("namespaces", ""), ("pods", "kube-system:")], 2 * SECOND, 5 * SECOND)
    ms = scene.at(4, 1) + rng.randrange(3 * HOUR)
    areas = rng.sample(AREAS, 9)
    steps = [("nodes", "", "look: nodes")]
    steps += [("secrets", f"{area}:", "take: secrets listed") for area in areas]
    steps += [("secret", f"{area}:{area}-app", "take: secret") for area in areas for _ in range(2)]
    ms = panel.series(ms, steps, 20 * SECOND, 4 * MINUTE)
    ms = panel.series(ms + 15 * MINUTE, [("daemons", _LEFT, "use: workload made"), ("pods", "kube-system:")], MINUTE,
                      3 * MINUTE)  # fmt: skip
    scene.foothold("workload", f"kubernetes@main:daemonset:{_LEFT}", ms, scene.at(9, 9))
    tried = scene.at(5, 4) + rng.randrange(6 * HOUR)
    for name, act in (("svc-bc-mailer", "buckets!1"), ("svc-bc-channel-tripgrid", "buckets!1")):
        key = scene.intruder(rng, scene.held("aws", name, 14), address=_OUT, agent="aws-cli/2.9.19 Python/3.11.2")
        key.series(tried, [("who", ""), (act, ""), ("mail-quota" if "mailer" in name else "users!1", "")], 5 * SECOND,
                   20 * SECOND)  # fmt: skip
        key.holds(tried)
        tried += 2 * MINUTE
    by = scene.people[3]
    for number, act in enumerate(("pods", "log", "drop-daemons")):
        looked = cluster.person_does(rng, by, scene.at(9, 9) - (12 - 5 * number) * MINUTE, act,
                                     "kube-proxy-worker", "kube-system", address=by.office)  # fmt: skip
        scene.ordinary(looked)
    ms = scene.at(10, 2) + rng.randrange(3 * HOUR)
    ms = panel.series(ms, [("pods", "kube-system:"), ("daemons", f"{_LEFT}-2", "use: workload made")], MINUTE,
                      2 * MINUTE)  # fmt: skip
    scene.foothold("workload", f"kubernetes@main:daemonset:{_LEFT}-2", ms)
    panel.holds()
