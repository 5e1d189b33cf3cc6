"""A reporting role's password is used from another machine behind the same address, with the same program's name."""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies.brackwater import AREAS
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene


def plan(scene: Scene) -> None:
    """No place is new. It asks for tables and roles, is refused once, and copies customers' tables on four days."""
    rng = scene.rng("intruder")
    server = scene.systems["postgresql"]
    one = next(one for one in scene.of("postgresql") if one.name == "report_ro")
    tables = [f"{area}.{name}" for area in AREAS[:6] for name in ("customers", "cards", "accounts")]
    rng.shuffle(tables)
    ms = scene.start + DAY + 13 * HOUR + rng.randrange(2 * HOUR)
    scene.hostile("look: password refused", server.work(rng, one, ms, "read", "", refused="1"), success=False)
    for act in ("tables", "roles"):
        ms += MINUTE + rng.randrange(5 * MINUTE)
        scene.hostile(f"look: {act}", server.work(rng, one, ms, act, ""))
    for day in range(4):
        ms = scene.start + (1 + day) * DAY + 15 * HOUR + rng.randrange(HOUR)
        for _ in range(3):
            scene.hostile("take: table copied", server.work(rng, one, ms, "copy", tables.pop()))
            ms += 4 * MINUTE + rng.randrange(20 * MINUTE)
    scene.foothold("credential", server.identifier(one), scene.first)


SCENARIO = Scenario("A database role is used from another machine behind the same address", plan, company=BRACKWATER)
