"""A support tool's account takes the recordings that people attach to tickets; a session in one of them is used."""

from dataclasses import replace

from scenarios.companies.brackwater import VENDORS
from scenarios.kit import FOREVER, HOUR, MINUTE, Machine, Scene, intrusion, okta_id
from scenarios.systems.jira import ticket

#: A machine in the vendor's own range, and where the session is used.
_NEAR, _FAR = "198.19.20.143", "198.18.241.30"


@intrusion(f"{VENDORS[0]}'s account takes recordings out of tickets, and a session in one is used")
def plan(scene: Scene) -> None:
    """Six days, a ticket and two or three files each, with the vendor's client; then a session makes a token."""
    rng, account = scene.rng("intruder"), scene.of("jira", vendor=True)[0]
    intruder = scene.intruder(rng, account, address=_NEAR, exactly="1")
    for day in (1, 2, 3, 4, 7, 8):
        ms = scene.at(day, 8) + rng.randrange(8 * HOUR)
        intruder.act(ms, "issue", ticket(rng, rng.choice(account.things)), "look: ticket read")
        for _ in range(2 + rng.randrange(2)):
            ms += MINUTE + rng.randrange(12 * MINUTE)
            name = f"{20_000 + rng.randrange(9_000)}/{rng.choice(('session', 'browser', 'crew-portal'))}.har"
            intruder.act(ms, "attachment", name, "take: recording taken")
    ms = scene.at(9, 13) + rng.randrange(3 * HOUR)
    token = Machine("okta", "workflow-sync", okta_id(rng, "00T"), _FAR, "", FOREVER, 1, [], (), ms)
    records = scene.tended("okta").changes(rng, token, replace(scene.people[2], office=_FAR), ms, made=True)
    scene.hostile("stay: token made in an administrator's session", records)
    scene.adds(token)
    scene.intruder(rng, token).holds(ms)
    intruder.holds()
