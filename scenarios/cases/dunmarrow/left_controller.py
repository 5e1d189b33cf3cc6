"""Requests without a credential that the cluster allows make a role, an account and workers; the account comes back.

After RBAC Buster (2023): a cluster that anonymous requests may administer, names that look like the cluster's own, and
keys of the cloud that lay in the cluster.
"""

from scenarios.companies.dunmarrow import AREAS
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, intrusion, uuid
from scenarios.systems.kubernetes import Kubernetes

_SCAN, _BACK = "252.60.44.9", ("252.60.44.131", "246.8.90.12")
_WITH, _CURL = "kubectl/v1.26.0 (linux/amd64) kubernetes/b46a3f8", "curl/7.88.1"


@intrusion("Anonymous requests leave a controller behind, whose account comes back")
def plan(scene: Scene) -> None:
    """A quarter of an hour for the controller; keys from a map of settings; the account again on three nights."""
    rng, cluster = scene.rng("intruder"), scene.known("kubernetes", Kubernetes)
    ms = scene.at(2, 3) + rng.randrange(4 * HOUR)
    steps = [("secrets", "kube-system:", "look: secrets listed"), ("namespaces", "", "look: namespaces"),
             *(("config", f"{area}:{area}-app", "take: settings read") for area in AREAS[:5]),
             ("role", "kube-controller", "stay: role made"), ("account", "kube-system:kube-controller",
                                                              "stay: account made"),
             ("bind", "kube-system/kube-controller", "stay: role given"),
             ("daemons", "kube-system:kube-controller", "use: workers made")]  # fmt: skip
    for act, thing, what in steps:
        scene.hostile(what, cluster.anonymous(rng, ms, act, thing, _SCAN, _CURL, refused=False))
        ms += 3 * SECOND + rng.randrange(90 * SECOND)
    made = Machine("kubernetes", "kube-system/kube-controller", uuid(rng), _BACK[0], _WITH, FOREVER, 1, [], (),
                   created=ms)  # fmt: skip
    scene.adds(made)
    for name in ("role", "daemonset"):
        scene.foothold(name, f"kubernetes@main:{name}:kube-controller", ms)
    key = scene.intruder(rng, scene.held("aws", "svc-dm-depot-2", 14), address=_SCAN, agent="aws-cli/1.27.90")
    tried = ms + 2 * HOUR
    key.series(tried, (("who", ""), ("buckets!1", ""), ("users!1", ""), ("instances!1", "")), 4 * SECOND, MINUTE)
    back = scene.intruder(rng, made)
    for number, day in enumerate((5, 9, 14)):
        ms = scene.at(day, 1) + rng.randrange(4 * HOUR)
        looks = [("secrets", f"{area}:", "take: secrets listed") for area in AREAS[number * 3 : number * 3 + 3]]
        back.series(ms, [("nodes", "", "look: nodes"), ("pods", "kube-system:", "look: pods"), *looks], SECOND,
                    40 * SECOND, address=_BACK[number % 2])  # fmt: skip
    back.holds(made.created)
    key.holds(tried)
