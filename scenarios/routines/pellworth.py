"""What goes on at the college: telephones, guesses from outside, a partner's help, labs that read much."""

from random import Random

from keyroll.replay.browsers import WINDOWS, chrome
from keyroll.replay.streams import okta_id, uuid
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.pellworth import (
    BACKUP,
    BOARDS,
    BOXES,
    BUCKETS,
    NODE,
    PYTHON,
    REPOSITORIES,
    SPACES,
    TABLES,
    TEND,
    builder,
    cloud,
    person,
    phone,
    sold,
)
from scenarios.keeping import (
    BY_HAND,
    all_handed,
    begun,
    by_hand,
    failing,
    first_act,
    renewed,
    some_days,
    steady,
)
from scenarios.machine import Machine, Person, job
from scenarios.routine import Routine
from scenarios.scene import Scene
from scenarios.systems.gcp import Gcp
from scenarios.systems.github import Github
from scenarios.systems.microsoft import Microsoft

_APPS = ("Office 365 Exchange Online", "Microsoft Teams", "Outlook", "OneDrive", "Classes", "Library", "Slack")
#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (4, "build-courses", "git/2.54.1"), (8, "pw-dumps", "198.18.150.48"), (11, "token-apps-host", "Go-http-client/1.1"),
    (15, "Help from mail", "MSAL.Python/1.38.0"), (19, "pw-movement-paths", PYTHON.replace("2.24.1", "2.25.0")),
    (22, "nightly_dump", "198.18.150.48"), (25, "pins-bot", "renovate/43.120.3"), (29, "pw-mail",
                                                                                   "python-requests/2.34.0"),
    (32, "effortlens", "effortlens-sync/3.5"), (36, "pw-course-robots", NODE.replace("8.0.1", "8.1.0")),
    (40, "pw-index", "198.18.150.9"),
)  # fmt: skip
#: With what status a system refuses for a while.
_PASSING = {"gcp": "1", "jira": "503", "postgresql": "1", "github": "502", "openbao": "1"}
#: What the desk does with accounts.
_TENDED = ("Reset user password.", "Update user.", "Change user license.", "Add member to group.")
#: Technicians of the partner that sold the licences; no list of the college has them.
PARTNERS = tuple(
    Person(f"user_{name}", okta_id(Random(name), "00u"), "198.18.190.14", "198.18.190.15", chrome(WINDOWS, 149),
           begins=14 * HOUR)
    for name in ("4c1b7e09d2", "a83f5510ce")
)  # fmt: skip


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the college that works every day and whose credential is there for some days."""
    return steady(scene, rng, system, ms - 3 * DAY, ms + DAY, "attached/")


def _sign_ins(scene: Scene, rng: Random) -> None:
    """Each signs in once to three times a day, a third of them by telephone; some mistype, some miss the factor."""
    tenant = scene.known("microsoft", Microsoft)
    for day in scene.company.days[:-1]:
        for number, who in enumerate(scene.people):
            start = who.shift(rng, day)
            for _ in range(1 + rng.randrange(3) if start is not None else 0):
                ms = (start or 0) + rng.randrange(10 * HOUR)
                where = who.place(day) if rng.random() < 0.66 else phone(number, ms)
                bad = rng.random()
                scene.ordinary(tenant.signs_in(rng, who, ms, where, who.agent, rng.choice(_APPS), refused=bad < 0.05,
                                               denied=0.05 < bad < 0.07))  # fmt: skip


def _guesses(scene: Scene, rng: Random) -> None:
    """From outside somebody tries passwords on some accounts each day, and gets nowhere."""
    tenant = scene.known("microsoft", Microsoft)
    for day in scene.company.days[:-1]:
        for _ in range(rng.randrange(3)):
            where = f"{251 + rng.randrange(3)}.{rng.randrange(250)}.{rng.randrange(250)}.{rng.randrange(2, 250)}"
            ms = day + rng.randrange(22 * HOUR)
            for who in rng.sample(scene.people, 3 + rng.randrange(14)):
                scene.ordinary(tenant.signs_in(rng, who, ms, where, "", "Office 365 Exchange Online", refused=True))
                ms += 4 * SECOND + rng.randrange(4 * MINUTE)


def _tending(scene: Scene, rng: Random) -> None:
    """The desk sets passwords and factors anew, licences change, people make rules, a partner helps each week."""
    tenant = scene.known("microsoft", Microsoft)
    for day in scene.company.days[:-1]:
        for _ in range(rng.randrange(7) if weekday(day) < 5 else 0):
            by, whom = rng.choice(scene.people[:6]), rng.choice(scene.people[8:220])
            ms, about = day + 15 * HOUR + rng.randrange(9 * HOUR), f"{whom.login}@{tenant.domain}"
            operation = rng.choice(
                ("Reset user password.", "Update user.", "Change user license.", "Add member to group.")
            )
            scene.ordinary(tenant.account_does(rng, by.login, ms, operation, about, by.place(day)))
        for _ in range(rng.randrange(4)):
            who = rng.choice(scene.people[8:220])
            ms = day + who.begins + rng.randrange(8 * HOUR)
            rule = {"Name": rng.choice(("Lists", "Journal", "Students")), "MoveToFolder": "Later",
                    "From": f"{rng.choice(BOXES)}@{tenant.domain}"}  # fmt: skip
            scene.ordinary(tenant.exchange_does(rng, who.login, ms, "New-InboxRule", f"{who.login}\\{rule['Name']}",
                                                who.place(day), rule))  # fmt: skip
    for week in range(6):
        by = PARTNERS[week % 2]
        ms = scene.company.begins + (7 * week + 1 + week % 3) * DAY + 16 * HOUR + rng.randrange(4 * HOUR)
        scene.ordinary(tenant.signs_in(rng, by, ms, by.office, by.agent, "Microsoft 365 admin center"))
        for _ in range(4 + rng.randrange(9)):
            ms += MINUTE + rng.randrange(6 * MINUTE)
            about = f"{rng.choice(scene.people[8:220]).login}@{tenant.domain}"
            scene.ordinary(tenant.account_does(rng, by.login, ms, "Change user license.", about, by.office))


def _applications(scene: Scene, rng: Random) -> None:
    """Four applications get their next secret from an administrator; labs register small ones of their own."""
    tenant = scene.known("microsoft", Microsoft)
    for day, name in (
        (6, "Letters to applicants"),
        (17, "Room planner"),
        (26, "Clinic reminders"),
        (38, "Help from mail"),
    ):
        by = scene.people[rng.randrange(3)]
        made = scene.company.begins + day * DAY + 16 * HOUR + rng.randrange(7 * HOUR)
        old = next(one for one in scene.of("microsoft") if one.name == name)
        scene.ordinary(tenant.gives_secret(rng, by.login, old, made, old.key, by.office))
    for number, day in enumerate((9, 21, 34)):
        who, ms = scene.people[20 + number * 7], scene.company.begins + day * DAY + 19 * HOUR
        app = uuid(rng)
        for operation in ("Add application.", "Add service principal.", "Consent to application."):
            scene.ordinary(tenant.account_does(rng, who.login, ms, operation, app, who.place(ms - ms % DAY)))
            ms += 20 * SECOND + rng.randrange(2 * MINUTE)


def _new(scene: Scene, rng: Random) -> None:
    """In the third week an application for tutors; in the fifth one for a study, with its own account."""
    for day, system, name, every, things, acts, agent, where, key in (
        (15, "gcp", "pw-tutors", 3 * HOUR, ("pw-courses-shared",), ("read", "put"), NODE, cloud, ""),
        (15, "postgresql", "tutors_app", 2 * HOUR, TABLES[6:9], ("read", "write"), "tutors-app", cloud, ""),
        (16, "openbao", "token-tutors", 6 * HOUR, ("courses/tutors", "shared/ca"), ("read",), "hvac/2.4.2", cloud, ""),
        (18, "github", "build-tutors", 4 * HOUR, ("courses-app", "courses-docs"), ("fetch", "statuses"), "git/2.54.0",
         builder, ""),
        (30, "gcp", "pw-study-17", 4 * HOUR, [f"pw-movement-data/day/{n:04d}.parquet" for n in range(90)], ("read",),
         PYTHON, cloud, "attached/study-17"),
        (33, "slack", "study results", DAY, ("curve",), ("upload",), "slack-go/0.19.0", cloud, ""),
        (36, "github", "quizzard-forms", 12 * HOUR, ("enrol-forms",), ("contents",), "axios/1.16.0", "", ""),
    ):  # fmt: skip
        new = job(rng, system, name, agent, every, 3, things, acts, where, key=key)
        if name.startswith("quizzard"):
            sold(new)
        # an account that is given to what runs has no key that anybody makes
        begun(scene, rng, new, scene.company.begins + day * DAY + 16 * HOUR + rng.randrange(7 * HOUR), made=not key)


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs move; six credentials are rotated, one old value works for four days."""
    renewed(scene, _CHANGED, lambda: rng.randrange(23 * HOUR))
    all_handed(scene, rng, (
        (5, "build-library", 2), (12, "pw-grants", 96), (18, "token-enrol", 3), (23, "pw-dumps", 5),
        (34, "site-pages", 1), (39, "token-builds", 2),
    ), 16 * HOUR, 7 * HOUR)  # fmt: skip


