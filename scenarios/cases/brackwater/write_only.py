"""The role of what writes a journal into the database is used to read, from the same address, by the same program."""

from scenarios.companies.brackwater import AREAS, SHARED
from scenarios.kit import HOUR, MINUTE, Machine, Scene, intrusion


@intrusion("A role that only writes is used to read")
def plan(scene: Scene) -> None:
    """For weeks nothing but inserts into tables of events; then one or two selects a day, of tables of customers."""
    rng = scene.rng("intruder")
    journal = Machine("postgresql", "journal_w", "journal_w", SHARED, "journal-sink", HOUR, 4,
                      [f"{area}.events" for area in AREAS[:6]], ("write",), phase=23 * MINUTE)  # fmt: skip
    scene.adds(journal)
    intruder = scene.intruder(rng, journal)
    tables = [f"{area}.{name}" for area in AREAS[:6] for name in ("customers", "accounts")]
    rng.shuffle(tables)
    for day in (1, 2, 2, 3, 5, 6, 6, 8, 9):
        intruder.act(scene.at(day, 7) + rng.randrange(11 * HOUR), "read", tables.pop(), "take: table read")
    intruder.holds()
