"""A surge: players' saves and receipts move to another store; everything is read, written and compared for five days.

A job of its own with a new role and a new key, many readers, mistakes on the first evening, old buckets emptied and
deleted at the end.
"""

from random import Random

from scenarios.companies.thornquay import GO, RUST, gate, node
from scenarios.kit import DAY, FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, aws_id, surge, take_up
from scenarios.systems.aws import Aws

_NEW = "tq-saves-2026"


@surge("Players' saves move to another store, and the old one is emptied")
def plan(scene: Scene) -> None:
    """Refused on the first evening, thousands of objects on four nights, comparisons by day, deletions at the end."""
    rng, begins = scene.rng("move"), scene.at(2, 3)
    role = Machine("aws", "tq-saves-mover", "role/mover", "", RUST, FOREVER, 1, [], (), created=begins, roams=node)
    key = Machine("aws", "svc-tq-compare", aws_id(rng, "AKIA"), "", GO, FOREVER, 1, [], (), created=begins,
                  ended=scene.at(13), roams=gate)  # fmt: skip
    scene.adds(role)
    take_up(scene, key, 2)
    mover, reader = scene.user(rng, role), scene.user(rng, key)
    tries = [("object!1", "tq-ember-saves|0001/slot"), ("put-object!1", f"{_NEW}|0001"), ("buckets", "")] * 5
    steps = [*tries, ("new-bucket", _NEW), ("stop-versions", _NEW)]
    mover.series(begins + 4 * HOUR, steps, 20 * SECOND, 4 * MINUTE)
    for night in range(4):
        ms = scene.at(3 + night, 15) + rng.randrange(2 * HOUR)
        _copy(scene, rng, role, ms, night)
        steps = [("object", f"{_NEW}|{rng.randrange(2400):04d}") for _ in range(260)]
        reader.series(ms + 10 * HOUR, steps, SECOND, 20 * SECOND)
    cloud = scene.known("aws", Aws)
    for number, who in enumerate(scene.people[4:9]):
        for day in (3, 4, 5, 8):
            ms = scene.at(day, 2 + number) + rng.randrange(2 * HOUR)
            for act in ("bucket", "objects", "object", "object", "snapshots"):
                thing = f"tq-receipts|2026/{rng.randrange(200):04d}.json" if act == "object" else "tq-receipts"
                scene.ordinary(cloud.person_does(rng, who, ms, act, thing, who.office))
                ms += 20 * SECOND + rng.randrange(3 * MINUTE)
    _end(scene, rng, role)
    scene.changed(rng, key, scene.people[2], scene.at(13), made=False)


def _copy(scene: Scene, rng: Random, role: Machine, ms: int, night: int) -> None:
    """A part of all saves is read and written within some hours."""
    mover = scene.user(rng, role)
    for number in range(night * 600, night * 600 + 600):
        steps = [("object", f"tq-ember-saves|{number % 300:04d}/slot-{number}"), ("put-object", f"{_NEW}|{number:04d}")]
        ms = mover.series(ms, steps, 400, 9 * SECOND)


def _end(scene: Scene, rng: Random, role: Machine) -> None:
    """Old objects and buckets go; a snapshot more is made; keys of encryption are put down for deletion."""
    mover, ms = scene.user(rng, role), scene.at(11, 4)
    steps = [("drop-object", f"tq-ember-saves|{number:04d}/slot") for number in range(300)]
    ms = mover.series(ms, steps, 500, 4 * SECOND)
    cloud, by = scene.known("aws", Aws), scene.people[1]
    for act, thing in (("snapshot", "tq-saves-last"), ("drop-bucket-rule", "tq-ember-saves"), ("drop-bucket",
                       "tq-ember-saves"), ("drop-key", "old-saves"), ("give-role", "tq-saves-keeper")):  # fmt: skip
        scene.ordinary(cloud.person_does(rng, by, ms, act, thing, by.office))
        ms += 5 * MINUTE + rng.randrange(DAY // 24)