def _labs(scene: Scene, rng: Random) -> None:
    """Who researches reads hundreds of objects in an evening, in his own name or with the labs' key, from anywhere."""
    store = scene.known("gcp", Gcp)
    for number, day in enumerate(sorted(rng.sample(scene.company.days[:-1], 18))):
        who = scene.people[18 + rng.randrange(58)]
        ms = day + 17 * HOUR + rng.randrange(9 * HOUR)
        area = ("movement", "imaging")[number % 2]
        count = 60 + rng.randrange(260)
        things = (f"pw-movement-data/day/{rng.randrange(400):04d}.parquet" if area == "movement" else
                  f"pw-imaging-data/scan/{rng.randrange(900):05d}.dcm" for _ in range(count))  # fmt: skip
        if number % 3:
            for thing in things:
                scene.ordinary(store.person_does(rng, who, ms, "read", thing, who.place(day), BY_HAND["gcp"]))
                ms += SECOND + rng.randrange(20 * SECOND)
        else:
            train = scene.user(
                rng, scene.named("gcp", "pw-imaging-train"), address=who.place(day), agent=BY_HAND["gcp"]
            )
            train.series(ms, [("read", thing) for thing in things], SECOND, 9 * SECOND)


def _by_hand(scene: Scene, rng: Random) -> None:
    """On twelve days an engineer runs what a machine runs; engineers' command lines read code; the register by hand."""
    for number, day in enumerate(some_days(scene, rng, 12)):
        who = scene.people[3 + rng.randrange(14)]
        ms = day + who.begins + rng.randrange((6 + number % 3 * 3) * HOUR)
        machine = some_machine(scene, rng, ("gcp", "github", "postgresql", "openbao")[number % 4], ms)
        by_hand(scene, rng, machine, ms, (who.home, who.office, who.place(day))[number % 3], 2 + rng.randrange(10))
    code = scene.known("github", Github)
    for number, who in enumerate(scene.people[3:18:2]):
        for day in rng.sample(scene.company.days[1:-1], 8):
            ms = day + who.begins + rng.randrange(9 * HOUR)
            for _ in range(26 if number == 2 and rng.random() < 0.4 else 1 + rng.randrange(5)):
                act, thing = rng.choice(("clone", "contents", "pulls", "contents")), rng.choice(REPOSITORIES)
                scene.ordinary(code.granted(rng, who, ms, act, thing, who.place(day), "GitHub CLI 2.88.0"))
                ms += 5 * SECOND + rng.randrange(4 * MINUTE)
    dba = scene.user(rng, scene.named("postgresql", "dba"))
    for day in some_days(scene, rng, 6):
        steps = [(rng.choice(("count", "tables", "read")), rng.choice(TABLES)) for _ in range(3 + rng.randrange(12))]
        dba.series(day + 16 * HOUR + rng.randrange(8 * HOUR), steps, 30 * SECOND, 8 * MINUTE, address=TEND)


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; a vendor's role has a wrong password for a day and a half."""
    reasons = {system: {"refused": reason} for system, reason in _PASSING.items()}
    failing(scene, rng, 30, reasons, some_machine, first_act("fetch", "clone", "push", refused=True), 20 * SECOND)
    support = scene.user(rng, scene.named("postgresql", "recordsmith_support"))
    support.series(
        scene.company.begins + 18 * DAY + 16 * HOUR, [("count!1", "enrol.persons")] * 14, 40 * MINUTE, 3 * HOUR
    )
    old = scene.user(rng, scene.named("microsoft", "Old timetable"))
    old.series(scene.company.begins + 24 * DAY + 9 * HOUR, [("sign-in!1", "")] * 30, 50 * MINUTE, 20 * MINUTE)


