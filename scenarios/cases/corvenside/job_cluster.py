"""Who may send jobs to the cluster for computing uses what they have: its account, a database's role, a chat's token.

After ShadowRay (2024): an interface for jobs without a password, the environment of whatever runs there, and weeks of
use. No list names the account; the database sees the address and program that it always sees.
"""

from scenarios.companies.corvenside import TABLES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_POD, _FROM = "10.20.17.88", ("254.20.9.71", "254.20.9.114")
_CURL = "curl/7.88.1"


@intrusion("Jobs sent to a cluster use its account, a role and a chat's token")
def plan(scene: Scene) -> None:
    """Requests to the cluster on two nights; tables on four; files of chat from outside on three days; pods at last."""
    rng = scene.rng("intruder")
    account = scene.intruder(rng, scene.named("kubernetes", "compute/ray-workers"), address=_POD, agent=_CURL)
    ms = scene.at(1, 6) + rng.randrange(3 * HOUR)
    account.series(
        ms, [("rules", ""), ("namespaces!1", ""), ("secrets", "compute:"), ("nodes!1", "")], 4 * SECOND, MINUTE
    )
    ms = scene.at(3, 7) + rng.randrange(2 * HOUR)
    steps = [*(("secret", f"compute:{name}", "take: secret read") for name in ("tracker-db", "chat", "registry")),
             *(("secrets!1", f"{area}:") for area in ("fraud", "cards", "ledger"))]  # fmt: skip
    account.series(ms, steps, 5 * SECOND, MINUTE)
    role, since = scene.intruder(rng, scene.named("postgresql", "fraud_features"), address=_POD), 0
    wanted = [name for name in TABLES if name.startswith(("cards", "fraud", "shops"))]
    for day in (4, 5, 7, 10):
        ms = scene.at(day, 5) + rng.randrange(5 * HOUR)
        since = since or ms
        looks = [("tables", ""), ("columns", "")] if day == 4 else []
        reads = [("all", table, "take: table read") for table in rng.sample(wanted, 3)]
        role.series(ms, [*looks, *reads], MINUTE, 14 * MINUTE)
    role.holds(since)
    chat, since = scene.intruder(rng, scene.named("slack", "model alarms"), agent="python-requests/2.28.1"), 0
    for day in (6, 8, 9):
        ms = scene.at(day, 12) + rng.randrange(7 * HOUR)
        since = since or ms
        files = [("download", f"sheet-{rng.randrange(900)}", "take: file") for _ in range(4 + rng.randrange(4))]
        chat.series(ms, files, 9 * SECOND, 3 * MINUTE, address=_FROM[day % 2])
    chat.holds(since)
    ms = scene.at(11, 2) + rng.randrange(3 * HOUR)
    for number in range(4):
        name = f"worker-tune-{number}"
        account.act(ms, "pod", f"compute:{name}", "use: pod started")
        scene.foothold("workload", f"kubernetes@main:pod:compute/{name}", ms)
        ms += 20 * SECOND
    account.holds()
