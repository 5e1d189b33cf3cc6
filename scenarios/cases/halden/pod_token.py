"""A pod is broken into, and its service account's token is used from inside the cluster."""

from keyroll.replay.times import DAY, HOUR, SECOND
from scenarios.companies.halden import CLUSTER, TEAMS
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_WITH = "curl/8.5.0"


def plan(scene: Scene) -> None:
    """It asks what it may, is refused in other namespaces, reads its own secrets, and binds an account to a role."""
    rng = scene.rng("intruder")
    own, cluster = scene.of("kubernetes"), scene.systems["kubernetes"]
    one, other = rng.sample(own, 2)
    namespace = one.name.partition("/")[0]
    address = f"{CLUSTER}.{10 + rng.randrange(200)}"

    def do(ms: int, what: str, act: str, thing: str = "", where: str = "", refused: str = "") -> None:
        told = {"address": address, "agent": _WITH, "namespace": where or namespace, "refused": refused}
        scene.hostile(what, cluster.work(rng, one, ms, act, thing, **told), success=not refused)

    ms = scene.start + 2 * DAY + 3 * HOUR + rng.randrange(12 * HOUR)
    do(ms, "look: what may I", "rules")
    for team in rng.sample([one for one in TEAMS if one != namespace], 4):
        ms += 4 * SECOND + rng.randrange(30 * SECOND)
        do(ms, f"look: secrets of {team}", "secrets", where=team, refused="1")
    ms += HOUR
    do(ms, "look: own secrets", "secrets")
    for name in ("tls", "registry", "db-admin"):
        ms += 15 * SECOND + rng.randrange(60 * SECOND)
        do(ms, f"take: {name} read", "secret", f"{namespace}-{name}")
    ms += DAY + rng.randrange(6 * HOUR)
    do(ms, f"stay: {other.name} bound to a role", "bind", other.name)
    scene.foothold("credential", cluster.identifier(one), scene.first)
    scene.foothold("grant", f"cluster-admin:{cluster.identifier(other)}", ms)


SCENARIO = Scenario("A pod's token reads secrets and binds another account", plan)
