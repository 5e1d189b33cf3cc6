"""A surge: the company's drivers strike for a week, and four other carriers bring the parcels.

Each carrier gets a key in each cloud, an account for tickets and an application in the chat within a day, and calls
from networks that nobody has seen; depots plan by night, in part on the telephones of who is there.
"""

from random import Random
from zlib import crc32

from scenarios.companies.pendrake_places import BOARDS, OFFICES, REGIONS, TABLES, road
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Scene, by_hand, surge, take_up
from scenarios.machine import job
from scenarios.staff import looks_around
from scenarios.systems.gcp import Gcp
from scenarios.systems.jira import Jira, ticket

_CARRIERS = ("northline", "viasur", "baltcargo", "pronto")
#: What each carrier gets: system, what its name ends with, acts, things, how often.
_GIVEN: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...], int], ...] = (
    ("gcp", "parcels", ("read", "read", "put", "list"), ("pd-parcels-raw", "pd-labels-raw"), HOUR),
    ("aws", "labels", ("object", "put-object"), ("pd-orders-shared|label.pdf", "pd-orders-shared|list.csv"), 2 * HOUR),
    ("jira", "desk", ("open", "comment", "issue", "attachment"), BOARDS[2:3], HOUR),
    ("slack", "late list", ("upload", "download"), ("list", "map"), 3 * HOUR),
)


def _lorries(key: str, ms: int) -> str:
    """Where a carrier's programs run: some addresses of a hoster of its own."""
    mark = crc32(f"{key}/{ms // (2 * HOUR)}".encode())
    return f"{(242, 245, 246, 249)[crc32(key.encode()) % 4]}.14.{crc32(key.encode()) % 200}.{20 + mark % 9}"


@surge("Drivers strike for a week, and four other carriers bring the parcels")
def plan(scene: Scene) -> None:
    """Sixteen credentials on the second day, refused at first; seven days and nights of work; then they are ended."""
    rng = scene.rng("strike")
    for place, carrier in enumerate(_CARRIERS):
        for number, (system, what, acts, things, every) in enumerate(_GIVEN):
            new = job(rng, system, f"pd-{carrier}-{what}", ("okhttp/5.5.0", "GuzzleHttp/7", "axios/1.16.0",
                                                           "Apache-HttpClient/5.5")[place], every, 9, things, acts,
                      _lorries)  # fmt: skip
            new.created = scene.at(1, 9 + 2 * place) + number * 25 * MINUTE
            new.ended = scene.at(9, 14) + (place * 4 + number) * 9 * MINUTE
            if system == "slack":
                scene.adds(new)  # its log tells nothing of it
                continue
            take_up(scene, new, place)
            user = scene.user(rng, new)
            status = "403" if system == "jira" else "1"
            user.series(new.created + 4 * MINUTE, [(f"{acts[0]}!{status}", things[0])] * (3 + 2 * place), MINUTE,
                        9 * MINUTE)  # fmt: skip
            by_hand(scene, rng, new, new.created + 2 * HOUR, OFFICES[place % 3][0], 5)
            scene.changed(rng, new, scene.people[place], new.ended, made=False)
    _planned_anew(scene, rng)


def _planned_anew(scene: Scene, rng: Random) -> None:
    """Engineers and depots give out parcels anew, at all hours."""
    cloud, boards = scene.known("gcp", Gcp), scene.known("jira", Jira)
    depots = [(number, one) for number, one in enumerate(scene.people) if one.team == "depots"]
    reads = scene.user(rng, scene.named("postgresql", "roads_ro"))
    for day in range(2, 9):
        for region in REGIONS:
            key = next(one for one in scene.lasting("gcp", scene.at(day), scene.at(day) + DAY)
                       if one.name == f"pd-routes-{region}")  # fmt: skip
            steps = [(rng.choice(key.acts), rng.choice(key.things)) for _ in range(70)]
            scene.user(rng, key).series(scene.at(day, 1) + rng.randrange(HOUR), steps, 20 * SECOND, 6 * MINUTE)
        tables = [name for name in TABLES if name.startswith(("parcels", "couriers"))]
        steps = [("all", name) for name in tables * 2]
        reads.series(scene.at(day, 2), steps, MINUTE, 8 * MINUTE)
        who = scene.people[4 + rng.randrange(40)]
        looks_around(scene, rng, cloud, who, scene.at(day, 19), ("list", "machines", "functions", "read", "label"),
                     ("pd-routes-raw", "pd-parcels-raw"), who.home, 22, (MINUTE, 8 * MINUTE))  # fmt: skip
        for number, one in rng.sample(depots, 20):
            ms = scene.at(day, 3) + rng.randrange(18 * HOUR)
            for _ in range(9):
                act = rng.choice(("browse", "comment", "issue"))
                where = road(str(number), ms)
                scene.ordinary(boards.person_does(rng, one, ms, act, ticket(rng, BOARDS[2]), where, one.agent))
                ms += MINUTE + rng.randrange(12 * MINUTE)
