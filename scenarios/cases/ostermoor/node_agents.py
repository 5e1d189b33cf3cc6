"""The agent of a node is reached, and through it pods, the tokens in them, and the role of the node's instance.

After Hildegard (2021): an agent that lets anybody run commands, the same done in pod after pod, what a service
account's token may do tried at once, credentials of the cloud from the instance, and pods that mine.
"""

from random import Random

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_NODE = "10.62.41.9"
_TOOL = "kubectl/v1.20.2 (linux/amd64) kubernetes/faecb19"
_PODS = ("models", "maps", "energy", "training", "permits")


@intrusion("A node's agent leads to pods, to their tokens and to pods that mine")
def plan(scene: Scene) -> None:
    """Commands in pods in one night; three tokens tried in it; mining from the second night on, once more later."""
    rng = scene.rng("intruder")
    agent = scene.intruder(rng, scene.named("kubernetes", "platform/node-agent"), address=_NODE, agent=_TOOL)
    ms = scene.at(3, 21) + rng.randrange(4 * HOUR)
    ms = agent.series(ms, [("rules", ""), ("nodes", ""), ("pods", "models:"), ("secrets!1", "kube-system:")],
                      2 * SECOND, 20 * SECOND)  # fmt: skip
    for name in _PODS:
        act = "exec!1" if name in ("permits", "training") else "exec"
        agent.act(ms, act, f"{name}:{name}-app", "use: command in a pod")
        ms += 3 * SECOND + rng.randrange(20 * SECOND)
    agent.holds()
    for name in _PODS[:3]:
        ms = _token(scene, rng, name, ms + 20 * SECOND + rng.randrange(3 * MINUTE))
    _instance(scene, rng, ms + 5 * MINUTE)
    for day, count in ((4, 4), (9, 2)):
        ms = scene.at(day, 2) + rng.randrange(3 * HOUR)
        pods = scene.intruder(rng, scene.named("kubernetes", "models/app"), address=_NODE, agent=_TOOL)
        for number in range(count):
            name = f"ziggy-{day}{number}"
            pods.act(ms, "pod", f"models:{name}", "use: pod started")
            scene.foothold("workload", f"kubernetes@main:pod:models/{name}", ms)
            ms += 4 * SECOND + rng.randrange(MINUTE)
        pods.act(ms, "daemons!1", "kube-system:ziggy", "use: pods on all nodes tried")


def _token(scene: Scene, rng: Random, name: str, ms: int) -> int:
    """What one pod's service account may do: its own secrets, not those of others; models may start pods."""
    user = scene.intruder(rng, scene.named("kubernetes", f"{name}/app"), address=f"10.62.{40 + len(name)}.17",
                          agent=_TOOL)  # fmt: skip
    since = ms
    steps = [("rules", ""), ("secrets!1", "kube-system:"), ("namespaces!1", ""),
             ("secrets" if name == "models" else "secrets!1", f"{name}:"), ("nodes!1", "")]  # fmt: skip
    ms = user.series(ms, steps, SECOND, 6 * SECOND)
    if name == "models":
        user.act(ms, "secret", "models:registry", "take: secret read")
    user.holds(since)
    return ms


def _instance(scene: Scene, rng: Random, ms: int) -> None:
    """The role of the node's instance, which no list has, asks who it is and lists what it may."""
    role = scene.intruder(rng, scene.named("aws", "om-energy-node"), address=_NODE, session="i-0b7d20e4416fa98c2",
                          agent="aws-cli/1.18.147 Python/2.7.18 Linux/5.10.0 botocore/1.18.6")  # fmt: skip
    steps = [("who", ""), ("buckets!1", ""), ("objects", "om-drives-archive"), ("users!1", ""), ("instances!1", "")]
    role.series(ms, steps, SECOND, 20 * SECOND)
    scene.foothold("role", role.system.identifier(role.machine), ms)
