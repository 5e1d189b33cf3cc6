"""A surge: a door is recalled; for six days all that was ever written, measured and sent about doors is gathered.

Engineers, lawyers and an outside laboratory read tickets, code, tables, pictures and mail in bulk, with new keys and
with old ones, in searches for words, day and night.
"""

from random import Random

from scenarios.companies.ostermoor_places import BUCKETS, PROJECTS, TABLES
from scenarios.kit import BY_HAND, DAY, FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, aws_id, digits, surge, take_up
from scenarios.kit import uuid as fresh
from scenarios.systems.gitlab import Gitlab
from scenarios.systems.jira import Jira
from scenarios.systems.microsoft import Microsoft

_LAB = ("198.18.240.14", "198.18.240.15")
_WORDS = ("door", "closing+force", "injury", "sensor", "recall", "report")
_GO = "Go-http-client/2.0"


@surge("All that was ever written about a door is gathered in six days")
def plan(scene: Scene) -> None:
    """A key, a token and an application for the laboratory; then reading by machines and by eleven people."""
    rng, begins = scene.rng("recall"), scene.at(1, 8)
    _laboratory(scene, rng, begins)
    for day in range(6):
        for who in rng.sample(scene.people[266:300], 5):
            _lawyer(scene, rng, who.login, begins + day * DAY + rng.randrange(8 * HOUR))
    for who in scene.people[62:68]:
        _engineer(scene, rng, who.login, begins + DAY + rng.randrange(6 * HOUR))
    role = scene.user(rng, scene.named("postgresql", "reports_ro"), address=scene.people[9].home, agent="psql")
    doors = [name for name in TABLES if name.startswith(("doors", "lifts", "visits"))]
    for night in range(3):
        steps = [(act, name) for name in doors for act in ("columns", "count", "all")]
        role.series(begins + night * DAY + 12 * HOUR, steps, 9 * SECOND, 2 * MINUTE)


def _laboratory(scene: Scene, rng: Random, begins: int) -> None:
    """A firm outside takes objects, code and mail, each with a credential of its own that ends after the week."""
    key = Machine("aws", "svc-om-recall", aws_id(rng, "AKIA"), _LAB[0], "rclone/v1.71.2", FOREVER, 1, [], ())
    token = Machine("gitlab", "recall-lab", digits(rng, 5), _LAB[1], "git/2.51.0", FOREVER, 1, list(PROJECTS), ())
    app = Machine("microsoft", "Recall export", fresh(rng), _LAB[1], "MSAL.NetCore/4.90.0", FOREVER, 1, [], ("mail",))
    for number, one in enumerate((key, token, app)):
        one.created, one.ended = begins - 3 * HOUR + number * HOUR, begins + 7 * DAY
        take_up(scene, one, 2)
        scene.changed(rng, one, scene.people[2], one.ended, made=False)
    for day in range(4):
        ms = begins + day * DAY + rng.randrange(12 * HOUR)
        reads = [
            ("object", f"om-doors-{rng.choice(('raw', 'shared'))}|{rng.randrange(9000):04d}.bin") for _ in range(260)
        ]
        scene.user(rng, key).series(ms, [("buckets!1", ""), ("objects", "om-doors-raw"), *reads], SECOND, 4 * SECOND)
        mine = [name for name in PROJECTS if name.startswith(("door", "controller", "sensor", "bench"))]
        scene.user(rng, token).series(
            ms, [(act, name) for name in mine for act in ("fetch", "archive")], SECOND, MINUTE
        )
        boxes = [("mail", f"{name}@ostermoor.example") for name in ("safety", "road-eu", "road-us", "road-ap")] * 9
        scene.user(rng, app).series(ms, boxes, 4 * SECOND, 30 * SECOND)


def _lawyer(scene: Scene, rng: Random, login: str, ms: int) -> None:
    """Searches for words, then all tickets that they find; boxes of others are read by leave."""
    who, boards = next(one for one in scene.people if one.login == login), scene.known("jira", Jira)
    mail = scene.known("microsoft", Microsoft)
    for word in rng.sample(_WORDS, 3):
        thing = f"project+in+%28DOOR%2CROAD%2CSAFE%29+AND+text+~+{word}"
        for act in ("search", "export"):
            scene.ordinary(boards.person_does(rng, who, ms, act, thing, who.office, who.agent))
            ms += 20 * SECOND
        for _ in range(30):
            act, thing = rng.choice((("browse", f"DOOR-{400 + rng.randrange(3600)}"),
                                     ("attachment", f"{61_000 + rng.randrange(9_000)}/photo.jpg")))  # fmt: skip
            scene.ordinary(boards.person_does(rng, who, ms, act, thing, who.office, who.agent))
            ms += 4 * SECOND + rng.randrange(MINUTE)
    for name in ("safety", "people"):
        box = f"{name}@ostermoor.example"
        scene.ordinary(mail.reads(rng, ms, box, who.office, "00000002-0000-0ff1-ce00-000000000000"))


def _engineer(scene: Scene, rng: Random, login: str, ms: int) -> None:
    """Old code of doors is fetched and searched; the benches' key and the vault's token are used from home."""
    who, code = next(one for one in scene.people if one.login == login), scene.known("gitlab", Gitlab)
    for project in rng.sample(PROJECTS, 12):
        for act in ("fetch", "search", "branches"):
            scene.ordinary(code.person_does(rng, who, ms, act, project, who.home, _GO, query="closing_force"))
            ms += 9 * SECOND + rng.randrange(2 * MINUTE)
    key = scene.user(rng, scene.named("aws", "svc-om-bench"), address=who.home, agent=BY_HAND["aws"])
    steps = [
        ("who", ""),
        ("buckets", ""),
        *(("objects", name) for name in BUCKETS[3:9]),
        *(("object", f"om-drives-raw|bench/{number:03d}.log") for number in rng.sample(range(300), 25)),
    ]
    key.series(ms, steps, 3 * SECOND, 40 * SECOND)
