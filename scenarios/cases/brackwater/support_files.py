"""A support tool's account takes the recordings that people attach to tickets; a session in one of them is used."""

from dataclasses import replace

from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies.brackwater import VENDORS
from scenarios.machine import FOREVER, Machine
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.jira import ticket

#: A machine in the vendor's own range, and where the session is used.
_NEAR, _FAR = "198.19.20.143", "198.18.241.30"


def plan(scene: Scene) -> None:
    """Six days, a ticket and two or three files each, with the vendor's client; then a session makes a token."""
    rng = scene.rng("intruder")
    jira, okta = scene.systems["jira"], scene.tended("okta")
    one = next(one for one in scene.of("jira", vendor=True))
    for day in (1, 2, 3, 4, 7, 8):
        ms = scene.start + day * DAY + 8 * HOUR + rng.randrange(8 * HOUR)
        asked = ticket(rng, rng.choice(one.things))
        scene.hostile("look: ticket read", jira.work(rng, one, ms, "issue", asked, address=_NEAR, exactly="1"))
        for _ in range(2 + rng.randrange(2)):
            ms += MINUTE + rng.randrange(12 * MINUTE)
            name = f"{20_000 + rng.randrange(9_000)}/{rng.choice(('session', 'browser', 'crew-portal'))}.har"
            scene.hostile(
                "take: recording taken", jira.work(rng, one, ms, "attachment", name, address=_NEAR, exactly="1")
            )
    ms = scene.start + 9 * DAY + 13 * HOUR + rng.randrange(3 * HOUR)
    token = Machine("okta", "workflow-sync", okta_id(rng, "00T"), _FAR, "", FOREVER, 1, [], (), ms)
    records = okta.changes(rng, token, replace(scene.people[2], office=_FAR), ms, made=True)
    scene.hostile("stay: token made in an administrator's session", records)
    scene.machines.append(token)
    scene.foothold("credential", okta.identifier(token), ms)
    scene.foothold("credential", jira.identifier(one), scene.first)


SCENARIO = Scenario(
    f"{VENDORS[0]}'s account takes recordings out of tickets, and a session in one is used", plan, company=BRACKWATER
)
