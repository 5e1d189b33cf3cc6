"""A surge: reports move from the core's database into the warehouse of the cloud; for a week both are asked."""

from random import Random

from keyroll.replay.streams import hexes
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.kestervale import VPN, cloud, inside, job, vendor
from scenarios.estates.kestervale_cloud import BUCKETS, JAVA, PYTHON, REPORTS, TABLES, Gcp
from scenarios.keeping import by_hand, take_up
from scenarios.machine import FOREVER, Machine
from scenarios.organisations import KESTERVALE
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.visit import held

#: The cloud's service that copies databases, which has a network of its own.
_COPIES = "10.132.9"


def plan(scene: Scene) -> None:
    """Two copies of everything; counts compared by hand, evenings too; new keys for who reports; the old role goes."""
    rng = scene.rng("move")
    mover = job(rng, "postgresql", "mover_ro", "mover_ro", "datastream", FOREVER, 1, TABLES, ("copy",), "")
    loader = job(rng, "gcp", "kv-mover", hexes(rng, 40), JAVA, 2 * HOUR, 8, BUCKETS[1::3], ("put", "query"), cloud)
    mover.created, loader.created = scene.start + DAY + 8 * HOUR, scene.start + DAY + 9 * HOUR
    scene.machines.append(mover)
    take_up(scene, loader, 1)
    scene.ordinary(scene.known("gcp", Gcp).grants(rng, scene.people[1], loader.created + 5 * MINUTE,
                                                  scene.people[8].login, "roles/bigquery.admin"))  # fmt: skip
    for day, hour in ((1, 10), (4, 20)):
        _copied(scene, rng, mover, loader, scene.start + day * DAY + hour * HOUR)
    _compared(scene, rng)
    _reports(scene, rng)


def _copied(scene: Scene, rng: Random, mover: Machine, loader: Machine, ms: int) -> None:
    """Each table out of the one and into the other; at first the role lacks rights on some, and tries again."""
    base, store = scene.systems["postgresql"], scene.systems["gcp"]
    for act in ("tables", "roles"):
        scene.ordinary(base.work(rng, mover, ms, act, "", address=f"{_COPIES}.4"))
    for number, table in enumerate(TABLES):
        told = {"address": f"{_COPIES}.{4 + number % 6}"}
        for refused in ("1", "1", "") if number % 11 == 5 else ("",):
            scene.ordinary(base.work(rng, mover, ms, "copy", table, refused=refused, **told))
            ms += 20 * SECOND + rng.randrange(3 * MINUTE)
        for _ in range(3 + rng.randrange(9)):
            scene.ordinary(store.work(rng, loader, ms, rng.choice(("put", "put", "list")), rng.choice(loader.things)))
            ms += SECOND + rng.randrange(20 * SECOND)


def _compared(scene: Scene, rng: Random) -> None:
    """Four people count on both sides, with the reporting role and the notebooks' key, from wherever they are."""
    base, store = scene.systems["postgresql"], scene.systems["gcp"]
    role, book = held(scene, "postgresql", "reports_ro", 12), held(scene, "gcp", "kv-notebooks", 12)
    for day in range(3, 12):
        for who in scene.people[7:11]:
            ms, where = (
                scene.start + day * DAY + (8 + rng.randrange(12)) * HOUR,
                rng.choice((who.home, VPN[1], who.office)),
            )
            for table in rng.sample(TABLES, 6):
                scene.ordinary(base.work(rng, role, ms, "read", table, address=where, agent="DBeaver 25.3.1 - Main"))
                name = table.replace(".", "_")
                scene.ordinary(store.work(rng, book, ms + MINUTE, "query", f"count_{name}", address=where))
                ms += 2 * MINUTE + rng.randrange(15 * MINUTE)
    for day in (5, 8, 9):
        ms = scene.start + day * DAY + 19 * HOUR
        by_hand(scene, rng, held(scene, "gcp", "kv-warehouse", 9), ms, scene.people[8].home, 9)


def _reports(scene: Scene, rng: Random) -> None:
    """Reports and the books' vendor get keys in the cloud beside their roles, which end a week later."""
    made, gone = scene.start + 6 * DAY + 10 * HOUR, scene.start + 13 * DAY + 15 * HOUR
    names = tuple(table.replace(".", "_") for table in TABLES[::3])
    for name, seller, every in (("kv-reports", "", 2 * HOUR), ("kv-sumfold", "Sumfold", 6 * HOUR)):
        where = vendor(seller) if seller else inside
        one = job(rng, "gcp", name, hexes(rng, 40), PYTHON, every, 9, (*REPORTS, *names), ("query", "query"), where)
        one.vendor, one.created = seller, made + rng.randrange(5 * HOUR)
        if not seller:
            one.roams = cloud
        take_up(scene, one, 2)
    for role in ("reports_ro", "sumfold_ro"):
        one = held(scene, "postgresql", role, 12)
        one.ended = gone
        for number in range(18):
            ms = gone + 20 * MINUTE + number * 3 * HOUR
            scene.ordinary(scene.systems["postgresql"].work(rng, one, ms, "read", one.things[0], refused="1"))


SCENARIO = Scenario("Reports move from the database into the cloud's warehouse", plan, surge=True, company=KESTERVALE)
