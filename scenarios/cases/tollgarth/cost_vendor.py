"""The key that a vendor of costs holds looks through the warehouse, and copies it; another token of it is refused.

After Anodot (April 2026): tokens taken at the vendor, minutes of enumeration, hours of reads in bulk, and a try at the
records of customers that was turned away.
"""

from scenarios.companies.tollgarth_places import ROWS, SETS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_HOSTS = ("251.140.9.33", "251.140.9.71")


@intrusion("A vendor's key copies the warehouse")
def plan(scene: Scene) -> None:
    """A quarter of an hour of looks, three hours of rows; the next day the customers' records, and rows once more."""
    rng = scene.rng("intruder")
    held = scene.held("gcp", "tg-pennycloud", 10)
    key = scene.intruder(rng, held, address=_HOSTS[0], agent="python-requests/2.32.3")
    ms = scene.at(2, 20) + rng.randrange(3 * HOUR)
    looks = [("datasets", ""), *(("tables", name) for name in SETS), ("policy!1", ""), ("buckets!1", "")]
    ms = key.series(ms, looks, 5 * SECOND, 90 * SECOND) + 10 * MINUTE
    rows = [("table-rows", name) for name in ROWS if name.endswith(("people", "monthly", "daily", "ids"))] * 7
    key.series(ms, rows, 10 * SECOND, 80 * SECOND, what="take: rows")
    records = scene.intruder(rng, scene.held("salesforce", "Pennycloud", 10), address=_HOSTS[1], agent="Unknown")
    at = scene.at(3, 19) + rng.randrange(HOUR)
    records.series(at, [("rest!1", ""), ("bulk!1", ""), ("rest!1", "")], MINUTE, 5 * MINUTE, what="look: refused")
    ms = at + HOUR
    key.series(ms, rng.sample(rows, 40), 10 * SECOND, 80 * SECOND, what="take: rows", address=_HOSTS[1])
    key.holds()
    held.ended = scene.at(8, 12)
