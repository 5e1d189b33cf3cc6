"""A key out of a server of notebooks reads secrets from many addresses at once; a host inside, then a whole database.

After the intrusion that Sysdig described (attack of 10 May 2026): a program that writes its own steps went from a
notebook to a key, from the key to secrets, from a secret to a host, and from the host to a database, within an hour.
"""

from random import Random

from scenarios.companies.tollgarth_places import AREAS, NOTEBOOKS, TABLES, TEND
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_EDGES = tuple(f"252.{60 + number}.{7 * number % 250}.{11 + 9 * number}" for number in range(11))
_BOTO, _CURL = "python-urllib3/2.6.3", "curl/8.14.1"


@intrusion("A program goes from a notebook to a whole database within an hour")
def plan(scene: Scene) -> None:
    """Looks from the notebooks' own host, secrets from eleven addresses, the database from a host that tends."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("gcp", "tg-notebooks", 12), agent=_BOTO)
    since = ms = scene.at(3, 1) + rng.randrange(14 * HOUR)
    looks = [("policy", ""), ("accounts", ""), ("buckets", ""), ("machines", ""), ("databases", "")]
    ms = key.series(ms, looks, 2 * SECOND, 9 * SECOND, address=NOTEBOOKS, agent=_CURL) + 12 * MINUTE
    key.act(ms, "secrets", "", "look: names of secrets", address=_EDGES[0])
    for number, name in enumerate(rng.sample(AREAS, 12)):
        ms += SECOND + rng.randrange(2 * SECOND)
        what = "take: secret read" if number else "take: key for a host read"
        key.act(ms, "secret", f"{name}-db" if number else "tend-host-key", what, address=_EDGES[number % 11])
    key.holds(since)
    _database(scene, rng, ms + 9 * MINUTE)


def _database(scene: Scene, rng: Random, ms: int) -> None:
    """The account that fills the warehouse, from the host on which it usually runs: what there is, then all of it."""
    account = scene.intruder(rng, scene.held("mariadb", "warehouse_load", 12), address=TEND)
    since = ms
    looks = [("bases", ""), ("tables", ""), ("columns", ""), ("grants", ""), ("accounts", "")]
    ms = account.series(ms, looks, SECOND, 3 * SECOND)
    ms = account.series(ms, [("count", table) for table in TABLES[::5]], SECOND, 2 * SECOND)
    account.series(ms, [("dump", table) for table in TABLES], SECOND, 2 * SECOND, what="take: table copied")
    account.holds(since)
