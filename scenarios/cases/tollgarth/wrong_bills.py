"""A surge: a tariff was wrong, and within six days all bills of two years are reckoned again.

What runs at a month's end runs by day and night, from the books' host and from engineers' homes; customers' records are
read and written in bulk, letters go out by the thousand, and everybody in the office answers customers.
"""

from random import Random

from scenarios.companies.tollgarth_places import BOARDS, BOOKS, BOXES, ROWS, TABLES
from scenarios.kit import BY_HAND, HOUR, MINUTE, SECOND, Scene, by_hand, surge
from scenarios.routines.tollgarth import engineer, some_machine
from scenarios.systems.gcp import Gcp

_BILLS = tuple(table for table in TABLES if table.startswith(("bills", "tariffs")))


@surge("All bills of two years are reckoned again")
def plan(scene: Scene) -> None:
    """Three runs by night, corrections by hand in between, letters on the last two days."""
    rng = scene.rng("bills")
    for day in (1, 3, 5):
        _run(scene, rng, day)
    for day in range(1, 7):
        _hands(scene, rng, day)
        office = [one for one in scene.people if one.team in ("office", "calls") and one.joined <= scene.at(day)]
        for _ in range(110):
            who, ms = rng.choice(office), scene.at(day, 6) + rng.randrange(14 * HOUR)
            scene.lives(
                rng, who, ms, rng.choice((who.home, who.office)), *rng.sample(("jira", "slack", "microsoft"), 2)
            )
    letters = scene.user(rng, scene.named("microsoft", "Month letters"))
    for day in (5, 6):
        letters.series(scene.at(day, 6), [("mail", BOXES[12 + one % 2]) for one in range(90)], MINUTE, 9 * MINUTE)
    forms = scene.user(rng, scene.named("jira", "tg-forms"))
    forms.series(scene.at(2, 1), [("open", BOARDS[3]), ("comment", BOARDS[3])] * 160, 20 * SECOND, 6 * MINUTE)


def _run(scene: Scene, rng: Random, day: int) -> None:
    """The month's jobs, outside of the days on which they run, and with other tables each time."""
    account = scene.user(rng, scene.named("mariadb", "month_bills"))
    steps = [(rng.choice(("read", "write", "update")), rng.choice(_BILLS)) for _ in range(420)]
    account.series(scene.at(day, 18), steps, SECOND, 50 * SECOND)
    key = scene.user(rng, scene.named("gcp", "tg-month"))
    rows = [(rng.choice(("query", "table-rows")), rng.choice(ROWS)) for _ in range(200)]
    key.series(scene.at(day, 19), rows, 5 * SECOND, 90 * SECOND)
    key.act(scene.at(day, 18), "secret", "books-bank")
    records = scene.user(rng, scene.named("salesforce", "Bills link"))
    records.series(scene.at(day, 20), [("bulk", "")] * 60, MINUTE, 10 * MINUTE)
    token = scene.user(rng, scene.named("openbao", "token-books"))
    token.series(scene.at(day, 17), [("read", name) for name in token.machine.things] * 3, 10 * SECOND, 2 * MINUTE)


def _hands(scene: Scene, rng: Random, day: int) -> None:
    """Corrections by engineers with the books' credentials, from home, and looks into rows with their own rights."""
    cloud, who = scene.known("gcp", Gcp), engineer(scene, rng)
    account = scene.user(rng, scene.named("mariadb", "month_bills"), address=who.home)
    steps = [(rng.choice(("count", "columns", "all", "update")), rng.choice(_BILLS)) for _ in range(50)]
    account.series(scene.at(day, 9) + rng.randrange(6 * HOUR), steps, 20 * SECOND, 4 * MINUTE)
    key = scene.user(rng, scene.named("gcp", "tg-bills"), address=who.home, agent=BY_HAND["gcp"])
    key.series(scene.at(day, 12), [("read", "tg-bills-clean"), ("list", "tg-bills-past")] * 25, 10 * SECOND, 5 * MINUTE)
    for number in range(2):
        ms = scene.at(day, 10 + 5 * number) + rng.randrange(3 * HOUR)
        helper = engineer(scene, rng)
        by_hand(scene, rng, some_machine(scene, rng, ("mariadb", "gcp")[number], ms), ms, helper.home, 8)
        for row in rng.sample(ROWS, 12):
            scene.ordinary(cloud.person_does(rng, helper, ms, "table-rows", row, BOOKS if number else helper.home))
            ms += MINUTE + rng.randrange(4 * MINUTE)