def _people(scene: Scene, rng: Random) -> None:
    """Seven begin; a tutor leaves; an account that was made when the tenant was set up has never been used."""
    for number, (day, team) in enumerate(((7, "office"), (14, "research"), (28, "teaching"), (35, "teaching"),
                                          (35, "teaching"), (35, "research"), (36, "clinic"))):  # fmt: skip
        scene.people.append(person(rng, 232 + number, team, scene.company.begins + day * DAY))
    scene.people.append(Person("tenant.setup", okta_id(rng, "00u"), "", "", "", works=False))
    reader, wiki = scene.people[40], scene.systems["confluence"]
    for day in (24, 25):
        for _ in range(50):
            ms = scene.company.begins + day * DAY + reader.begins + rng.randrange(8 * HOUR)
            scene.ordinary(wiki.used(rng, reader, ms, reader.home))
    pages = scene.user(rng, scene.named("confluence", "pw-timetable"), address=TEND)
    pages.series(
        scene.company.begins + 30 * DAY + 17 * HOUR, [("body", f"{space}/Timetable") for space in SPACES], MINUTE
    )
    numbers = scene.user(rng, scene.named("jira", "pw-numbers"), address=scene.people[16].home)
    numbers.series(scene.company.begins + 33 * DAY + 22 * HOUR, [("search", board) for board in BOARDS] * 3, MINUTE)


