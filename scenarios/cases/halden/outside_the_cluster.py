"""A service account's token is used from outside the cluster: refused for two days, then it makes another token."""

from keyroll.replay.streams import uuid
from keyroll.replay.times import DAY, HOUR, SECOND
from scenarios.companies.halden import CLUSTER, TEAMS
from scenarios.machine import Machine
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_FROM, _WITH = "203.0.113.62", "kubectl/v1.30.4 (linux/amd64) kubernetes/a51b3b7"


def plan(scene: Scene) -> None:
    """Two nights of refusals, the account's own secrets, a token for a runner's account, which is then used."""
    rng = scene.rng("intruder")
    cluster, one = scene.systems["kubernetes"], rng.choice(scene.of("kubernetes"))
    namespace = one.name.partition("/")[0]
    runner = Machine("kubernetes", f"{namespace}/runner", uuid(rng), f"{CLUSTER}.77", "runner/17.9.0", 6 * HOUR, 2,
                     [f"{namespace}-app"], ("pods", "config"), phase=2 * HOUR)  # fmt: skip
    scene.machines.append(runner)

    def do(ms: int, who: Machine, what: str, act: str, thing: str = "", where: str = "", refused: str = "") -> None:
        told = {"address": _FROM, "agent": _WITH, "namespace": where or namespace, "refused": refused}
        scene.hostile(what, cluster.work(rng, who, ms, act, thing, **told), success=not refused)

    others = [team for team in TEAMS if team != namespace]
    rng.shuffle(others)
    for night in (1, 2):
        ms = scene.start + night * DAY + HOUR + rng.randrange(3 * HOUR)
        for team in (others.pop(), others.pop(), others.pop()):
            do(ms, one, f"look: secrets of {team}", "secrets", where=team, refused="1")
            ms += 5 * SECOND + rng.randrange(40 * SECOND)
    ms = scene.start + 4 * DAY + 2 * HOUR + rng.randrange(2 * HOUR)
    do(ms, one, "look: own secrets", "secrets")
    do(ms + 90 * SECOND, one, "stay: token made for the runner", "token", "runner")
    scene.foothold("credential", cluster.identifier(runner), ms + 90 * SECOND)
    for night in (5, 6, 8, 11):
        ms = scene.start + night * DAY + HOUR + rng.randrange(3 * HOUR)
        do(ms, runner, "take: secret read", "secret", f"{namespace}-{('tls', 'registry', 'db', 'mail')[night % 4]}")
        do(ms + 50 * SECOND, runner, "take: pod entered", "exec", f"{namespace}-app-0")
    scene.foothold("credential", cluster.identifier(one), scene.first)


SCENARIO = Scenario("A cluster's token is used from outside and makes another one", plan)
