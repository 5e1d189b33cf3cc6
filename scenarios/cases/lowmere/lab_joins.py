"""A surge: a smaller laboratory is taken over; its people, keys, code, protocols and tables move in within a week."""

from random import Random

from scenarios.companies.lowmere import BUCKETS, PAGES, SPACES, TABLES, person
from scenarios.kit import (
    DAY,
    FOREVER,
    FRESH,
    HOUR,
    MINUTE,
    SECOND,
    Machine,
    Scene,
    by_hand,
    surge,
    take_up,
)
from scenarios.systems.microsoft import Microsoft

#: Where the other laboratory's machines are.
_NETWORK = "198.18.130"
_OLD = "gcloud-python/1.20.0 gl-python/3.7.9"
_JOBS = ("furnace", "xray", "rheology", "aging", "stock", "archive")


@surge("A smaller laboratory is taken over with all that it has")
def plan(scene: Scene) -> None:
    """Seven people on a morning; keys on three days, refused at first; all copied over on two nights."""
    rng, joined = scene.rng("joins"), scene.at(1, 16)
    tenant = scene.known("microsoft", Microsoft)
    for number in range(7):
        new = person(rng, 50 + number, "research", joined)
        scene.people.append(new)
        ms = joined + number * 6 * MINUTE
        for operation in ("Add user.", "Change user license.", "Add member to group."):
            scene.ordinary(tenant.person_does(rng, scene.people[15], ms, operation, new.login))
            ms += 9 * SECOND
        for _ in range(4):
            scene.lives(
                rng, new, ms + rng.randrange(9 * HOUR), new.office, "workspace", "confluence", "slack", "gitlab"
            )
    for number, name in enumerate(_JOBS):
        made = joined + number % 3 * DAY + rng.randrange(8 * HOUR)
        key = Machine("gcp", f"bf-{name}", FRESH["gcp"](rng), f"{_NETWORK}.{20 + number}", _OLD,
                      (2 * HOUR, DAY)[number % 2], 4 + number * 7, list(BUCKETS[number * 3 : number * 3 + 2]),
                      ("put", "list", "read"), created=made, phase=rng.randrange(HOUR))  # fmt: skip
        take_up(scene, key, 15 + number % 4)
        scene.user(rng, key).series(made + 8 * MINUTE, [("put!1", key.things[0])] * (2 + number), 4 * MINUTE)
        by_hand(scene, rng, key, made + HOUR, scene.people[15].office, 5)
    _moves(scene, rng, joined + DAY)


def _moves(scene: Scene, rng: Random, begins: int) -> None:
    """Code is put up, protocols are written, tables are copied, by tools with keys of their own."""
    token = Machine("gitlab", "bf-import", FRESH["gitlab"](rng), f"{_NETWORK}.60", "gitlab-exporter/16.2", FOREVER, 1,
                    ["shared/units"], ("commit", "projects", "branches"), created=begins)  # fmt: skip
    take_up(scene, token, 16)
    steps = [(act, f"brightfen/{name}") for name in _JOBS for act in ("commit", "branches", "commit", "tags")] * 6
    scene.user(rng, token).series(begins + HOUR, [("projects", ""), ("groups", ""), *steps], SECOND, 40 * SECOND)
    pages = scene.user(rng, scene.named("confluence", "lm-protocols"), address=f"{_NETWORK}.61", agent="wikimover/0.9")
    steps = [(act, f"{space}/{page}") for space in SPACES for page in PAGES for act in ("body", "update", "page")]
    pages.series(begins + 5 * HOUR, steps, SECOND, 12 * SECOND)
    dump = scene.user(rng, scene.named("postgresql", "table_dump"), address=f"{_NETWORK}.62", agent="pg_restore")
    for night in (0, 1):
        steps = [("tables", ""), ("roles", ""), *((act, table) for table in TABLES for act in ("copy", "write"))]
        dump.series(begins + night * DAY + 12 * HOUR, steps, 3 * SECOND, 50 * SECOND)
