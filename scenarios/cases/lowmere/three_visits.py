"""The key that sets the cloud up makes another one; three short visits a week apart, and a database at the end.

After Timehop (2018): an administrator's credential without a second factor, a further one made on the first day, looks
in December, March and June, and the copy of a database in July.
"""

from dataclasses import replace

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, hexes, intrusion
from scenarios.systems.gcp import Gcp

_FIRST, _LATER = "246.33.70.5", ("246.33.71.18", "243.9.200.4")
_WITH = "google-cloud-sdk gcloud/520.0.0"


@intrusion("A key makes another, which comes thrice and takes a database")
def plan(scene: Scene) -> None:
    """Six calls on the first day; five a week later; on the sixteenth day the export and what was exported."""
    rng, cloud = scene.rng("intruder"), scene.known("gcp", Gcp)
    setup = scene.held("gcp", "lm-cloud-setup", 16)
    first = scene.intruder(rng, setup, address=_FIRST, agent=_WITH)
    ms = scene.at(1, 11) + rng.randrange(3 * HOUR)
    steps = (("accounts", ""), ("policy", ""), ("buckets", ""), ("keys", "lm-visitor"))
    ms = first.series(ms, steps, 30 * SECOND, 3 * MINUTE)
    elsewhere = replace(setup, address=_FIRST, agent=_WITH, roams=None, moves=[], upgrades=[])
    made = replace(scene.held("gcp", "lm-visitor", 16), key=hexes(rng, 40), address=_FIRST, agent=_WITH, created=ms)
    scene.adds(made)
    scene.hostile("stay: key made", cloud.turns(rng, made, elsewhere, ms))
    second = scene.intruder(rng, made)
    ms = scene.at(8, 10) + rng.randrange(3 * HOUR)
    looks = (
        ("buckets", ""),
        ("list", "lm-films-raw"),
        ("secrets!1", ""),
        ("databases", ""),
        ("list", "lm-cells-results"),
    )
    second.series(ms, looks, 20 * SECOND, 4 * MINUTE, address=_LATER[0])
    ms = scene.at(15, 21) + rng.randrange(2 * HOUR)
    first.act(ms, "export", "lims", "take: database exported", address=_LATER[1])
    reads = [("list", "lm-films-archive", "look: bucket"), *[("read", "lm-films-archive", "take: export read")] * 5]
    second.series(ms + 14 * MINUTE, reads, 40 * SECOND, 3 * MINUTE, address=_LATER[1])
    first.holds()
    second.holds(made.created)
