"""The tokens that a vendor of the market's prices holds read tickets, and not only those of sales.

After Klue (June 2026): a credential of a given-up trial at the vendor, the tokens that it holds for its customers, and
what these may read, copied within half a day from many exits.
"""

from urllib.parse import quote_plus
from zlib import crc32

from scenarios.companies.wrenfold_places import BOARDS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_AGENT = "python-requests/2.32.3"


def _exit(ms: int) -> str:
    """One of some dozens of exits, another one every quarter of an hour."""
    mark = crc32(f"exit/{ms // (15 * MINUTE)}".encode())
    return f"{250 + mark % 4}.{mark // 4 % 250}.{mark // 1000 % 250}.{2 + mark // 250_000 % 250}"


@intrusion("A vendor's tokens copy tickets and files within half a day")
def plan(scene: Scene) -> None:
    """Some looks at noon; from the evening on 480 requests page by page; files of the chat; then it is taken away."""
    rng = scene.rng("intruder")
    held = scene.held("jira", "ext-rivalscope", 6)
    account = scene.intruder(rng, held, agent=_AGENT)
    ms = scene.at(4, 11) + rng.randrange(2 * HOUR)
    looks = (("myself", ""), ("projects", ""), ("fields", ""), ("board", BOARDS[4]), ("board!403", BOARDS[7]))
    account.series(ms, looks, 20 * SECOND, 3 * MINUTE, address=_exit(ms), exactly="1")
    ms = scene.at(4, 19) + rng.randrange(2 * HOUR)
    for board, pages in ((BOARDS[4], 90), (BOARDS[3], 120), (BOARDS[0], 200)):
        for page in range(pages):
            query = f"{quote_plus(f'project = {board} ORDER BY created')}&startAt={page * 50}"
            account.act(ms, "search", query, "take: tickets", address=_exit(ms), exactly="1")
            ms += 3 * SECOND + rng.randrange(50 * SECOND)
    for _ in range(70):
        account.act(ms, "attachment", BOARDS[4], "take: file", address=_exit(ms))
        ms += 4 * SECOND + rng.randrange(70 * SECOND)
    app = scene.intruder(rng, scene.held("slack", "Rivalscope", 6), agent=_AGENT)
    since = ms = ms + 10 * MINUTE
    for number in range(24):
        app.act(ms, "download", f"prices {number}", "take: file", address=_exit(ms))
        ms += 10 * SECOND + rng.randrange(2 * MINUTE)
    held.ended = scene.at(5, 13)
    scene.changed(rng, held, scene.people[3], held.ended, made=False)
    account.holds()
    app.holds(since)
