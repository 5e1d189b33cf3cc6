"""A surge: the makers' new clients, with other names, are rolled out over all machines within two days."""

from keyroll.replay.times import DAY, HOUR
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_NEW = {
    "Boto3": "aws-sdk-python/2.0.0 os/linux", "1Password CLI": "op-agent/3.0.0", "git": "git-next/3.0.0",
    "python-requests": "httpx/1.0.0", "okta-sdk-python": "okta-python/3.0.0", "okhttp": "okhttp5/5.0.0",
    "Apache-HttpClient": "apache-hc/6.0",
}  # fmt: skip


def plan(scene: Scene) -> None:
    """Each machine goes on as before with its new client."""
    rng = scene.rng("clients")
    for number, one in enumerate(scene.machines):
        new = _NEW.get(one.agent.partition("/")[0])
        if new is None or one.vendor:
            continue
        since = scene.start + (1 + number % 2) * DAY + 7 * HOUR + rng.randrange(9 * HOUR)
        one.upgrades.append((since, new))


SCENARIO = Scenario(
    "New clients with other names are rolled out over all machines", plan, surge=True, company=BRACKWATER
)
