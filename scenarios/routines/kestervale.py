"""Activity of the company that insures health: keys by hand, scripts at home, hosts that move, a new service."""

from random import Random

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.kestervale import (
    BATCH,
    GO,
    PROJECTS,
    PYTHON,
    REPORTS,
    SPACES,
    TABLES,
    VPN,
    builder,
    cloud,
    inside,
    job,
    person,
    sold,
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
from scenarios.machine import FOREVER, Machine
from scenarios.routine import Routine
from scenarios.scene import Scene

#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (6, "claims-builds", "git/2.53.0"), (11, "kv-claims-app", GO.replace("1.58.0", "1.59.1")),
    (13, "kv-weekly", "python-requests/2.32.5"), (16, "Room screens", "MSAL.NetCore/4.81.0"),
    (18, "nightly_dump", "198.18.20.88"), (20, "kv-copies", "google-cloud-sdk gcloud/556.0.0"),
    (21, "core-mirror", "git/2.47.3"), (23, "token-ops", "198.18.20.88"), (25, "kv-finder", "198.18.24.120"),
    (30, "kv-warehouse", PYTHON.replace("2.19.0", "2.20.1")), (32, "reports_ro", "metabase/58"),
    (33, "Mailbox copies", "MSAL.Python/1.35.0"), (35, "kv-clocks", "Apache-HttpClient/5.6 (Java/25.0.2)"),
    (36, "kv-rota", "192.0.2.146"), (38, "kv-images", "gcloud/556.0.0 docker-credential"),
    (40, "token-core", "198.18.20.90"), (41, "brandtree-scan", "brandtree-agent/3.12"),
)  # fmt: skip
#: What a machine meets that tries again soon, as its system has it.
_PASSING = {"gcp": "1", "gitlab": "503", "jira": "503", "confluence": "502", "openbao": "1", "postgresql": "1",
            "microsoft": "1"}  # fmt: skip


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the company that works by day and whose credential is there for some days."""
    return rng.choice([
        known for known in scene.lasting(system, ms - 3 * DAY, ms + DAY)
        if known.every < FOREVER and known.things and not (known.vendor or known.only)
    ])  # fmt: skip


def _new(scene: Scene, rng: Random) -> None:
    """In the third week a service for care plans; later a small vendor; a script that somebody wrote."""
    codes = tuple(f"{space}/Codes" for space in SPACES)
    for day, system, name, every, burst, things, acts, agent, where in (
        (15, "gcp", "kv-plans-app", HOUR, 3, ("kv-plans-incoming", "kv-plans-exports"), ("put", "read"), GO, cloud),
        (15, "openbao", "token-plans", 2 * HOUR, 2, ("plans/db", "shared/ca"), ("read",), "Go-http-client/1.1", inside),
        (15, "postgresql", "plans_rw", 2 * HOUR, 3, ("plans.cases", "plans.notes"), ("read", "write"), "plans", inside),
        (16, "gitlab", "plans-builds", 2 * HOUR, 3, PROJECTS[33:36], ("fetch", "status"), "git/2.52.0", builder),
        (24, "slack", "care plans", 3 * HOUR, 2, ("plan", "visit"), ("upload",), "slack-go/0.18.0", cloud),
        (31, "gitlab", "pillowmere-texts", 12 * HOUR, 4, PROJECTS[1:20:4], ("file", "merges"), "texts/0.9", ""),
        (34, "confluence", "kv-glossary", DAY, 40, codes, ("body", "update"), "python-requests/2.32.5", BATCH),
    ):  # fmt: skip
        new = job(rng, system, name, agent, every, burst, things, acts, where)
        new.created = scene.company.begins + day * DAY + 8 * HOUR + rng.randrange(7 * HOUR)
        if system == "confluence":
            # Its account is Jira's, where administrators are seen to make it.
            scene.adds(new)
        else:
            take_up(scene, sold(new) if name.startswith("pillowmere") else new, rng.randrange(4))


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and hosts move, in the forenoon or by night; some move back."""
    named = renewed(scene, _CHANGED, lambda: rng.choice((3, 9, 14)) * HOUR + rng.randrange(HOUR))
    named["kv-finder"].moves.append((scene.company.begins + 27 * DAY + 10 * HOUR, ""))


def _keys(scene: Scene, rng: Random) -> None:
    """Five credentials are changed by hand in six weeks; one of the old ones is not taken away for days."""
    all_handed(scene, rng, (
        (9, "token-claims", 2), (14, "kv-providers-app", 1), (19, "members-builds", 5), (29, "Complaints clock", 30),
        (37, "kv-warehouse", 3), (38, "token-letters", 75),
    ), 8 * HOUR, 8 * HOUR)  # fmt: skip


