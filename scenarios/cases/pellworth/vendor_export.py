"""The maintenance role of the vendor that keeps records of students copies two tables in one night.

After PowerSchool (2024): a credential of support without a second factor, a short use of it months before, three days
of looking around, and the tables of students and of teachers by a tool that was made for exports.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM, _LONG_BEFORE = "249.91.64.16", "249.91.70.3"


@intrusion("A vendor's maintenance role copies the tables of students and teachers")
def plan(scene: Scene) -> None:
    """Two counts on the first day; looks from the tenth on; copies in parts on the twelfth, one of them refused."""
    rng = scene.rng("intruder")
    role = scene.intruder(rng, scene.named("postgresql", "recordsmith_support"), address=_FROM)
    ms = scene.at(0, 9) + rng.randrange(4 * HOUR)
    role.series(ms, [("count", "enrol.persons"), ("count", "enrol.marks")], 2 * MINUTE, address=_LONG_BEFORE)
    for day, looks in ((10, (("tables", ""), ("columns", ""))), (11, (("count", "payroll.persons"), ("roles", "")))):
        ms = scene.at(day, 4) + rng.randrange(6 * HOUR)
        role.series(ms, [*looks, ("count", "enrol.persons")], MINUTE, 20 * MINUTE)
    ms = scene.at(12, 6) + rng.randrange(2 * HOUR)
    role.act(ms, "copy!1", "enrol.persons", "take: copy tried")
    steps = [("copy", table, "take: table copied") for table in ("enrol.persons", "enrol.contacts", "payroll.persons")
             for _ in range(3)]  # fmt: skip
    role.series(ms + 3 * MINUTE, steps, 40 * SECOND, 5 * MINUTE)
    role.holds()
