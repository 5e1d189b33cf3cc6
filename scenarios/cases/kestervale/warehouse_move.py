"""A surge: reports move from the core's database into the warehouse of the cloud; for a week both are asked."""

from random import Random

from scenarios.companies.kestervale import BUCKETS, JAVA, PYTHON, REPORTS, TABLES, VPN, cloud, job, vendor
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, by_hand, surge, take_up
from scenarios.systems.gcp import Gcp

#: The cloud's service that copies databases, which has a network of its own.
_COPIES = "10.132.9"


@surge("Reports move from the database into the cloud's warehouse")
def plan(scene: Scene) -> None:
    """Two copies of everything; counts compared by hand, evenings too; new keys for who reports; the old role goes."""
    rng, gcp = scene.rng("move"), scene.known("gcp", Gcp)
    mover = job(rng, "postgresql", "mover_ro", "datastream", FOREVER, 1, TABLES, ("copy",))
    loader = job(rng, "gcp", "kv-mover", JAVA, 2 * HOUR, 8, BUCKETS[1::3], ("put", "query"), cloud)
    mover.created, loader.created = scene.at(1, 8), scene.at(1, 9)
    scene.adds(mover)
    take_up(scene, loader, 1)
    login = scene.people[8].login
    scene.ordinary(gcp.grants(rng, scene.people[1], loader.created + 5 * MINUTE, login, "roles/bigquery.admin"))
    for day, hour in ((1, 10), (4, 20)):
        _copied(scene, rng, mover, loader, scene.at(day, hour))
    _compared(scene, rng)
    _reports(scene, rng)


def _copied(scene: Scene, rng: Random, mover: Machine, loader: Machine, ms: int) -> None:
    """Each table out of the one and into the other; at first the role lacks rights on some, and tries again."""
    copies, loads = scene.user(rng, mover), scene.user(rng, loader)
    copies.series(ms, (("tables", ""), ("roles", "")), 0, address=f"{_COPIES}.4")
    for number, table in enumerate(TABLES):
        acts = ("copy!1", "copy!1", "copy") if number % 11 == 5 else ("copy",)
        where = f"{_COPIES}.{4 + number % 6}"
        ms = copies.series(ms, [(act, table) for act in acts], 20 * SECOND, 3 * MINUTE, address=where)
        puts = ((rng.choice(("put", "put", "list")), rng.choice(loader.things)) for _ in range(3 + rng.randrange(9)))
        ms = loads.series(ms, puts, SECOND, 20 * SECOND)


def _compared(scene: Scene, rng: Random) -> None:
    """Four people count on both sides, with the reporting role and the notebooks' key, from wherever they are."""
    role = scene.user(rng, scene.held("postgresql", "reports_ro", 12), agent="DBeaver 25.3.1 - Main")
    book = scene.user(rng, scene.held("gcp", "kv-notebooks", 12))
    for day in range(3, 12):
        for who in scene.people[7:11]:
            ms, where = scene.at(day, 8 + rng.randrange(12)), rng.choice((who.home, VPN[1], who.office))
            for table in rng.sample(TABLES, 6):
                role.act(ms, "read", table, address=where)
                book.act(ms + MINUTE, "query", f"count_{table.replace('.', '_')}", address=where)
                ms += 2 * MINUTE + rng.randrange(15 * MINUTE)
    for day in (5, 8, 9):
        by_hand(scene, rng, scene.held("gcp", "kv-warehouse", 9), scene.at(day, 19), scene.people[8].home, 9)


def _reports(scene: Scene, rng: Random) -> None:
    """Reports and the books' vendor get keys in the cloud beside their roles, which end a week later."""
    made, gone = scene.at(6, 10), scene.at(13, 15)
    things = (*REPORTS, *(table.replace(".", "_") for table in TABLES[::3]))
    for name, seller, every in (("kv-reports", "", 2 * HOUR), ("kv-sumfold", "Sumfold", 6 * HOUR)):
        where = vendor(seller) if seller else cloud
        key = job(rng, "gcp", name, PYTHON, every, 9, things, ("query", "query"), where)
        key.vendor, key.created = seller, made + rng.randrange(5 * HOUR)
        take_up(scene, key, 2)
    for name in ("reports_ro", "sumfold_ro"):
        role = scene.held("postgresql", name, 12)
        role.ended = gone
        scene.user(rng, role).series(gone + 20 * MINUTE, [("read!1", role.things[0])] * 18, 3 * HOUR)
