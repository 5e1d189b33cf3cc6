"""A surge: the quarter ends, and whatever reports on it reads ten times as much for three days."""

from keyroll.replay.times import DAY, HOUR, SECOND
from scenarios.companies.brackwater import AREAS
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.jira import BOARDS


def plan(scene: Scene) -> None:
    """The monthly report goes through every board, the reporting role through every table; people work late on it."""
    rng = scene.rng("quarter")
    report = next(one for one in scene.of("jira") if one.name == "svc-bw-monthly")
    reader = next(one for one in scene.of("postgresql") if one.name == "report_ro")
    batch = [one for one in scene.of("aws") if "query" in one.acts]
    finance = [one for one in scene.people if one.team == "finance"]
    jira, server, aws = (scene.systems[name] for name in ("jira", "postgresql", "aws"))
    for day in range(3):
        ms = scene.start + (1 + day) * DAY + 3 * HOUR
        for number in range(140):
            act = "search" if number % 9 == 0 else "issue"
            scene.ordinary(jira.work(rng, report, ms + number * 30 * SECOND, act, BOARDS[number % len(BOARDS)]))
        for number, area in enumerate(AREAS[:6] * 6):
            table = f"{area}.{('orders', 'events', 'customers', 'ledger', 'fees', 'refunds')[number // 6]}"
            scene.ordinary(server.work(rng, reader, ms + number * 90 * SECOND, ("read", "copy")[number % 2], table))
        for one in batch:
            for number in range(60):
                scene.ordinary(aws.work(rng, one, ms + number * 70 * SECOND, "query", one.things[number % 3]))
        for person in finance:
            for number in range(25):
                at = scene.start + (1 + day) * DAY + 8 * HOUR + rng.randrange(12 * HOUR)
                scene.ordinary(scene.systems[("jira", "confluence")[number % 2]].live(rng, person, at, person.office))


SCENARIO = Scenario("The quarter's end reads ten times as much", plan, surge=True, company=BRACKWATER)
