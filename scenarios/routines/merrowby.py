"""Activity of the company that sells tickets: sales that open, gates, guesses from outside, scripts by hand."""

from random import Random

from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.merrowby import (
    AREAS,
    BUCKETS,
    CLI,
    GO,
    NUMBERS,
    OFFICE,
    PYTHON,
    REPOSITORIES,
    STORE,
    TABLES,
    WATCH,
    gate,
    mobile,
    node,
    person,
    runner,
    sale_days,
    sold,
)
from scenarios.keeping import (
    BY_HAND,
    all_handed,
    begun,
    failing,
    first_act,
    renewed,
    some_days,
    steady,
)
from scenarios.machine import FOREVER, Machine, Person, job
from scenarios.routine import Routine
from scenarios.scene import Scene
from scenarios.staff import factor_set_again, looks_around, mistyped, scripts_by_hand
from scenarios.systems.aws import Aws
from scenarios.systems.confluence import Confluence
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.okta import Okta

#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (3, "ci-seats", "git/2.56.1"), (5, "svc-mb-dumps", PYTHON.replace("1.44.2", "1.44.20")),
    (8, "mb-wall", "203.0.113.202"), (11, "svc-mb-watch", GO.replace("1.45.2", "1.45.9")),
    (14, "pins-bot", "renovate/44.30.1"), (17, "platform/watch", "Prometheus/3.13.1"),
    (19, "nightly_dump", "198.18.30.10"), (22, "mb-index", "Apache-HttpClient/5.6.2 (Java/25.0.3)"),
    (25, "Refund reader", "MSAL.Python/1.39.0"), (28, "svc-mb-deploy", CLI.replace("2.36.1", "2.36.14")),
    (30, "numbers-load", NUMBERS.replace("2.25.0", "2.26.1")), (33, "status-probe", "198.18.30.41"),
    (36, "token-tend", "bao/2.6.2"), (38, "app", "192.0.2.141"), (41, "planwell", "planwell-sync/5.5"),
)  # fmt: skip
#: What a machine meets that tries again soon, as its system has it.
_PASSING: dict[str, dict[str, str]] = {
    "aws": {"error": "ThrottlingException"}, "github": {"refused": "502"}, "kubernetes": {"refused": "1"},
    "jira": {"refused": "503"}, "postgresql": {"refused": "1"}, "openbao": {"refused": "1"}, "gcp": {"refused": "1"},
    "microsoft": {"refused": "1"},
}  # fmt: skip
_GUESSED = ("postgres", "admin", "root", "test", "app", "backup")


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the company that works every day and whose credential is there for some days."""
    return steady(scene, rng, system, ms - 2 * DAY, ms + 12 * HOUR, "role/", "attached/")


def organiser(number: int) -> Person:
    """The account of who organises something, which no list of staff has."""
    login = f"org{number:03d}"
    return Person(login, okta_id(Random(f"whom/{login}"), "00u"), "", "", "", works=False)


def guess(scene: Scene, rng: Random, name: str, ms: int, address: str) -> None:
    """Somebody outside tries a password at the database, and is refused."""
    role = Machine("postgresql", name, name, address, "", FOREVER, 1, [], ())
    scene.user(rng, role).act(ms, "read!1")


def _sales(scene: Scene, rng: Random) -> None:
    """At half past four on days of a sale: scaling by hand too, engineers who watch, organisers who cannot get in."""
    cloud, okta = scene.known("aws", Aws), scene.known("okta", Okta)
    for day in (known for known in scene.company.days[:-1] if sale_days(known)):
        opens = day + 4 * HOUR + 30 * MINUTE
        fleet = scene.user(rng, scene.named("aws", "svc-mb-fleet"))
        steps = [("scale", area) for area in ("sales", "queue", "seats")] + [("instances", "")] * 5
        fleet.series(opens - 40 * MINUTE, steps * (1 + rng.randrange(3)), 20 * SECOND, 3 * MINUTE)
        for who in rng.sample(scene.people[4:16], 3):
            ms = opens - rng.randrange(HOUR)
            for _ in range(6 + rng.randrange(12)):
                act = rng.choice(("instances", "queue", "log-events", "databases", "scale", "tasks"))
                scene.ordinary(cloud.person_does(rng, who, ms, act, rng.choice(("sales", "queue")), who.place(day)))
                ms += 20 * SECOND + rng.randrange(7 * MINUTE)
        for _ in range(8 + rng.randrange(20)):
            whom, ms = organiser(rng.randrange(400)), opens + rng.randrange(5 * HOUR)
            where = mobile(whom.login, ms)
            scene.ordinary(okta.person_does(rng, whom, ms, "session", address=where, agent=scene.people[5].agent,
                                            refused="INVALID_CREDENTIALS"))  # fmt: skip
            if rng.random() < 0.4:
                by = rng.choice([one for one in scene.people if one.team == "support"])
                scene.ordinary(okta.person_does(rng, by, ms + 6 * MINUTE, "password", whom=whom))


def _outside(scene: Scene, rng: Random) -> None:
    """Guesses at the database, at organisers' accounts by lists of others' passwords, requests to the cluster, pages.

    The database can be reached from outside, as gates in the field once needed.
    """
    cluster, okta = scene.known("kubernetes", Kubernetes), scene.known("okta", Okta)
    pages = scene.known("confluence", Confluence)
    for day in scene.company.days:
        where = f"{250 + rng.randrange(4)}.{rng.randrange(250)}.{rng.randrange(250)}.{rng.randrange(2, 250)}"
        ms = day + rng.randrange(10 * HOUR)
        for number in range(rng.randrange(5) if rng.random() < 0.8 else 20 + rng.randrange(60)):
            guess(scene, rng, _GUESSED[number % len(_GUESSED)], ms, where)
            ms += 2 * SECOND + rng.randrange(40 * SECOND)
        for _ in range(rng.randrange(4)):
            act, thing = rng.choice((("pods", ""), ("secrets", "kube-system:"), ("namespaces", "")))
            scene.ordinary(cluster.anonymous(rng, day + rng.randrange(11 * HOUR), act, thing, where, "curl/8.5.0"))
        for _ in range(rng.randrange(3)):
            scene.ordinary(pages.anybody(rng, day + rng.randrange(11 * HOUR), "log-in", "", "-", where,
                                         "python-requests/2.31.0", 401))  # fmt: skip
        if rng.random() < 0.3:
            for _ in range(15 + rng.randrange(40)):
                whom, far = organiser(rng.randrange(400)), f"25{rng.randrange(4)}.{rng.randrange(250)}.4.9"
                scene.ordinary(okta.person_does(rng, whom, day + rng.randrange(9 * HOUR), "session", address=far,
                                                agent="okhttp/4.12.0", refused="INVALID_CREDENTIALS"))  # fmt: skip


def _new(scene: Scene, rng: Random) -> None:
    """In the second week a service for waiting lists; later a counter of visitors, a vendor's key, another bot."""
    for day, system, name, every, things, acts, agent, where, key in (
        (8, "aws", "mb-waiting", 2 * HOUR, ("mb/waiting/db", "mb/waiting/mail"), ("secret", "queue"), GO, node,
         "role/waiting"),
        (8, "postgresql", "waiting_app", 2 * HOUR, TABLES[6:9], ("read", "write"), "waiting-service", node, ""),
        (9, "kubernetes", "waiting/deployer", 3 * HOUR, ("waiting-app",), ("pods", "config", "deploy"),
         "kustomize-controller/v1.9.0 (linux/arm64) kubernetes/$Format", node, ""),
        (9, "openbao", "token-waiting", 8 * HOUR, ("waiting/db", "shared/ca"), ("read",), "hvac/2.5.0", gate, ""),
        (24, "aws", "svc-mb-visitors", 6 * HOUR, ("mb-gates-files|hall/001.json",), ("object", "objects"), PYTHON,
         WATCH, ""),
        (29, "github", "ci-waiting", 4 * HOUR, (*REPOSITORIES[4:7], "bottles"), ("fetch", "statuses"), "git/2.56.0",
         runner, ""),
        (31, "aws", "svc-mb-postlark", 6 * HOUR, ("mb-passes-files|001.pdf",), ("object",), PYTHON, "", ""),
        (37, "slack", "waiting lists", 6 * HOUR, ("list",), ("upload",), "slack-go/0.21.0", gate, ""),
    ):  # fmt: skip
        new = job(rng, system, name, agent, every, 3, things, acts, where, key=key)
        if name.endswith("postlark"):
            sold(new)
        # a role has no key that anybody makes
        begun(scene, rng, new, scene.company.begins + day * DAY + 4 * HOUR + rng.randrange(8 * HOUR), made=not key)


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs move; seven credentials are rotated, one old value still works."""
    renewed(scene, _CHANGED, lambda: rng.randrange(23 * HOUR))
    all_handed(scene, rng, (
        (4, "ci-gates", 1), (10, "svc-mb-scans", 40), (15, "zone-builds", 2), (21, "svc-mb-coinbrook", 6),
        (26, "organiser-accounts", 1), (32, "svc-mb-terraform", 2), (39, "numbers-load", 3),
    ), 4 * HOUR, 8 * HOUR)  # fmt: skip


def _by_hand(scene: Scene, rng: Random) -> None:
    """Who sells and who counts use machines' credentials from where they are; engineers run scripts, at night too."""
    for day in some_days(scene, rng, 18):
        who = scene.people[16 + rng.randrange(12)]
        desk = scene.user(rng, scene.named("gcp", "numbers-desk"), address=who.place(day), agent=NUMBERS)
        asks = [("query", rng.choice(("sales_daily", "adverts_daily", "halls"))) for _ in range(1 + rng.randrange(9))]
        desk.series(day + who.begins + rng.randrange(8 * HOUR), asks, MINUTE, 12 * MINUTE)
    reports = scene.user(rng, scene.named("postgresql", "reports_ro"), agent="DBeaver 26.1.0 - SQLEditor")
    for day in some_days(scene, rng, 16):
        who = rng.choice(scene.people[16:43])
        reads = ((rng.choice(("read", "count", "all")), rng.choice(TABLES)) for _ in range(1 + rng.randrange(6)))
        reports.series(day + who.begins + rng.randrange(8 * HOUR), reads, MINUTE, 14 * MINUTE, address=who.place(day))
    systems = ("aws", "github", "kubernetes", "postgresql", "openbao", "jira", "gcp")
    days = some_days(scene, rng, 15)
    scripts_by_hand(
        scene, rng, days, scene.people[4:16], systems, some_machine, lambda number: 6 + number % 3 * 4, OFFICE
    )