def _odd(scene: Scene, rng: Random) -> None:
    """A forgotten key of an old course is used in two classes; one engineer looks at all that there is in the cloud."""
    old = scene.user(rng, scene.named("gcp", "pw-summer-2024"), agent=BY_HAND["gcp"])
    for day in (22, 23):
        for number in range(6):
            old.act(scene.company.begins + day * DAY + 18 * HOUR + number * 9 * MINUTE, "list", "pw-courses-archive",
                    address=phone(number, day * DAY))  # fmt: skip
    store, who = scene.known("gcp", Gcp), scene.people[12]
    ms = scene.company.begins + 20 * DAY + 17 * HOUR
    for act in ("policy", "accounts", "buckets", "secrets", "databases", "machines", "keys", "functions"):
        scene.ordinary(store.person_does(rng, who, ms, act, BUCKETS[0], who.office, BY_HAND["gcp"],
                                         refused=act == "secrets"))  # fmt: skip
        ms += 3 * MINUTE + rng.randrange(9 * MINUTE)
    dumps = scene.user(rng, scene.named("gcp", "pw-dumps"), address=BACKUP)
    dumps.series(scene.company.begins + 31 * DAY + 5 * HOUR, [("list", bucket) for bucket in BUCKETS] * 2, 20 * SECOND)


ROUTINE = Routine({"people": _people, "new": _new, "changes": _changes, "sign-ins": _sign_ins, "guesses": _guesses,
                   "tending": _tending, "applications": _applications, "labs": _labs, "by hand": _by_hand,
                   "again": _again, "odd": _odd})  # fmt: skip
