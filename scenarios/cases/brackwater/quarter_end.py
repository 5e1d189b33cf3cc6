"""A surge: the quarter ends, and whatever reports on it reads ten times as much for three days."""

from scenarios.companies.brackwater import AREAS, BOARDS
from scenarios.kit import HOUR, SECOND, Scene, surge


@surge("The quarter's end reads ten times as much")
def plan(scene: Scene) -> None:
    """The monthly report goes through every board, the reporting role through every table; people work late on it."""
    rng = scene.rng("quarter")
    report = scene.user(rng, scene.named("jira", "svc-bw-monthly"))
    reader = scene.user(rng, scene.named("postgresql", "report_ro"))
    batch = [scene.user(rng, job) for job in scene.of("aws") if "query" in job.acts]
    names = ("orders", "events", "customers", "ledger", "fees", "refunds")
    for day in range(3):
        ms = scene.at(1 + day, 3)
        report.series(ms, (("search" if number % 9 == 0 else "issue", BOARDS[number % len(BOARDS)])
                           for number in range(140)), 30 * SECOND)  # fmt: skip
        tables = [f"{area}.{name}" for name in names for area in AREAS[:6]]
        reader.series(ms, ((("read", "copy")[n % 2], table) for n, table in enumerate(tables)), 90 * SECOND)
        for job in batch:
            job.series(ms, (("query", job.machine.things[number % 3]) for number in range(60)), 70 * SECOND)
        for person in (known for known in scene.people if known.team == "finance"):
            for number in range(25):
                at = scene.at(1 + day, 8) + rng.randrange(12 * HOUR)
                scene.lives(rng, person, at, person.office, ("jira", "confluence")[number % 2])
