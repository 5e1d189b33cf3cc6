"""A reporting role whose password an old infection of somebody's computer took copies all tables within an hour.

After the thefts from customers of Snowflake in 2024: a password that was years old, no second factor, no list of
allowed networks, a common client for databases.
"""

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.estates.marlbrake_cloud import TABLES
from scenarios.organisations import MARLBRAKE
from scenarios.scenario import Scenario
from scenarios.scene import Scene

#: Two exits of one seller of tunnels.
_FROM, _WITH = ("246.70.9.14", "246.70.9.61"), "DBeaver 25.3.0 - Main"


def plan(scene: Scene) -> None:
    """A look on the evening before; then every table, half of them twice because a copy broke off."""
    rng, base = scene.rng("intruder"), scene.systems["postgresql"]
    one = next(one for one in scene.of("postgresql") if one.name == "insight_ro")
    ms = scene.start + 4 * DAY + 20 * HOUR + rng.randrange(2 * HOUR)
    for act in ("tables", "roles"):
        scene.hostile(f"look: {act}", base.work(rng, one, ms, act, "", address=_FROM[0], agent=_WITH))
        ms += MINUTE + rng.randrange(4 * MINUTE)
    ms = scene.start + 5 * DAY + 2 * HOUR + rng.randrange(3 * HOUR)
    for number, table in enumerate((*TABLES, *TABLES[1::2])):
        records = base.work(rng, one, ms, "copy", table, address=_FROM[number > len(TABLES)], agent=_WITH)
        scene.hostile("take: table copied", records)
        ms += 20 * SECOND + rng.randrange(90 * SECOND)
    scene.foothold("credential", base.identifier(one), scene.first)


SCENARIO = Scenario("A reporting role copies all tables within an hour", plan, company=MARLBRAKE)
