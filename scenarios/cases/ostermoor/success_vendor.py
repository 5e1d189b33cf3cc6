"""What a vendor of customers' numbers holds is used through many exits: tickets first, then files of the chat.

After Gainsight (2025): one look weeks before, then reads from networks that the vendor never uses, with a library for
scripts, until all of the vendor's tokens were taken away.
"""

from random import Random

from scenarios.companies.ostermoor_places import BOARDS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.jira import ticket

_FIRST = "249.60.4.13"
_EXITS = ("250.31.7.40", "251.9.66.2", "251.9.66.84", "252.77.1.9", "253.12.40.40", "254.3.3.91", "249.61.200.7",
          "255.18.2.33", "252.77.90.14")  # fmt: skip
_WITH = "python-requests/2.28.1"


@intrusion("A vendor's account and its application in the chat are used through many exits")
def plan(scene: Scene) -> None:
    """One look on the first day; on the eleventh to the fourteenth day tickets and files; ended on the fifteenth."""
    rng = scene.rng("intruder")
    account = scene.held("jira", "ext-meterwise", 14)
    user = scene.intruder(rng, account, agent=_WITH)
    ms = scene.at(0, 8) + rng.randrange(6 * HOUR)
    looks = [("myself", ""), ("search", BOARDS[3])]
    user.series(ms, looks, 20 * SECOND, MINUTE, address=_FIRST)
    for day in (11, 12, 13):
        _tickets(scene, rng, scene.at(day, 1) + rng.randrange(6 * HOUR))
    app = scene.named("slack", "Meterwise")
    chat, since = scene.intruder(rng, app, agent=_WITH), 0
    for day in (12, 13):
        ms = scene.at(day, 15) + rng.randrange(3 * HOUR)
        since = since or ms
        files = [("download", f"account-plan-{rng.randrange(900)}", "take: file") for _ in range(16 + rng.randrange(9))]
        chat.series(ms, files, 4 * SECOND, 40 * SECOND, address=rng.choice(_EXITS))
    ended = scene.at(14, 17) + rng.randrange(2 * HOUR)
    for one in (account, app):
        one.ended = ended
    scene.changed(rng, account, scene.people[2], ended, made=False)
    user.holds(0, ended)
    chat.holds(since, ended)


def _tickets(scene: Scene, rng: Random, ms: int) -> None:
    """Searches over all that can be seen, then tickets of customers one by one; each exit for some minutes."""
    user = scene.intruder(rng, scene.named("jira", "ext-meterwise"), agent=_WITH)
    for board in BOARDS[2:6]:
        act = "search" if board in BOARDS[3:5] else "board!403"
        user.act(ms, act, board, "look: tickets searched", address=rng.choice(_EXITS))
        ms += 3 * SECOND + rng.randrange(20 * SECOND)
    user.act(ms, "export!403", "project+%3D+CUST", "take: export tried", exactly="yes", address=rng.choice(_EXITS))
    for _ in range(5):
        where = rng.choice(_EXITS)
        for _ in range(14 + rng.randrange(14)):
            thing = ticket(rng, rng.choice(BOARDS[3:5]))
            user.act(ms, "issue", thing, "take: ticket", exactly="yes", address=where)
            ms += SECOND + rng.randrange(9 * SECOND)
        ms += 10 * MINUTE + rng.randrange(40 * MINUTE)
