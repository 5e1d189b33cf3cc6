"""A surge: a new search indexes all pages, tickets and projects, and takes over an account that is there."""

from scenarios.companies.brackwater import ACCESS_PAGES, BOARDS, OTHER_REGION, PROJECTS, SPACES, some_address
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Machine, Scene, digits, surge

_WITH, _VENDOR = "lens-crawler/2.3 (+https://lens.example/bot)", "Lens"


def _roams(key: str, ms: int) -> str:
    """Of its vendor's cloud, in which it has another address every six hours."""
    return some_address(OTHER_REGION, key, ms)


def _reader(system: str, name: str, key: str, things: list[str], acts: tuple[str, ...], made: int) -> Machine:
    return Machine(system, name, key, "", _WITH, HOUR, 6, things, acts, made, vendor=_VENDOR, roams=_roams)


@surge("A search begins to index all pages, tickets and projects")
def plan(scene: Scene) -> None:
    """Two days and nights for all of it, guides on access too, partly refused; then each hour what is new."""
    rng, by, made = scene.rng("indexer"), scene.people[1], scene.at(2, 8)
    finder = scene.named("confluence", "svc-bw-finder")
    pages = [*finder.things, *ACCESS_PAGES]
    code = _reader("gitlab", "lens-index", digits(rng, 5), list(PROJECTS), ("commits", "file"), made)
    tickets = _reader("jira", "svc-bw-lens", "svc-bw-lens", list(BOARDS), ("search", "issue"), made + 9 * MINUTE)
    wiki = _reader("confluence", "svc-bw-lenswiki", "svc-bw-lenswiki", pages, ("body",), made + 15 * MINUTE)
    scene.adds(code, tickets, wiki)
    for system, reader in (("gitlab", code), ("jira", tickets), ("jira", wiki)):
        scene.ordinary(scene.tended(system).changes(rng, reader, by, reader.created, made=True))
    todo = [(tickets, "myself", ""), (code, "projects", "")]
    todo += [(wiki, "space!403" if number % 4 == 3 else "space", space) for number, space in enumerate(SPACES)]
    todo += [(wiki, "body", page) for page in pages]
    todo += [(code, act, name) for name in PROJECTS for act in ("commits", "file", "archive", "merges")]
    todo += [(tickets, f"{act}!429" if number % 7 == 6 else act, board) for board in BOARDS
             for number, act in enumerate(("board", *("search", "issue", "issue", "issue") * 5))]  # fmt: skip
    clock = {reader.name: made + HOUR for reader in (code, tickets, wiki)}
    for reader, act, thing in todo:
        ms = clock[reader.name]
        clock[reader.name] = scene.user(rng, reader).series(ms, [(act, thing)], 10 * SECOND, 18 * MINUTE)
    # What indexed the pages until then goes on with the account that it has, run by the vendor.
    finder.moves.append((made + 4 * DAY, f"{OTHER_REGION[2]}.41"))
    finder.upgrades.append((made + 4 * DAY, _WITH))
