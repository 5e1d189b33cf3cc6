"""A settings file that stood open held a token for the code; the code held a password for the tickets.

After the Internet Archive (2024): a token open for years, what it led to, and a desk's tickets read when the first
hole was thought closed.
"""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.estates.kestervale_desk import BOARDS, PROJECTS, attached
from scenarios.keeping import handed
from scenarios.organisations import KESTERVALE
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.jira import ticket
from scenarios.visit import held, visit

#: A small hoster of servers for private customers.
_FROM = ("254.61.18.7", "254.61.18.120", "254.61.44.9")


def plan(scene: Scene) -> None:
    """Some files of the code on five days, until the token is changed; then tickets' files on six, now and then."""
    rng = scene.rng("intruder")
    token, bridge = held(scene, "gitlab", "release-bot", 17), held(scene, "jira", "kv-bridge", 17)
    wanted = [name for name in PROJECTS if name not in token.things and not name.startswith("old")]
    rng.shuffle(wanted)
    for number, day in enumerate((0, 1, 3, 4, 6)):
        ms = scene.start + day * DAY + 6 * HOUR + rng.randrange(15 * HOUR)
        told = {"address": _FROM[number % 2], "agent": "python-gitlab/4.13.0"}
        steps = [("look: projects listed", "projects", "")] if number == 0 else []
        steps += [("take: file read", "file", name) for name in (wanted.pop(), *token.things[number : number + 2])]
        visit(scene, rng, token, ms, steps, (2 * MINUTE, 50 * MINUTE), **told)
    gone = scene.start + 7 * DAY + 9 * HOUR
    handed(scene, rng, token.name, gone, scene.people[2])
    scene.foothold("credential", scene.systems["gitlab"].identifier(token), scene.first, gone + HOUR)
    since = 0
    for day in (8, 9, 11, 12, 14, 16):
        ms = scene.start + day * DAY + 7 * HOUR + rng.randrange(11 * HOUR)
        since, steps = since or ms, []
        for _ in range(2 + rng.randrange(3)):
            board = BOARDS[(7, 7, 9, 6)[rng.randrange(4)]]
            steps.append(("take: ticket read", "issue", ticket(rng, board)))
            if rng.random() < 0.6:
                steps.append(("take: file taken", "attachment", attached(rng)))
        told = {"address": _FROM[2], "agent": bridge.client(ms), "exactly": "1"}
        visit(scene, rng, bridge, ms, steps, (MINUTE, 30 * MINUTE), **told)
    scene.foothold("credential", scene.systems["jira"].identifier(bridge), since)


SCENARIO = Scenario(
    "What stood in an open settings file reads code, then the files at tickets", plan, company=KESTERVALE
)
