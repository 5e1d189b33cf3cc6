"""The role of what writes a journal into the database is used to read, from the same address, by the same program."""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies.brackwater import AREAS, SHARED
from scenarios.machine import Machine
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene


def plan(scene: Scene) -> None:
    """For weeks nothing but inserts into tables of events; then one or two selects a day, of tables of customers."""
    rng, server = scene.rng("intruder"), scene.systems["postgresql"]
    one = Machine("postgresql", "journal_w", "journal_w", SHARED, "journal-sink", HOUR, 4,
                  [f"{area}.events" for area in AREAS[:6]], ("write",), phase=23 * MINUTE)  # fmt: skip
    scene.machines.append(one)
    tables = [f"{area}.{name}" for area in AREAS[:6] for name in ("customers", "accounts")]
    rng.shuffle(tables)
    for day in (1, 2, 2, 3, 5, 6, 6, 8, 9):
        ms = scene.start + day * DAY + 7 * HOUR + rng.randrange(11 * HOUR)
        scene.hostile("take: table read", server.work(rng, one, ms, "read", tables.pop()))
    scene.foothold("credential", server.identifier(one), scene.first)


SCENARIO = Scenario("A role that only writes is used to read", plan, company=BRACKWATER)
