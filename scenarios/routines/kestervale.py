"""What goes on at the company that insures health: keys by hand, scripts at home, hosts that move, a new service."""

from random import Random

from keyroll.replay.streams import stream
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.kestervale import BATCH, VPN, builder, cloud, inside, job, person, sold
from scenarios.estates.kestervale_cloud import GO, PYTHON, REPORTS, TABLES
from scenarios.estates.kestervale_desk import PROJECTS, SPACES
from scenarios.keeping import BY_HAND, FRESH, by_hand, handed, some_days, take_up
from scenarios.machine import FOREVER, Machine
from scenarios.routine import Routine
from scenarios.scene import Scene

#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (6, "claims-builds", "git/2.53.0"), (11, "kv-claims-app", GO.replace("1.58.0", "1.59.1")), (13, "kv-weekly", "PY"),
    (16, "Room screens", "MSAL.NetCore/4.81.0"), (18, "nightly_dump", "198.18.20.88"), (20, "kv-copies", "SDK"),
    (21, "core-mirror", "git/2.47.3"), (23, "token-ops", "198.18.20.88"), (25, "kv-finder", "198.18.24.120"),
    (30, "kv-warehouse", PYTHON.replace("2.19.0", "2.20.1")), (32, "reports_ro", "metabase/58"),
    (33, "Mailbox copies", "MSAL.Python/1.35.0"), (35, "kv-clocks", "Apache-HttpClient/5.6 (Java/25.0.2)"),
    (36, "kv-rota", "192.0.2.146"), (38, "kv-images", "gcloud/556.0.0 docker-credential"),
    (40, "token-core", "198.18.20.90"), (41, "brandtree-scan", "brandtree-agent/3.12"),
)  # fmt: skip
_SHORT = {"PY": "python-requests/2.32.5", "SDK": "google-cloud-sdk gcloud/556.0.0"}
#: What a machine meets that tries again soon, as its system has it.
_PASSING = {"gcp": "1", "gitlab": "503", "jira": "503", "confluence": "502", "openbao": "1", "postgresql": "1",
            "microsoft": "1"}  # fmt: skip


