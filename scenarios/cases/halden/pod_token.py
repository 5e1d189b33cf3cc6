"""A pod is broken into, and its service account's token is used from inside the cluster."""

from scenarios.companies.halden import CLUSTER, TEAMS
from scenarios.kit import DAY, HOUR, SECOND, Scene, intrusion


@intrusion("A pod's token reads secrets and binds another account")
def plan(scene: Scene) -> None:
    """It asks what it may, is refused in other namespaces, reads its own secrets, and binds an account to a role."""
    rng = scene.rng("intruder")
    account, other = rng.sample(scene.of("kubernetes"), 2)
    namespace = account.name.partition("/")[0]
    address = f"{CLUSTER}.{10 + rng.randrange(200)}"
    intruder = scene.intruder(rng, account, address=address, agent="curl/8.5.0", namespace=namespace)
    ms = scene.at(2, 3) + rng.randrange(12 * HOUR)
    intruder.act(ms, "rules", "", "look: what may I")
    for team in rng.sample([team for team in TEAMS if team != namespace], 4):
        ms += 4 * SECOND + rng.randrange(30 * SECOND)
        intruder.act(ms, "secrets!1", "", f"look: secrets of {team}", namespace=team)
    ms += HOUR
    intruder.act(ms, "secrets", "", "look: own secrets")
    reads = [("secret", f"{namespace}-{name}", f"take: {name} read") for name in ("tls", "registry", "db-admin")]
    ms = intruder.series(ms, reads, 15 * SECOND, 60 * SECOND, waits_first=True)
    ms += DAY + rng.randrange(6 * HOUR)
    intruder.act(ms, "bind", other.name, "stay: {thing} bound to a role")
    intruder.holds()
    scene.foothold("grant", f"cluster-admin:{scene.systems['kubernetes'].identifier(other)}", ms)
