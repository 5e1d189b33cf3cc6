"""A surge: a consumers' league asks for thousands of buyers what is kept on them, and that it be erased.

A program collects by night from tables, buckets and tickets what is kept on persons, and then deletes it; the roles
for it are new, each batch is tried by hand first, and support answers over a week-end.
"""

from random import Random

from scenarios.companies.pendrake_places import BOARDS, BUCKETS, DOCUMENTS, TABLES, TEND
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Scene, by_hand, surge, take_up
from scenarios.machine import FOREVER, Machine, job
from scenarios.systems.aws import Aws
from scenarios.systems.jira import Jira, attached, ticket

_AGENT = "erasure/1.3 Python/3.14.4"


@surge("Thousands of buyers ask for what is kept on them, and that it be erased")
def plan(scene: Scene) -> None:
    """Three new credentials; tries on two days; five nights of reading, then three of deleting; a week-end's work."""
    rng, cloud = scene.rng("erasure"), scene.known("aws", Aws)
    role = job(rng, "postgresql", "erasure_rw", "erasure", FOREVER, 1, TABLES, ("all", "erase"), TEND)
    key = job(rng, "aws", "svc-pd-erasure", _AGENT, FOREVER, 1, BUCKETS, ("object", "drop-object"), TEND)
    desk = job(rng, "jira", "pd-erasure", _AGENT, FOREVER, 1, BOARDS[:1], ("search", "attachment", "comment"), TEND)
    for number, new in enumerate((role, key, desk)):
        new.created = scene.at(1, 10) + number * HOUR
        if new is role:
            scene.adds(new)  # the database's log tells nothing of it
        else:
            take_up(scene, new, number)
    persons = [name for name in TABLES if name.endswith((".persons", ".events", ".notes"))]
    for day in (1, 2):
        for one, act in ((key, "object!1"), (key, "drop-object!1")):
            tries = [(act, f"{rng.choice(BUCKETS)}|person/0001.json")] * 5
            scene.user(rng, one, address=scene.people[9].office).series(scene.at(day, 14), tries, MINUTE, 9 * MINUTE)
        by_hand(scene, rng, role, scene.at(day, 15), scene.people[9].home, 7)
    _read_and_deleted(scene, rng, (role, key, desk), persons)
    for day in (3, 8, 10):
        by, ms = scene.people[day % 4], scene.at(day, 16)
        for act, thing in (("drop-bucket-rule", BUCKETS[day]), ("stop-versions", BUCKETS[day]), ("snapshots", ""),
                           ("drop-snapshot", f"orders-{day:02d}"), ("bucket-rule", BUCKETS[day])):  # fmt: skip
            scene.ordinary(cloud.person_does(rng, by, ms, act, thing, by.place(scene.at(day))))
            ms += 3 * MINUTE + rng.randrange(9 * MINUTE)
    _answered(scene, rng)


def _read_and_deleted(scene: Scene, rng: Random, made: tuple[Machine, Machine, Machine], persons: list[str]) -> None:
    """On five nights what is kept is collected, on three it is deleted."""
    role, key, desk = (scene.user(rng, one) for one in made)
    for day in (2, 3, 4, 5, 6, 8, 9, 10):
        deletes = day > 6
        role.series(scene.at(day, 20) + rng.randrange(HOUR),
                    [("erase" if deletes else "all", rng.choice(persons)) for _ in range(190)], 2 * SECOND,
                    40 * SECOND)  # fmt: skip
        key.series(scene.at(day, 21) + rng.randrange(HOUR),
                   [("drop-object" if deletes else "object", f"{rng.choice(BUCKETS)}|person/{rng.randrange(9000):05d}")
                    for _ in range(420)], SECOND, 16 * SECOND)  # fmt: skip
        desk.series(scene.at(day, 22), [(rng.choice(("search", "attachment")), BOARDS[0]) for _ in range(140)], SECOND,
                    30 * SECOND)  # fmt: skip


def _answered(scene: Scene, rng: Random) -> None:
    """Thirty of support answer from Friday to Monday, late too; the office reads documents."""
    boards = scene.known("jira", Jira)
    crew = [one for one in scene.people if one.team == "support"][:30]
    office = [one for one in scene.people if one.team == "office"]
    for day in range(4, 8):
        for who in crew:
            ms = scene.at(day, 9) + rng.randrange(9 * HOUR)
            for _ in range(16):
                act = rng.choice(("browse", "comment", "attachment", "search"))
                found = {"attachment": attached(rng), "search": "text+%7E+%22erase%22"}
                thing = found.get(act) or ticket(rng, BOARDS[0])
                scene.ordinary(boards.person_does(rng, who, ms, act, thing, who.home, who.agent))
                ms += 30 * SECOND + rng.randrange(10 * MINUTE)
        scene.lives(rng, office[day], scene.at(day, 12), office[day].home, "workspace", "slack", "okta")
    reads = scene.user(rng, scene.named("workspace", "Postwing letters"))
    reads.series(scene.at(7) + 8 * HOUR, [("view", name) for name in DOCUMENTS[144:]], MINUTE, DAY // 200)