def _on_call(scene: Scene, rng: Random) -> None:
    """Somebody takes the key for emergencies on five evenings, and looks into pods with his own access."""
    cloud, cluster = scene.known("aws", Aws), scene.known("kubernetes", Kubernetes)
    for week in (0, 1, 2, 4, 5):
        who = scene.people[4 + rng.randrange(12)]
        ms = scene.company.begins + (week * 7 + 4) * DAY + 12 * HOUR + rng.randrange(9 * HOUR)
        key = scene.user(rng, scene.named("aws", "svc-mb-emergency"), address=who.home, agent=BY_HAND["aws"])
        ms = key.series(ms, [("who", ""), ("instances", ""), ("secret", f"mb/{rng.choice(AREAS)}/db"), ("tasks", ""),
                             ("scale", "queue"), ("databases", "")], 20 * SECOND, 5 * MINUTE)  # fmt: skip
        for act in ("log-events", "instances", "firewalls"):
            scene.ordinary(cloud.person_does(rng, who, ms, act, "/mb/queue", who.home))
            ms += MINUTE + rng.randrange(4 * MINUTE)
        for act in ("exec", "config", "drop-pod", "deploy"):
            by = scene.people[rng.randrange(4)]
            scene.ordinary(cluster.person_does(rng, by, ms, act, "queue-app", "queue"))
            ms += MINUTE + rng.randrange(5 * MINUTE)


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; gates in the field have a wrong key for a night after a renewal."""
    act_of = first_act("fetch", "clone", "push", refused=True)
    failing(scene, rng, 36, _PASSING, some_machine, lambda machine: act_of(machine).partition("!")[0], 15 * SECOND)
    scans = scene.named("aws", "svc-mb-scans")
    ms = scene.company.begins + 11 * DAY + 13 * HOUR
    scene.user(rng, scans).series(ms, [("put-object!1", rng.choice(scans.things)) for _ in range(60)], MINUTE,
                                  6 * MINUTE)  # fmt: skip


def _people(scene: Scene, rng: Random) -> None:
    """Three begin, one leaves; the desk sets factors again as telephones are lost at gates; many mistype."""
    for number, (day, team) in enumerate(((7, "support"), (20, "crew"), (35, "engineering"))):
        scene.people.append(person(rng, 62 + number, team, scene.company.begins + day * DAY))
    scene.people.append(Person("old65", okta_id(rng, "00u"), OFFICE, "198.19.88.4", scene.people[6].agent,
                               team="sales", begins=4 * HOUR, left=scene.company.begins + 17 * DAY))  # fmt: skip
    okta = scene.known("okta", Okta)
    for day in scene.company.days[:-1]:
        mistyped(scene, rng, okta, day, scene.people[:62], rng.randrange(7))
        if rng.random() < 0.35:
            whom, ms = rng.choice(scene.people[6:62]), day + 6 * HOUR + rng.randrange(10 * HOUR)
            factor_set_again(scene, rng, okta, day, whom, ms, 7 * MINUTE)


def _odd(scene: Scene, rng: Random) -> None:
    """A fair with a disused key; a Sunday on which one engineer fetches all code; costs counted by hand in a night."""
    begins = scene.company.begins
    fair = scene.user(rng, scene.named("aws", "svc-mb-fair"), address="242.12.77.8", agent=CLI)
    for day in (19, 20):
        fair.series(begins + day * DAY + 6 * HOUR, [("buckets", "")] * 4, MINUTE, HOUR)
    clones = scene.user(rng, scene.named("github", "scanner-update"), address=STORE)
    clones.series(begins + 13 * DAY + 7 * HOUR, [("clone", name) for name in REPOSITORIES], 5 * SECOND, MINUTE)
    cloud, who, ms = scene.known("aws", Aws), scene.people[11], begins + 23 * DAY + 17 * HOUR
    acts = ("buckets", "bucket", "volumes", "snapshots", "databases", "functions", "roles", "limits")
    looks_around(scene, rng, cloud, who, ms, acts, BUCKETS, who.home, 60, (10 * SECOND, 5 * MINUTE))
    for week in range(6):
        day = begins + (week * 7 + 5) * DAY
        if weekday(day) == 5:
            old = scene.user(rng, scene.named("gcp", "campaign-2024"))
            old.act(day + 2 * HOUR, "read!1", "mb-numbers-daily")


ROUTINE = Routine({"people": _people, "new": _new, "changes": _changes, "sales": _sales, "by hand": _by_hand,
                   "on call": _on_call, "again": _again, "outside": _outside, "odd": _odd})  # fmt: skip
