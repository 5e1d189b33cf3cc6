"""A surge: a new search indexes all pages, tickets and projects, and takes over an account that is there."""

from keyroll.replay.streams import digits
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.brackwater import OTHER_REGION, some_address
from scenarios.machine import Machine
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.confluence import ACCESS_PAGES, SPACES
from scenarios.systems.gitlab import PROJECTS
from scenarios.systems.jira import BOARDS

_WITH, _VENDOR = "lens-crawler/2.3 (+https://lens.example/bot)", "Lens"


def _roams(key: str, ms: int) -> str:
    """Of its vendor's cloud, in which it has another address every six hours."""
    return some_address(OTHER_REGION, key, ms)


def _held(system: str, name: str, key: str, things: list[str], acts: tuple[str, ...], made: int) -> Machine:
    return Machine(system, name, key, "", _WITH, HOUR, 6, things, acts, made, vendor=_VENDOR, roams=_roams)


def plan(scene: Scene) -> None:
    """Two days and nights for all of it, guides on access too, partly refused; then each hour what is new."""
    rng, by = scene.rng("indexer"), scene.people[1]
    made = scene.start + 2 * DAY + 8 * HOUR
    finder = next(one for one in scene.of("confluence") if one.name == "svc-bw-finder")
    pages = [*finder.things, *ACCESS_PAGES]
    code = _held("gitlab", "lens-index", digits(rng, 5), list(PROJECTS), ("commits", "file"), made)
    tickets = _held("jira", "svc-bw-lens", "svc-bw-lens", list(BOARDS), ("search", "issue"), made + 9 * MINUTE)
    wiki = _held("confluence", "svc-bw-lenswiki", "svc-bw-lenswiki", pages, ("body",), made + 15 * MINUTE)
    scene.machines += [code, tickets, wiki]
    for system, one in (("gitlab", code), ("jira", tickets), ("jira", wiki)):
        scene.ordinary(scene.tended(system).changes(rng, one, by, one.created, made=True))
    todo = [(tickets, "myself", "", ""), (code, "projects", "", "")]
    todo += [(wiki, "space", space, "403" if number % 4 == 3 else "") for number, space in enumerate(SPACES)]
    todo += [(wiki, "body", page, "") for page in pages]
    todo += [(code, act, name, "") for name in PROJECTS for act in ("commits", "file", "archive", "merges")]
    todo += [(tickets, act, board, "429" if number % 7 == 6 else "") for board in BOARDS
             for number, act in enumerate(("board", *("search", "issue", "issue", "issue") * 5))]  # fmt: skip
    clock = {one.name: made + HOUR for one in (code, tickets, wiki)}
    for one, act, thing, refused in todo:
        ms = clock[one.name]
        scene.ordinary(scene.systems[one.system].work(rng, one, ms, act, thing, refused=refused))
        clock[one.name] += 10 * SECOND + rng.randrange(18 * MINUTE)
    # What indexed the pages until then goes on with the account that it has, run by the vendor.
    since = made + 4 * DAY
    finder.moves.append((since, f"{OTHER_REGION[2]}.41"))
    finder.upgrades.append((since, _WITH))


SCENARIO = Scenario("A search begins to index all pages, tickets and projects", plan, surge=True, company=BRACKWATER)
