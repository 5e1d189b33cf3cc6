"""A hospital's account on the servers that a migration left is used from outside, and tables go for weeks.

After Oracle Health (March 2025): servers of the record system before this one that were not yet moved, a customer's
credential, and tables of patients copied to a place elsewhere, found a month later.
"""

from scenarios.companies.aldermoor_places import OLD_TABLES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_HOST = "254.77.18.203"


@intrusion("An account on the old servers copies their tables for weeks")
def plan(scene: Scene) -> None:
    """A look on the first day, one more on the second; two to six tables on eleven days after; never ended."""
    rng = scene.rng("intruder")
    account = scene.intruder(rng, scene.held("mariadb", "hospital_esk", 16), address=_HOST)
    for day, looks in ((0, ("bases", "tables")), (1, ("columns", "grants", "accounts!1142"))):
        ms = scene.at(day, 6) + rng.randrange(9 * HOUR)
        account.series(ms, [(act, "") for act in looks], 30 * SECOND, 4 * MINUTE)
    account.holds()
    left = [*OLD_TABLES]
    rng.shuffle(left)
    for day in (2, 3, 4, 6, 7, 8, 10, 11, 13, 14, 15):
        ms = scene.at(day, 3) + rng.randrange(15 * HOUR)
        tables, left = left[: 2 + rng.randrange(4)], left[5:] or [*OLD_TABLES]
        steps = [step for name in tables for step in (("count", name), ("all", name, "take: table read"))]
        account.series(ms, steps, MINUTE, 9 * MINUTE)
