"""Who runs commands in the catalogue of data asks the cluster with its account, reads tables with its role, and mines.

After the attacks on OpenMetadata that Microsoft described (April 2024): a hole in a workload that the net reaches, a
look at its environment, in which passwords of what it catalogues are, and a miner. The cluster's list lacks the
account; the database sees the address and nearly the program that it always sees.
"""

from scenarios.companies.merrowby import TABLES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_CURL, _SQL = "curl/8.5.0", "psycopg"


@intrusion("Commands in the catalogue of data use its account and its role, and mine")
def plan(scene: Scene) -> None:
    """Questions on a night, tables on three days after it, jobs that compute from the fifth day on."""
    rng, cluster = scene.rng("intruder"), scene.named("kubernetes", "data/catalogue")
    account = scene.intruder(rng, cluster, agent=_CURL)
    ms = scene.at(1, 18) + rng.randrange(4 * HOUR)
    steps = (("rules", ""), ("namespaces!1", ""), ("nodes!1", ""), ("secrets!1", "data:"), ("pods", "data:"),
             ("secret!1", "data:catalogue-db"), ("config", "data:catalogue"))  # fmt: skip
    account.series(ms, steps, 9 * SECOND, 2 * MINUTE)
    role, since = scene.intruder(rng, scene.named("postgresql", "catalogue_ro"), agent=_SQL), 0
    wanted = [name for name in TABLES if name.endswith((".buyers", ".codes", ".orders"))]
    for day in (2, 4, 8):
        ms = scene.at(day, 17) + rng.randrange(5 * HOUR)
        since = since or ms
        looks = [("roles", "", "look: roles"), ("databases", "", "look: databases")] if day == 2 else []
        reads = [("all", table, "take: table read") for table in rng.sample(wanted, 4)]
        role.series(ms, [*looks, *reads], 40 * SECOND, 12 * MINUTE)
    role.holds(since)
    for day in (5, 6, 9):
        ms = scene.at(day, 20) + rng.randrange(2 * HOUR)
        for number in range(2):
            name = f"ingest-{rng.getrandbits(24):06x}"
            account.act(ms, "jobs", f"data:{name}", "use: job that mines")
            scene.foothold("workload", f"kubernetes@main:job:data/{name}", ms)
            ms += 20 * SECOND + number * MINUTE
        account.act(ms, "pod!1", "queue:ingest", "use: pod elsewhere refused")
    account.holds()
