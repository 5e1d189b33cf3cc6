"""A settings file that stood open held a token for the code; the code held a password for the tickets.

After the Internet Archive (2024): a token open for years, what it led to, and a desk's tickets read when the first
hole was thought closed.
"""

from scenarios.companies.kestervale import BOARDS, PROJECTS
from scenarios.kit import HOUR, MINUTE, Scene, handed, intrusion
from scenarios.systems.jira import attached, ticket

#: A small hoster of servers for private customers.
_FROM = ("254.61.18.7", "254.61.18.120", "254.61.44.9")


@intrusion("What stood in an open settings file reads code, then the files at tickets")
def plan(scene: Scene) -> None:
    """Some files of the code on five days, until the token is changed; then tickets' files on six, now and then."""
    rng = scene.rng("intruder")
    token, bridge = scene.held("gitlab", "release-bot", 17), scene.held("jira", "kv-bridge", 17)
    wanted = [name for name in PROJECTS if name not in token.things and not name.startswith("old")]
    rng.shuffle(wanted)
    reader = scene.intruder(rng, token, agent="python-gitlab/4.13.0")
    for number, day in enumerate((0, 1, 3, 4, 6)):
        ms = scene.at(day, 6) + rng.randrange(15 * HOUR)
        steps = [("projects", "", "look: projects listed")] if number == 0 else []
        steps += [("file", name, "take: file read") for name in (wanted.pop(), *token.things[number : number + 2])]
        reader.series(ms, steps, 2 * MINUTE, 48 * MINUTE, address=_FROM[number % 2])
    gone = scene.at(7, 9)
    handed(scene, rng, token.name, gone, scene.people[2])
    reader.holds(until=gone + HOUR)
    since, desk = 0, scene.intruder(rng, bridge, address=_FROM[2], exactly="1")
    for day in (8, 9, 11, 12, 14, 16):
        ms = scene.at(day, 7) + rng.randrange(11 * HOUR)
        since, steps = since or ms, []
        for _ in range(2 + rng.randrange(3)):
            board = BOARDS[(7, 7, 9, 6)[rng.randrange(4)]]
            steps.append(("issue", ticket(rng, board), "take: ticket read"))
            if rng.random() < 0.6:
                steps.append(("attachment", attached(rng), "take: file taken"))
        desk.series(ms, steps, MINUTE, 29 * MINUTE, agent=bridge.client(ms))
    desk.holds(since)
