"""A service account's token is used from outside the cluster: refused for two days, then it makes another token."""

from scenarios.companies.halden import CLUSTER, TEAMS
from scenarios.kit import HOUR, SECOND, Machine, Scene, intrusion, uuid

_ORIGIN = {"address": "203.0.113.62", "agent": "kubectl/v1.30.4 (linux/amd64) kubernetes/a51b3b7"}


@intrusion("A cluster's token is used from outside and makes another one")
def plan(scene: Scene) -> None:
    """Two nights of refusals, the account's own secrets, a token for a runner's account, which is then used."""
    rng = scene.rng("intruder")
    account = rng.choice(scene.of("kubernetes"))
    namespace = account.name.partition("/")[0]
    runner = Machine("kubernetes", f"{namespace}/runner", uuid(rng), f"{CLUSTER}.77", "runner/17.9.0", 6 * HOUR, 2,
                     [f"{namespace}-app"], ("pods", "config"), phase=2 * HOUR)  # fmt: skip
    scene.adds(runner)
    first, second = (scene.intruder(rng, key, namespace=namespace, **_ORIGIN) for key in (account, runner))
    others = [team for team in TEAMS if team != namespace]
    rng.shuffle(others)
    for night in (1, 2):
        ms = scene.at(night, 1) + rng.randrange(3 * HOUR)
        for team in (others.pop(), others.pop(), others.pop()):
            first.act(ms, "secrets!1", "", f"look: secrets of {team}", namespace=team)
            ms += 5 * SECOND + rng.randrange(40 * SECOND)
    ms = scene.at(4, 2) + rng.randrange(2 * HOUR)
    first.act(ms, "secrets", "", "look: own secrets")
    first.act(ms + 90 * SECOND, "token", "runner", "stay: token made for the runner")
    second.holds(ms + 90 * SECOND)
    for night in (5, 6, 8, 11):
        ms = scene.at(night, 1) + rng.randrange(3 * HOUR)
        name = ("tls", "registry", "db", "mail")[night % 4]
        second.act(ms, "secret", f"{namespace}-{name}", "take: secret read")
        second.act(ms + 50 * SECOND, "exec", f"{namespace}-app-0", "take: pod entered")
    first.holds()
