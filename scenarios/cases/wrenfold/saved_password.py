"""A contractor's password, saved in his browser at home, looks at the database and copies it for two weeks.

After Medibank (October 2022; statement of the Information Commissioner, June 2024): an administrator's account of a
contractor, a tunnel without a further factor, an alarm that nobody followed, and weeks of copying.
"""

from scenarios.companies.wrenfold_places import TABLES, tunnel
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

#: What he is after: of persons and of what they were paid.
_OF = ("claims.", "parties.", "policies.", "payments.", "fraud.", "photos.", "letters.", "quotes.")


@intrusion("A contractor's saved password copies the database for two weeks")
def plan(scene: Scene) -> None:
    """A look on the second and fourth day; then three to eleven tables on nine nights, through the tunnel's pool."""
    rng = scene.rng("intruder")
    held = scene.held("postgresql", "dba_hire", 16)
    role = scene.intruder(rng, held, agent="psql")
    for day, steps in ((1, (("version", ""),)), (3, (("databases", ""), ("roles", ""), ("tables", ""), ("columns", ""),
                                                     ("grants", "information_schema"), ("sessions", "")))):  # fmt: skip
        ms = scene.at(day, 21) + rng.randrange(2 * HOUR)
        role.series(ms, steps, 30 * SECOND, 4 * MINUTE, address=tunnel("elsewhere", ms))
    wanted = [name for name in TABLES if name.startswith(_OF)]
    rng.shuffle(wanted)
    for number, day in enumerate((4, 5, 7, 8, 10, 11, 12, 14, 15)):
        ms = scene.at(day, 1) + rng.randrange(3 * HOUR)
        where, tables = tunnel("elsewhere", ms), [wanted.pop() for _ in range(3 + number % 4 * 2) if wanted]
        for table in tables:
            ms = role.series(ms, (("count", table, "look: rows counted"), ("copy", table, "take: table copied")),
                             40 * SECOND, 6 * MINUTE, address=where)  # fmt: skip
        ms += MINUTE
    role.holds()
