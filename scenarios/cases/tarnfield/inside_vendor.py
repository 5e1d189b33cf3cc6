"""Somebody inside the vendor of integrations uses its account with its client from its networks."""

from scenarios.companies.tarnfield import welded
from scenarios.kit import HOUR, MINUTE, Scene, intrusion
from scenarios.systems.jira import ticket


@intrusion("Somebody inside the vendor of integrations reads tickets with its account")
def plan(scene: Scene) -> None:
    """Three or four tickets a day of the boards that the account always reads, nine days; now and then a file."""
    rng, account = scene.rng("intruder"), scene.named("jira", "svc-tf-weldbase")
    intruder = scene.intruder(rng, account, exactly="1")
    for day in range(1, 10):
        ms = scene.at(day, 9) + rng.randrange(8 * HOUR)
        for number in range(3 + rng.randrange(2)):
            where = welded("desk", ms)
            intruder.act(ms, "issue", ticket(rng, rng.choice(account.things)), "take: ticket read", address=where)
            if number == 0 and day % 3 == 0:
                file = f"{30_000 + rng.randrange(9_000)}/log.txt"
                intruder.act(ms + MINUTE, "attachment", file, "take: file taken", address=where)
            ms += 2 * MINUTE + rng.randrange(40 * MINUTE)
    intruder.holds()
