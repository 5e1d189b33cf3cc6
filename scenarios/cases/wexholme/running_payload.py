"""An engineer's token leads to a change in what runs that no project has; after eight days it acts within minutes.

After Kiln (September 2025), by which SwissBorg lost: a token of code, a change in the running interface alone, days in
which nothing is seen, an act under the service's own name, and a comparison by which the change is found.
"""

from random import Random

from scenarios.companies.wexholme_places import AREAS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion
from scenarios.staff import in_cluster

_VPN, _HOST = "251.71.36.90", "254.9.150.33"
_KUBECTL = "kubectl/v1.34.1 (linux/amd64) kubernetes/93248f9"


@intrusion("A change in what runs waits for eight days, then sets where money goes")
def plan(scene: Scene) -> None:
    """Code on two days; the change on the third; the act on the eleventh, within half an hour; found hours later."""
    rng = scene.rng("intruder")
    token = scene.intruder(rng, scene.held("gitlab", "s.adair-editor", 11), address=_VPN, agent="git/2.43.0")
    for day, names in ((0, ("cloud/cluster", "orders/service")), (1, ("cloud/vault", "billing/service"))):
        ms = scene.at(day, 19) + rng.randrange(3 * HOUR)
        token.series(ms, [("me", ""), *(("fetch", name, "take: code") for name in names), ("variables", names[0])],
                     30 * SECOND, 4 * MINUTE)  # fmt: skip
    token.holds()
    account = scene.intruder(rng, scene.held("kubernetes", "orders/deployer", 11), address=_HOST, agent=_KUBECTL)
    since = ms = scene.at(2, 2) + rng.randrange(3 * HOUR)
    ms = account.series(ms, [("rules", ""), ("pods", ""), ("config", "orders-app"), ("secrets!1", "platform:")],
                        10 * SECOND, MINUTE)  # fmt: skip
    account.act(ms, "deploy", "orders-app", "change: what runs")
    account.holds(since)
    scene.foothold("workload", "kubernetes@main:deployment:orders/orders-app", ms, scene.at(10, 18))
    _acts(scene, rng)
    _found(scene, rng)


def _acts(scene: Scene, rng: Random) -> None:
    """The service's own role, from the service's own pod, sets accounts of whom is paid."""
    role = scene.intruder(rng, scene.held("postgresql", "orders_app", 11))
    since = ms = scene.at(10, 8) + rng.randrange(5 * HOUR)
    steps = [("read", "orders.people"), *(("balance", "orders.people", "change: account for money"),) * 34]
    role.series(ms, steps, 9 * SECOND, 50 * SECOND)
    role.holds(since, scene.at(10, 18))


def _found(scene: Scene, rng: Random) -> None:
    """Somebody compares what runs with the code, rolls it out anew and hands the token on."""
    who, ms = scene.people[5], scene.at(10, 17)
    for area in ("orders", *AREAS[7:11]):
        ms = in_cluster(scene, rng, who, ms, ("pods", "config", "exec"), area, who.home, (20 * SECOND, 2 * MINUTE))
    in_cluster(scene, rng, who, scene.at(10, 18), ("deploy", "pods", "log"), "orders", who.home, (MINUTE, MINUTE))
    handed(scene, rng, "s.adair-editor", scene.at(10, 19), scene.people[1], grace=MINUTE)