def _scripts(scene: Scene, rng: Random) -> None:
    """On nine days an engineer runs what a machine runs: at home, through the tunnel, in the office, now and then late.

    Two analysts ask with the reporting role and the notebooks' key whenever a question comes up.
    """
    systems = ("gcp", "jira", "openbao", "gitlab", "gcp", "postgresql", "confluence", "openbao", "gcp")
    for number, day in enumerate(some_days(scene, rng, len(systems))):
        who = scene.people[4 + rng.randrange(20)]
        ms = day + who.begins + HOUR + rng.randrange((8 + number % 3 * 3) * HOUR)
        where = (who.home, VPN[0], who.office, who.home)[number % 4]
        by_hand(scene, rng, some_machine(scene, rng, systems[number], ms), ms, where, 2 + rng.randrange(9))
    reports = scene.user(rng, scene.named("postgresql", "reports_ro"), agent="DBeaver 25.3.1 - SQLEditor")
    for day in some_days(scene, rng, 13):
        who = scene.people[12 + rng.randrange(2)]
        ms = day + 8 * HOUR + rng.randrange(9 * HOUR)
        reads = (("read", rng.choice(TABLES[::2])) for _ in range(1 + rng.randrange(6)))
        reports.series(ms, reads, MINUTE, 20 * MINUTE, address=who.place(day))


def _notebooks(scene: Scene, rng: Random) -> None:
    """Analysts run their notebooks when they work: some sittings a day, a few questions in each, seldom at night."""
    key = scene.named("gcp", "kv-notebooks")
    for day in scene.company.days:
        for _ in range(2 + rng.randrange(6) if weekday(day) < 5 else rng.randrange(10) // 9):
            ms = day + (7 + rng.randrange(10 if rng.random() < 0.9 else 15)) * HOUR + rng.randrange(HOUR)
            queries = (("query", rng.choice(key.things)) for _ in range(1 + rng.randrange(7)))
            scene.user(rng, key).series(ms, queries, 10 * SECOND, 12 * MINUTE)


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; one machine has the wrong password for half a day after a change."""
    reasons = {system: {"refused": reason} for system, reason in _PASSING.items()}
    failing(scene, rng, 26, reasons, some_machine, first_act("fetch"), 15 * SECOND)
    members = scene.named("postgresql", "members_rw")
    ms = scene.company.begins + 22 * DAY + 9 * HOUR + rng.randrange(HOUR)
    scene.user(rng, members).series(ms, [("read!1", members.things[0])] * 31, 8 * MINUTE, 4 * MINUTE)


def _nights(scene: Scene, rng: Random) -> None:
    """Who is on call takes the key for emergencies twice; on a Saturday one service catches up on what it missed."""
    for week in (2, 5):
        who = scene.people[5 + rng.randrange(15)]
        ms = scene.company.begins + (week * 7 + rng.randrange(6)) * DAY + rng.randrange(4 * HOUR)
        looks = (("machines", ""), ("list", "kv-claims-incoming"), ("secret", "claims-db"), ("machines", ""))
        key = scene.user(rng, scene.named("gcp", "kv-emergency"), address=who.home, agent=BY_HAND["gcp"])
        key.series(ms, looks, 30 * SECOND, 8 * MINUTE)
    saturday = next(day for day in scene.company.days[24:] if weekday(day) == 5)
    app = scene.named("gcp", "kv-members-app")
    reads = ((rng.choice(("read", "list")), rng.choice(app.things)) for _ in range(420))
    scene.user(rng, app).series(saturday + 7 * HOUR, reads, 0, 90 * SECOND)
    notebooks = scene.user(rng, scene.named("gcp", "kv-notebooks"), address=scene.people[12].home)
    queries = [("query", report) for report in (*REPORTS, *REPORTS[:3])]
    notebooks.series(saturday + 9 * DAY + 6 * HOUR, queries, 4 * MINUTE, 25 * MINUTE)


def _people(scene: Scene, rng: Random) -> None:
    """Three begin, on the first of a month and later."""
    for number, (day, team) in enumerate(((28, "care"), (28, "engineering"), (35, "claims"))):
        scene.people.append(person(rng, 70 + number, team, scene.company.begins + day * DAY))


ROUTINE = Routine({"people": _people, "new": _new, "changes": _changes, "keys": _keys, "scripts": _scripts,
                   "notebooks": _notebooks, "again": _again, "nights": _nights})  # fmt: skip
