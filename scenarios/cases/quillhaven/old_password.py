"""A vendor's account on tickets, whose password was taken from a browser four years ago, copies tickets and files.

After Spectos (2025): a password that nobody changed, no factor, a vendor whose account saw the customers of others, and
everything that it could open within days.
"""

from scenarios.companies.quillhaven_places import BOARDS
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Scene, firefox, intrusion
from scenarios.systems.jira import attached, ticket

_FROM, _SCRIPT = "251.118.40.7", ("251.118.40.7", "254.9.133.21")
_BROWSER, _CLIENT = firefox(WINDOWS, 148), "python-requests/2.31.0"


@intrusion("A vendor's account with an old password copies tickets and files")
def plan(scene: Scene) -> None:
    """A look with a browser; a day later a script lists boards, then on three nights tickets and what is attached."""
    rng = scene.rng("intruder")
    link = scene.intruder(rng, scene.held("jira", "ext-deskrelay", 12), agent=_BROWSER, exactly="yes")
    ms = scene.at(2, 15) + rng.randrange(5 * HOUR)
    looks = [("myself", ""), ("browse", ticket(rng, BOARDS[6])), ("browse", ticket(rng, BOARDS[7])),
             ("search", "text+~+consignee"), ("file", attached(rng).partition("/")[0])]  # fmt: skip
    link.series(ms, looks, 20 * SECOND, 3 * MINUTE, address=_FROM)
    for number, (day, hour, count) in enumerate(((4, 1, 130), (5, 0, 270), (7, 2, 290))):
        ms = scene.at(day, hour) + rng.randrange(2 * HOUR)
        if not number:
            steps = [("board", board, "look: board") for board in BOARDS]
            ms = link.series(ms, steps, 3 * SECOND, 9 * SECOND, agent=_CLIENT, address=_SCRIPT[0])
        for place in range(count):
            board = BOARDS[6 + place % 2] if number < 2 else BOARDS[(2, 3, 4)[place % 3]]
            if place % 25 == 0:
                asked = f"project+%3D+{board}+ORDER+BY+created+startAt+{place}"
                step = ("search", asked, "look: search")
            elif place % 3:
                step = ("issue", ticket(rng, board), "take: ticket")
            else:
                step = ("attachment", attached(rng), "take: file")
            link.act(ms, *step, agent=_CLIENT, address=_SCRIPT[number % 2])
            ms += 2 * SECOND + rng.randrange(14 * SECOND)
    link.holds()
