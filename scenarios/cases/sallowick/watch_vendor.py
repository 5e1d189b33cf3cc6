"""A surge: a vendor that watches over settings begins; its credentials read every list twice a day, refused at first.

Accounts, keys and rights in the cloud, applications in the tenant, projects and tokens of code, roles of the database,
names in the vault, spaces and boards: from networks that nobody here has seen.
"""

from random import Random
from zlib import crc32

from scenarios.companies.sallowick import BOARDS, BUCKETS, PROJECTS, SPACES, TABLES
from scenarios.kit import FOREVER, FRESH, HOUR, MINUTE, SECOND, Machine, Scene, surge, take_up

_AGENT = "Gablewatch-Collector/6.1 (+https://gablewatch.example)"
#: What it may read, and (with a mark) what it may not at first.
_LISTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "gcp": (("policy!1", "accounts", "keys!1", "buckets", "machines", "databases", "secrets!1", "list"), BUCKETS),
    "gitlab": (("projects", "users!403", "groups", "variables!403", "branches", "tree"), PROJECTS),
    "openbao": (("self", "mounts!1", "rules!1", "list!1"), ("ops/", "builds/", "shared/")),
    "postgresql": (("roles", "databases", "tables", "columns"), TABLES),
    "jira": (("myself", "board", "search"), BOARDS),
    "confluence": (("space", "page"), tuple(f"{space}/Tools" for space in SPACES)),
    "microsoft": (("sign-in",), ("",)),
}


def _where(key: str, ms: int) -> str:
    """One of a few dozen addresses in two networks of its hoster."""
    mark = crc32(f"{key}/{ms // (2 * HOUR)}".encode())
    return f"{(246, 249)[mark % 2]}.151.{mark // 2 % 4}.{10 + mark // 8 % 40}"


@surge("A vendor that watches over settings begins to read every list")
def plan(scene: Scene) -> None:
    """A trial by hand on the second day; sweeps twice a day from the third; rights are widened on the fifth."""
    rng = scene.rng("vendor")
    for number, (system, (acts, things)) in enumerate(_LISTS.items()):
        made = scene.at(1, 9) + number * 12 * MINUTE
        name = {"openbao": "token-gablewatch", "microsoft": "Gablewatch", "postgresql": "gablewatch_ro",
                "gitlab": "gablewatch"}.get(system, "sw-gablewatch")  # fmt: skip
        key = "48231" if system == "gitlab" else FRESH[system](rng) if system in FRESH else name
        new = Machine(system, name, key, "", _AGENT, FOREVER, 1, list(things), acts, created=made, vendor="Gablewatch",
                      roams=_where)  # fmt: skip
        if system in ("postgresql", "confluence"):
            scene.adds(new)  # their logs tell nothing of it
        else:
            take_up(scene, new, 24)
        _sweep(scene, rng, new, made + 20 * MINUTE, refused=True)
        for day in range(2, 16):
            for hour in (2, 14):
                _sweep(scene, rng, new, scene.at(day, hour) + rng.randrange(HOUR), refused=day < 5)


def _sweep(scene: Scene, rng: Random, key: Machine, ms: int, *, refused: bool) -> None:
    """Each list once, and some things of each kind."""
    user = scene.user(rng, key)
    for thing in rng.sample(key.things, min(len(key.things), 9)):
        steps = [(act if refused else act.partition("!")[0], thing) for act in key.acts]
        ms = user.series(ms, steps, SECOND, 5 * SECOND)
