"""What goes on at the laboratory: sign-ins, notebooks at any hour, students who come, bursts, keys that stay."""

from random import Random

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.lowmere import (
    AREAS,
    BUCKETS,
    OFFICE,
    PYTHON,
    RUNS,
    STORE,
    TABLES,
    cloud,
    person,
    shared,
)
from scenarios.keeping import (
    BY_HAND,
    all_handed,
    by_hand,
    failing,
    first_act,
    renewed,
    some_days,
    take_up,
)
from scenarios.machine import FOREVER, Machine, job
from scenarios.routine import Routine
from scenarios.scene import Scene
from scenarios.systems.microsoft import Microsoft

_APPS = ("Office 365 Exchange Online", "Microsoft Teams", "Outlook", "Azure Portal")
#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (5, "films-builds", "git/2.55.1"), (8, "lm-pipeline", "gcloud-rust-storage/1.7.1 gl-rust/1.97.0"),
    (12, "job results", "198.51.103.9"), (16, "Order reader", "MSAL.Python/1.37.0"), (19, "lm-copies", STORE),
    (23, "token-pipeline", "Go-http-client/2.0"), (26, "table_dump", STORE), (30, "lm-index", "198.18.95.30"),
    (33, "lm-glass-compute", PYTHON.replace("2.24.0", "2.25.2")), (37, "compute-pull", "git/2.43.0"),
    (40, "pins", "renovate/43.140.2"),
)  # fmt: skip
_PASSING = {"gcp": "1", "gitlab": "502", "postgresql": "1", "confluence": "503", "openbao": "1", "microsoft": "1"}


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the laboratory that works by itself and whose credential is there for some days."""
    return rng.choice([
        known for known in scene.lasting(system, ms - 3 * DAY, ms + DAY)
        if known.every < FOREVER and known.things and known.name != "postgres" and not (known.vendor or known.only)
    ])  # fmt: skip


def _sign_ins(scene: Scene, rng: Random) -> None:
    """Each who works signs in once or twice a day; now and then a screen in a room by a code; passwords mistyped."""
    tenant = scene.known("microsoft", Microsoft)
    for day in scene.company.days:
        for who in scene.people:
            begin = who.shift(rng, day)
            for _ in range(1 + rng.randrange(2) if begin else 0):
                ms = (begin or day) + rng.randrange(8 * HOUR)
                if rng.random() < 0.07:
                    scene.ordinary(tenant.signs_in(rng, who, ms - MINUTE, who.place(day), who.agent, _APPS[0],
                                                   refused=True))  # fmt: skip
                app = _APPS[rng.randrange(len(_APPS))]
                scene.ordinary(tenant.signs_in(rng, who, ms, who.place(day), who.agent, app))
        if rng.random() < 0.3:
            who = rng.choice(scene.people[:15])
            scene.ordinary(tenant.signs_in(rng, who, day + 20 * HOUR, OFFICE, "AppleTV", "Microsoft Teams", code=True))


def _notebooks(scene: Scene, rng: Random) -> None:
    """Who researches asks and reads whenever it comes to mind, on most evenings and every second weekend."""
    key, role = scene.named("gcp", "lm-notebooks"), scene.named("postgresql", "notebook_ro")
    for day in scene.company.days:
        for _ in range(1 + rng.randrange(4 if weekday(day) < 5 else 2)):
            who = scene.people[rng.randrange(15)]
            ms = day + (15 + rng.randrange(16)) * HOUR + rng.randrange(HOUR)
            where = who.place(day)
            queries = (("query", rng.choice(RUNS)) for _ in range(1 + rng.randrange(9)))
            ms = scene.user(rng, key).series(ms, queries, 10 * SECOND, 10 * MINUTE, address=where)
            reads = (("read", rng.choice(TABLES)) for _ in range(rng.randrange(12)))
            scene.user(rng, role).series(ms, reads, 5 * SECOND, 6 * MINUTE, address=where)


def _bursts(scene: Scene, rng: Random) -> None:
    """On six days a job of one area runs for hours over all that the area has, and fails at times."""
    for day in some_days(scene, rng, 6):
        ms = day + 18 * HOUR
        machine = rng.choice([one for one in scene.lasting("gcp", ms, ms + DAY) if one.name.endswith("-compute")])
        area = machine.name.split("-")[1]
        things = (*machine.things, f"lm-{area}-archive")
        steps = [(rng.choice(("read", "list", "read!1" if rng.random() < 0.05 else "read")), rng.choice(things))
                 for _ in range(260)]  # fmt: skip
        scene.user(rng, machine, address=shared(machine.key, ms)).series(ms, steps, SECOND, 2 * MINUTE)


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs move; four keys are rotated, one old value works for nine days."""
    renewed(scene, _CHANGED, lambda: 16 * HOUR + rng.randrange(9 * HOUR))
    all_handed(scene, rng, (
        (9, "lm-films-compute", 3), (17, "alloys-builds", 1), (25, "token-glass", 216),
        (36, "Order reader", 20),
    ), 17 * HOUR, 6 * HOUR, first=15)  # fmt: skip


