"""A surge: the pages move from the wiki to the drive, with a tool, by hand, and with an export of each space."""

from random import Random

from scenarios.companies.lowmere import BOARDS, PAGES, SPACES
from scenarios.kit import DAY, FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, digits, surge
from scenarios.systems.jira import attached

_HOST, _WITH = "198.18.95.44", "pagemover/2.0 (python-requests/2.33.1)"


@surge("The pages move from the wiki to the drive")
def plan(scene: Scene) -> None:
    """A try with one space, all spaces two days later, half of it again after a fault; people compare both by hand."""
    rng = scene.rng("move")
    account = Machine("confluence", "lm-pagemover", "lm-pagemover", _HOST, _WITH, FOREVER, 1, [], ("body",),
                      created=scene.at(1, 15))  # fmt: skip
    grant = Machine("workspace", "Page mover", digits(rng, 21), _HOST, "", FOREVER, 1, [], ("edit",),
                    created=scene.at(1, 15))  # fmt: skip
    scene.adds(account, grant)
    for day, spaces in ((1, SPACES[:1]), (3, SPACES), (4, SPACES[4:])):
        ms = scene.at(day, 16) + rng.randrange(HOUR)
        for space in spaces:
            ms = _space(scene, rng, (account, grant), space, ms) + 5 * MINUTE
    for day in (4, 5, 8):
        for who in scene.people[:18]:
            for _ in range(6):
                ms = scene.at(day) + who.begins + rng.randrange(9 * HOUR)
                scene.lives(rng, who, ms, who.place(scene.at(day)), "confluence", "workspace")
    orders = scene.user(rng, scene.named("jira", "lm-orders"), address=_HOST, agent=_WITH)
    steps = [("search", board) for board in BOARDS for _ in range(6)]
    ms = orders.series(scene.at(8, 17), steps, SECOND, 9 * SECOND)
    files = [("attachment" if number % 9 else "attachment!404", attached(rng)) for number in range(140)]
    orders.series(ms, files, SECOND, 20 * SECOND, exactly="1")
    account.ended = scene.at(12) + DAY


def _space(scene: Scene, rng: Random, both: tuple[Machine, Machine], space: str, ms: int) -> int:
    """The space as a whole, then page by page: read here, written there."""
    account, grant = (scene.user(rng, one) for one in both)
    account.series(ms, [("space", space), ("export", space), ("export!403", "LEGAL")], 20 * SECOND, MINUTE)
    for page in PAGES * 2:
        thing = f"{space}/{page}"
        account.series(ms + MINUTE, [("body", thing), ("page", thing)], SECOND, 3 * SECOND)
        grant.act(ms + MINUTE + 5 * SECOND, "edit", f"{space.lower()}-{page.lower()}")
        grant.act(ms + MINUTE + 9 * SECOND, "change_user_access", f"{space.lower()}-{page.lower()}")
        ms += 9 * SECOND + rng.randrange(20 * SECOND)
    return ms
