"""A reporting role's password is used from another machine behind the same address, with the same program's name."""

from scenarios.companies.brackwater import AREAS
from scenarios.kit import HOUR, MINUTE, Scene, intrusion


@intrusion("A database role is used from another machine behind the same address")
def plan(scene: Scene) -> None:
    """No place is new. It asks for tables and roles, is refused once, and copies customers' tables on four days."""
    rng = scene.rng("intruder")
    intruder = scene.intruder(rng, scene.named("postgresql", "report_ro"))
    tables = [f"{area}.{name}" for area in AREAS[:6] for name in ("customers", "cards", "accounts")]
    rng.shuffle(tables)
    ms = scene.at(1, 13) + rng.randrange(2 * HOUR)
    intruder.act(ms, "read!1", "", "look: password refused")
    intruder.series(ms, (("tables", ""), ("roles", "")), MINUTE, 5 * MINUTE, waits_first=True)
    for day in range(4):
        ms = scene.at(1 + day, 15) + rng.randrange(HOUR)
        copies = [("copy", tables.pop()) for _ in range(3)]
        intruder.series(ms, copies, 4 * MINUTE, 20 * MINUTE, what="take: table copied")
    intruder.holds()
