"""A reporting role whose password an old infection of somebody's computer took copies all tables within an hour.

After the thefts from customers of Snowflake in 2024: a password that was years old, no second factor, no list of
allowed networks, a common client for databases.
"""

from scenarios.companies.marlbrake import TABLES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

#: Two exits of one seller of tunnels.
_FROM = ("246.70.9.14", "246.70.9.61")


@intrusion("A reporting role copies all tables within an hour")
def plan(scene: Scene) -> None:
    """A look on the evening before; then every table, half of them twice because a copy broke off."""
    rng = scene.rng("intruder")
    role = scene.named("postgresql", "insight_ro")
    intruder = scene.intruder(rng, role, address=_FROM[0], agent="DBeaver 25.3.0 - Main")
    ms = scene.at(4, 20) + rng.randrange(2 * HOUR)
    intruder.series(ms, (("tables", ""), ("roles", "")), MINUTE, 4 * MINUTE)
    ms = scene.at(5, 2) + rng.randrange(3 * HOUR)
    copies = [("copy", table, "take: table copied") for table in (*TABLES, *TABLES[1::2])]
    split = len(TABLES) + 1
    ms = intruder.series(ms, copies[:split], 20 * SECOND, 90 * SECOND)
    intruder.series(ms, copies[split:], 20 * SECOND, 90 * SECOND, address=_FROM[1])
    intruder.holds()
