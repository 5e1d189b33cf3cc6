"""A surge: the makers' new clients, with other names, are rolled out over all machines within two days."""

from scenarios.kit import HOUR, Scene, surge

_NEW = {
    "Boto3": "aws-sdk-python/2.0.0 os/linux", "1Password CLI": "op-agent/3.0.0", "git": "git-next/3.0.0",
    "python-requests": "httpx/1.0.0", "okta-sdk-python": "okta-python/3.0.0", "okhttp": "okhttp5/5.0.0",
    "Apache-HttpClient": "apache-hc/6.0",
}  # fmt: skip


@surge("New clients with other names are rolled out over all machines")
def plan(scene: Scene) -> None:
    """Each machine goes on as before with its new client."""
    rng = scene.rng("clients")
    for number, machine in enumerate(scene.machines):
        new = _NEW.get(machine.agent.partition("/")[0])
        if new and not machine.vendor:
            machine.upgrades.append((scene.at(1 + number % 2, 7) + rng.randrange(9 * HOUR), new))
