"""A surge: labs' data go to another store and old copies are deleted; every object is read once, documents as well.

A new account lists and reads for a week, first from a host in the cellar, then from the other store's network; keys of
four accounts are handed on at its end.
"""

from random import Random

from scenarios.companies.pellworth import BACKUP, BUCKETS, DOCUMENTS, SDK
from scenarios.kit import (
    BY_HAND,
    FOREVER,
    HOUR,
    MINUTE,
    SECOND,
    Machine,
    Scene,
    digits,
    handed,
    hexes,
    surge,
    take_up,
)
from scenarios.systems.gcp import Gcp

_STORE = ("244.200.14.3", "244.200.14.4", "244.200.15.9")


@surge("Labs' data are copied to another store, and old copies deleted")
def plan(scene: Scene) -> None:
    """A trial with refusals, six nights of reading, then buckets are deleted and four keys handed on."""
    rng, begins = scene.rng("archive"), scene.at(4, 18)
    made = Machine("gcp", "pw-store-copy", hexes(rng, 40), BACKUP, "rclone/v1.71.0", FOREVER, 1, [], (), created=begins)
    take_up(scene, made, 2)
    copy = scene.user(rng, made)
    tries = [(f"list{'!1' if number % 3 else ''}", bucket) for number, bucket in enumerate(BUCKETS)]
    copy.series(begins + HOUR, [("buckets", ""), *tries, *(("list", bucket) for bucket in BUCKETS)], 9 * SECOND, MINUTE)
    for night in range(6):
        ms = scene.at(5 + night, 2)
        bucket = ("pw-movement-archive", "pw-imaging-archive", "pw-grants-archive")[night % 3]
        steps = [("read", f"{bucket}/part/{rng.randrange(60_000):05d}") for _ in range(700)]
        copy.series(ms, steps, 900, 9 * SECOND, address=(BACKUP, *_STORE)[min(night, 3)])
    _documents(scene, rng)
    _deletes(scene, rng, scene.at(12, 17))
    for number, name in enumerate(("pw-imaging-train", "pw-movement-paths", "pw-terraform", "pw-count")):
        handed(scene, rng, name, scene.at(13, 18) + number * 20 * MINUTE, scene.people[number], grace=6 * HOUR)


def _documents(scene: Scene, rng: Random) -> None:
    """A client for documents, which two administrators allow, takes all of them in two nights."""
    client = Machine("workspace", "Storewell archive", digits(rng, 21), _STORE[0], "", FOREVER, 1, [], ("download",),
                     created=scene.at(6))  # fmt: skip
    scene.adds(client)
    taker = scene.user(rng, client)
    for night in range(2):
        taker.series(scene.at(8 + night, 4), [("download", name) for name in DOCUMENTS[night::2]], SECOND, 20 * SECOND)


def _deletes(scene: Scene, rng: Random, ms: int) -> None:
    """Old buckets go, by hand and by the account that builds the cloud; one was needed, and it is refused twice."""
    store, who = scene.known("gcp", Gcp), scene.people[4]
    for number, bucket in enumerate(BUCKETS[2::3]):
        records = store.person_does(
            rng, who, ms, "drop-bucket", f"{bucket}-2019", who.home, SDK, refused=number % 4 == 1
        )
        scene.ordinary(records)
        ms += 2 * MINUTE + rng.randrange(20 * MINUTE)
    build = scene.user(rng, scene.held("gcp", "pw-terraform", 12), address=who.home, agent=BY_HAND["gcp"])
    build.series(ms, [("drop-bucket", f"pw-old-{number}") for number in range(9)], 20 * SECOND, 2 * MINUTE)