def _students(scene: Scene, rng: Random) -> None:
    """Four students come in the summer, two with keys of their own; one reads all protocols and much of the code."""
    for number in range(4):
        joined = scene.company.begins + (14 + 7 * number) * DAY
        student = person(rng, 30 + number, "research", joined)
        scene.people.append(student)
        for _ in range(25 if number == 1 else 6):
            ms = joined + 17 * HOUR + rng.randrange(30 * HOUR)
            scene.lives(rng, student, ms, student.office, "confluence", "gitlab", "workspace")
        if number % 2:
            new = job(rng, "gcp", f"lm-student-{number}", PYTHON, DAY, 30, BUCKETS[number::9], ("read", "list"), shared)
            new.created = joined + 20 * HOUR
            take_up(scene, new, 16)


def _new(scene: Scene, rng: Random) -> None:
    """A new instrument in the third week, with what belongs to it."""
    for system, name, every, things, acts, agent, where in (
        ("gcp", "lm-probes-tomograph", 2 * HOUR, ("lm-probes-raw",), ("put", "list"), PYTHON, STORE),
        ("postgresql", "probes_rw", 2 * HOUR, TABLES[24:28], ("read", "write"), "probes-lims", STORE),
        ("openbao", "token-probes", 6 * HOUR, ("probes/db", "shared/ca"), ("read",), "hvac/2.4.1", shared),
        ("slack", "tomograph", 4 * HOUR, ("slice",), ("upload",), "python-slack-sdk/3.43.0", cloud),
    ):  # fmt: skip
        new = job(rng, system, name, agent, every, 4, things, acts, where)
        new.created = scene.company.begins + 17 * DAY + 17 * HOUR + rng.randrange(5 * HOUR)
        take_up(scene, new, 15)


def _by_hand(scene: Scene, rng: Random) -> None:
    """On eight days somebody runs what a machine runs; twice a student uses a key that another one left."""
    systems = ("gcp", "gitlab", "openbao", "postgresql")
    for number, day in enumerate(some_days(scene, rng, 8)):
        who = scene.people[rng.randrange(20)]
        ms = day + who.begins + rng.randrange(9 * HOUR)
        machine = some_machine(scene, rng, systems[number % 4], ms)
        by_hand(scene, rng, machine, ms, who.place(day), 3 + rng.randrange(12))
    for day in (11, 33):
        left = scene.user(rng, scene.named("gcp", "lm-visitor"), agent=BY_HAND["gcp"])
        steps = [("list", "lm-films-raw"), *[("read", "lm-films-raw")] * 7]
        left.series(scene.company.begins + day * DAY + 20 * HOUR, steps, 20 * SECOND, 3 * MINUTE)


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes."""
    reasons = {system: {"refused": reason} for system, reason in _PASSING.items()}
    failing(scene, rng, 24, reasons, some_machine, first_act("fetch"), 20 * SECOND)


def _secrets(scene: Scene, rng: Random) -> None:
    """Who engineers looks after the vault on four evenings."""
    steward = scene.user(rng, scene.named("openbao", "token-table"), agent="bao/2.5.0")
    for day in some_days(scene, rng, 4):
        steps = [("self", ""), ("mounts", ""), ("read", f"{rng.choice(AREAS)}/db")]
        steward.series(day + 22 * HOUR + rng.randrange(4 * HOUR), steps, MINUTE, 6 * MINUTE,
                       address=scene.people[16].place(day))  # fmt: skip


ROUTINE = Routine({"students": _students, "new": _new, "changes": _changes, "sign-ins": _sign_ins,
                   "notebooks": _notebooks, "bursts": _bursts, "by hand": _by_hand, "again": _again,
                   "secrets": _secrets})  # fmt: skip