def one_of(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the house that works by day and whose credential is there for some days."""
    held = [
        one for one in scene.lasting(system, ms - 3 * DAY, ms + DAY)
        if one.every < FOREVER and one.things and not (one.vendor or one.only)
    ]  # fmt: skip
    return held[rng.randrange(len(held))]


def _new(scene: Scene, rng: Random) -> None:
    """In the third week a service for care plans; later a small vendor; a script that somebody wrote."""
    begins = scene.company.begins
    for day, system, name, every, burst, things, acts, agent, where in (
        (15, "gcp", "kv-plans-app", HOUR, 3, ("kv-plans-incoming", "kv-plans-exports"), ("put", "read"), GO, cloud),
        (15, "openbao", "token-plans", 2 * HOUR, 2, ("plans/db", "shared/ca"), ("read",), "Go-http-client/1.1", inside),
        (15, "postgresql", "plans_rw", 2 * HOUR, 3, ("plans.cases", "plans.notes"), ("read", "write"), "plans", inside),
        (16, "gitlab", "plans-builds", 2 * HOUR, 3, PROJECTS[33:36], ("fetch", "status"), "git/2.52.0", builder),
        (24, "slack", "care plans", 3 * HOUR, 2, ("plan", "visit"), ("upload",), "slack-go/0.18.0", cloud),
        (31, "gitlab", "pillowmere-texts", 12 * HOUR, 4, PROJECTS[1:20:4], ("file", "merges"), "texts/0.9", ""),
        (34, "confluence", "kv-glossary", DAY, 40, tuple(f"{space}/Codes" for space in SPACES), ("body", "update"),
         "python-requests/2.32.5", BATCH),
    ):  # fmt: skip
        key = FRESH[system](rng) if system in FRESH else name
        one = job(rng, system, name, key, agent, every, burst, things, acts, where)
        one.created = begins + day * DAY + 8 * HOUR + rng.randrange(7 * HOUR)
        if system == "confluence":
            # Its account is Jira's, where administrators are seen to make it.
            scene.machines.append(one)
        else:
            take_up(scene, sold(one) if name.startswith("pillowmere") else one, rng.randrange(4))


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and hosts move, in the forenoon or by night; some move back."""
    named = {one.name: one for one in reversed(scene.machines) if not one.job}
    for day, name, to in _CHANGED:
        one, ms = named[name], scene.company.begins + day * DAY + rng.choice((3, 9, 14)) * HOUR + rng.randrange(HOUR)
        (one.upgrades if "/" in _SHORT.get(to, to) else one.moves).append((ms, _SHORT.get(to, to)))
    back = scene.company.begins + 27 * DAY + 10 * HOUR
    named["kv-finder"].moves.append((back, ""))


def _keys(scene: Scene, rng: Random) -> None:
    """Five credentials are changed by hand in six weeks; one of the old ones is not taken away for days."""
    for day, name, hours in (
        (9, "token-claims", 2), (14, "kv-providers-app", 1), (19, "members-builds", 5), (29, "Complaints clock", 30),
        (37, "kv-warehouse", 3), (38, "token-letters", 75),
    ):  # fmt: skip
        made = scene.company.begins + day * DAY + 8 * HOUR + rng.randrange(8 * HOUR)
        handed(scene, rng, name, made, scene.people[rng.randrange(4)], grace=hours * HOUR)


def _scripts(scene: Scene, rng: Random) -> None:
    """On nine days an engineer runs what a machine runs: at home, through the tunnel, in the office, now and then late.

    Two analysts ask with the reporting role and the notebooks' key whenever a question comes up.
    """
    systems = ("gcp", "jira", "openbao", "gitlab", "gcp", "postgresql", "confluence", "openbao", "gcp")
    for number, day in enumerate(some_days(scene, rng, len(systems))):
        who = scene.people[4 + rng.randrange(20)]
        ms = day + who.begins + HOUR + rng.randrange((8 + number % 3 * 3) * HOUR)
        where = (who.home, VPN[0], who.office, who.home)[number % 4]
        by_hand(scene, rng, one_of(scene, rng, systems[number], ms), ms, where, 2 + rng.randrange(9))
    base, reports = scene.systems["postgresql"], next(one for one in scene.machines if one.name == "reports_ro")
    for day in some_days(scene, rng, 13):
        who = scene.people[12 + rng.randrange(2)]
        ms = day + 8 * HOUR + rng.randrange(9 * HOUR)
        for _ in range(1 + rng.randrange(6)):
            told = {"address": who.place(day), "agent": "DBeaver 25.3.1 - SQLEditor"}
            scene.ordinary(base.work(rng, reports, ms, "read", rng.choice(TABLES[::2]), **told))
            ms += MINUTE + rng.randrange(20 * MINUTE)


def _notebooks(scene: Scene, rng: Random) -> None:
    """Analysts run their notebooks when they work: some sittings a day, a few questions in each, seldom at night."""
    store, one = scene.systems["gcp"], next(one for one in scene.machines if one.name == "kv-notebooks")
    for day in scene.company.days:
        for _ in range(2 + rng.randrange(6) if weekday(day) < 5 else rng.randrange(10) // 9):
            ms = day + (7 + rng.randrange(10 if rng.random() < 0.9 else 15)) * HOUR + rng.randrange(HOUR)
            for _ in range(1 + rng.randrange(7)):
                scene.ordinary(store.work(rng, one, ms, "query", rng.choice(one.things)))
                ms += 10 * SECOND + rng.randrange(12 * MINUTE)


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; one machine has the wrong password for half a day after a change."""
    for number in range(26):
        system = tuple(_PASSING)[number % len(_PASSING)]
        ms = rng.choice(scene.company.days[4:-2]) + rng.randrange(23 * HOUR)
        one, wait = one_of(scene, rng, system, ms), 15 * SECOND
        act = next((act for act in one.acts if act != "fetch" and "!" not in act), "")
        for attempt in range((2 + rng.randrange(4)) if act else 0):
            refused = _PASSING[system] if attempt < 3 else ""
            scene.ordinary(scene.systems[system].work(rng, one, ms, act, one.things[0], refused=refused))
            ms, wait = ms + wait + rng.randrange(5 * SECOND), wait * 3
    base, members = scene.systems["postgresql"], next(one for one in scene.machines if one.name == "members_rw")
    ms = scene.company.begins + 22 * DAY + 9 * HOUR + rng.randrange(HOUR)
    for _ in range(31):
        scene.ordinary(base.work(rng, members, ms, "read", members.things[0], refused="1"))
        ms += 8 * MINUTE + rng.randrange(4 * MINUTE)


def _nights(scene: Scene, rng: Random) -> None:
    """Who is on call takes the key for emergencies twice; on a Saturday one service catches up on what it missed."""
    cloud_log, key = scene.systems["gcp"], next(one for one in scene.machines if one.name == "kv-emergency")
    for week in (2, 5):
        who = scene.people[5 + rng.randrange(15)]
        ms = scene.company.begins + (week * 7 + rng.randrange(6)) * DAY + rng.randrange(4 * HOUR)
        for act, thing in (("machines", ""), ("list", "kv-claims-incoming"), ("secret", "claims-db"), ("machines", "")):
            told = {"address": who.home, "agent": BY_HAND["gcp"]}
            scene.ordinary(cloud_log.work(rng, key, ms, act, thing, **told))
            ms += 30 * SECOND + rng.randrange(8 * MINUTE)
    saturday = next(day for day in scene.company.days[24:] if weekday(day) == 5)
    one, ms = next(one for one in scene.machines if one.name == "kv-members-app"), saturday + 7 * HOUR
    for _ in range(420):
        scene.ordinary(cloud_log.work(rng, one, ms, rng.choice(("read", "list")), rng.choice(one.things)))
        ms += rng.randrange(90 * SECOND)
    house, asked = next(one for one in scene.machines if one.name == "kv-notebooks"), saturday + 9 * DAY + 6 * HOUR
    for report in (*REPORTS, *REPORTS[:3]):
        scene.ordinary(cloud_log.work(rng, house, asked, "query", report, address=scene.people[12].home))
        asked += 4 * MINUTE + rng.randrange(25 * MINUTE)


def _people(scene: Scene, rng: Random) -> None:
    """Three begin, on the first of a month and later."""
    for number, (day, team) in enumerate(((28, "care"), (28, "engineering"), (35, "claims"))):
        scene.people.append(person(rng, 70 + number, team, scene.company.begins + day * DAY))


def plan(scene: Scene) -> None:
    """Each from a stream of its own, the same in all scenarios of one seed."""
    for name, what in (("people", _people), ("new", _new), ("changes", _changes), ("keys", _keys),
                       ("scripts", _scripts), ("notebooks", _notebooks), ("again", _again),
                       ("nights", _nights)):  # fmt: skip
        what(scene, stream(scene.seed, scene.company.name, "customs", name))


ROUTINE = Routine(plan)
