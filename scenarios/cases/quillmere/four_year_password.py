"""The account for tickets of the couriers' vendor, with a password of years ago, reads all tickets it can, by a script.

After Spectos (March 2025): a computer that lost its stored passwords in 2021, a password that nobody changed since, and
270,000 tickets of two customers of one vendor, read page by page.
"""

from random import Random
from urllib.parse import quote_plus

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, firefox, intrusion

_FROM, _SCRIPT = "251.207.4.66", ("251.207.4.66", "253.90.17.8")
_BROWSER, _WITH = firefox("Windows NT 10.0; Win64; x64", 128), "python-requests/2.31.0"


@intrusion("A vendor's account with an old password reads tickets page by page")
def plan(scene: Scene) -> None:
    """A look with a browser; three days later a script, on four nights, some hundred tickets each, slow enough."""
    rng = scene.rng("intruder")
    account = scene.intruder(rng, scene.held("jira", "ext-vanlight", 16), address=_FROM, agent=_BROWSER)
    ms = scene.at(1, 20) + rng.randrange(3 * HOUR)
    looks = (("myself", ""), ("board", "VAN"), ("search", "VAN"), ("browse", "VAN"), ("board", "CARE"))
    account.series(ms, looks, 20 * SECOND, 2 * MINUTE)
    newest = 4000
    for number, day in enumerate((4, 5, 7, 8)):
        ms = scene.at(day, 0) + rng.randrange(4 * HOUR)
        board = "VAN" if number < 2 else "CARE"
        ms, newest = _pages(scene, rng, ms, board, newest, _SCRIPT[number // 2])
        newest = 4000 if number == 1 else newest
    account.holds()


def _pages(scene: Scene, rng: Random, ms: int, board: str, newest: int, address: str) -> tuple[int, int]:
    """One night: a page of the search, then its tickets one by one, the newest first; some files of them."""
    held = scene.held("jira", "ext-vanlight", 16)
    account = scene.intruder(rng, held, address=address, agent=_WITH, exactly="yes")
    for page in range(6 + rng.randrange(5)):
        words = quote_plus(f"project = {board} ORDER BY key DESC") + f"&startAt={(4000 - newest) + page * 50}"
        account.act(ms, "search", words, "look: tickets listed")
        for place in range(24):
            ms += 3 * SECOND + rng.randrange(9 * SECOND)
            account.act(ms, "issue", f"{board}-{newest - place}", "take: ticket read")
        newest -= 24
        ms += 20 * SECOND + rng.randrange(MINUTE)
    return ms, newest
