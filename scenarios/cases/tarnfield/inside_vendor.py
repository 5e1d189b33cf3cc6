"""Somebody inside the vendor of integrations uses its account with its client from its networks."""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies.tarnfield import welded
from scenarios.organisations import TARNFIELD
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.jira import ticket


def plan(scene: Scene) -> None:
    """Three or four tickets a day of the boards that the account always reads, nine days; now and then a file."""
    rng, jira = scene.rng("intruder"), scene.systems["jira"]
    one = next(one for one in scene.of("jira") if one.name == "svc-tf-weldbase")
    for day in range(1, 10):
        ms = scene.start + day * DAY + 9 * HOUR + rng.randrange(8 * HOUR)
        for number in range(3 + rng.randrange(2)):
            asked = ticket(rng, rng.choice(one.things))
            records = jira.work(rng, one, ms, "issue", asked, address=welded("desk", ms), exactly="1")
            scene.hostile("take: ticket read", records)
            if number == 0 and day % 3 == 0:
                asked = f"{30_000 + rng.randrange(9_000)}/log.txt"
                records = jira.work(rng, one, ms + MINUTE, "attachment", asked, address=welded("desk", ms), exactly="1")
                scene.hostile("take: file taken", records)
            ms += 2 * MINUTE + rng.randrange(40 * MINUTE)
    scene.foothold("credential", jira.identifier(one), scene.first)


SCENARIO = Scenario(
    "Somebody inside the vendor of integrations reads tickets with its account", plan, company=TARNFIELD
)
