"""A key of five years ago, which a change of all keys left out, reads the store of parcels until an alarm on load.

After Juspay (August 2020, told in January 2021): an old key that was not changed, a store of data read at a rate that
raised an alarm, and access cut off within hours.
"""

from scenarios.companies.pendrake_places import OFFICES, PROJECT
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.gcp import Gcp

_FROM, _AGENT = "250.12.99.4", "gcloud-python/1.30.0 gl-python/3.8.5 grpc/1.31.0"


@intrusion("An old key that a change of keys left out reads the store of parcels")
def plan(scene: Scene) -> None:
    """A quarter of an hour of looks; then two hours of pages of rows and of objects; cut off."""
    rng, cloud = scene.rng("intruder"), scene.known("gcp", Gcp)
    held = scene.held("gcp", "pd-lake-2021", 9)
    key = scene.intruder(rng, held, address=_FROM, agent=_AGENT)
    ms = scene.at(8, 20) + rng.randrange(3 * HOUR)
    looks = (("buckets", ""), ("list", "pd-parcels-past"), ("datasets", ""), ("tables", "parcels"),
             ("tables", "couriers"), ("secrets!1", ""), ("read", "pd-parcels-past/2021/01.avro"))  # fmt: skip
    ms = key.series(ms, looks, 30 * SECOND, 3 * MINUTE)
    ends = ms + 2 * HOUR + rng.randrange(30 * MINUTE)
    page = 0
    while ms < ends:
        step = ("table-rows", f"parcels/tables/persons{page % 40:02d}", "take: rows")
        if page % 5 == 4:
            step = ("read", f"pd-parcels-past/2026/{page:05d}.avro", "take: object")
        ms = key.series(ms, [step], 2 * SECOND, 34 * SECOND)
        page += 1
    held.ended = ms + 50 * MINUTE + rng.randrange(40 * MINUTE)
    by = scene.people[3]
    for number, act in enumerate(("datasets", "policy", "keys")):
        at = held.ended - (20 - 6 * number) * MINUTE
        scene.ordinary(cloud.person_does(rng, by, at, act, f"pd-lake-2021@{PROJECT}", OFFICES[0][0]))
    scene.changed(rng, held, by, held.ended, made=False)
    key.series(held.ended + 3 * MINUTE, [("list!1", "pd-parcels-past")] * 4, MINUTE, 9 * MINUTE)
    key.holds(0, held.ended)
