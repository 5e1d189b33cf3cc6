"""What goes on at the laboratories: deployments, repairs by night, guesses at the portal, contractors, scripts."""

from random import Random

from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.quillmere import (
    APPS,
    AREAS,
    BENCHES,
    BUCKETS,
    CLI,
    GO,
    JAVA,
    NIGHT,
    OFFICE,
    PYTHON,
    REPOSITORIES,
    SITES,
    TABLES,
    gate,
    mobile,
    node,
    person,
    runner,
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
from scenarios.staff import looks_around, scripts_by_hand
from scenarios.systems.aws import Aws
from scenarios.systems.github import Github
from scenarios.systems.okta import Okta
from scenarios.systems.postgresql import Postgresql
from scenarios.systems.slack import Slack

#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (2, "ci-orders", "git/2.56.1"), (4, "svc-qm-backups", PYTHON.replace("1.44.6", "1.44.19")),
    (7, "qm-deviations", "198.18.60.10"), (10, "svc-qm-watch", GO.replace("1.46.1", "1.46.5")),
    (12, "pins-bot", "renovate/44.31.0"), (15, "nightly_dump", "198.18.60.10"),
    (18, "qm-index", "Apache-HttpClient/5.6.3 (Java/25.0.4)"), (20, "svc-qm-costs", "198.18.60.41"),
    (23, "svc-qm-reagenta", JAVA.replace("2.45.1", "2.46.0")), (26, "van map", "slack-go/0.21.0"),
    (29, "status-probe", "198.18.60.41"), (31, "ext-vanlight", "axios/1.19.0"),
    (34, "qm-orders", GO.replace("1.46", "1.47")),
    (37, "svc-qm-archive", CLI.replace("2.36.5", "2.36.20")), (40, "reagenta-drivers", "reagenta-sync/3.2"),
    (42, "runbook-copy", "git/2.47.3"),
)  # fmt: skip
#: What a machine meets that tries again soon, as its system has it.
_PASSING: dict[str, dict[str, str]] = {
    "aws": {"error": "ThrottlingException"}, "github": {"refused": "502"}, "jira": {"refused": "503"},
    "postgresql": {"refused": "1"}, "confluence": {"refused": "503"},
}  # fmt: skip
#: Engineers of another firm who work here for some weeks: login, first day, days, country, place.
CONTRACTORS = (("x-moran", 3, 30, "nl", "246.31.9"), ("x-ferreira", 11, 34, "pt", "247.80.14"),
               ("x-lind", 20, 25, "nl", "246.90.3"))  # fmt: skip


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the laboratories that works every day and whose credential is there for some days."""
    return steady(scene, rng, system, ms - 2 * DAY, ms + 12 * HOUR, "role/")


def physician(number: int) -> Person:
    """The account of a physician who orders and reads results, which no list of staff has."""
    login = f"dr{number:03d}"
    return Person(login, okta_id(Random(f"whom/{login}"), "00u"), "", "", "", works=False)


def _deployments(scene: Scene, rng: Random) -> None:
    """On working days some services are rolled out: the pipeline takes its role, images, stacks, zone and caches."""
    cloud, role = scene.known("aws", Aws), scene.named("aws", "qm-ci-deploy")
    code = scene.known("github", Github)
    zone, cache = scene.user(rng, scene.named("cloudflare", "zone-builds")), scene.named("cloudflare", "cache-emptier")
    for day in (known for known in scene.company.days[:-1] if weekday(known) < 5):
        for _ in range(1 + rng.randrange(3)):
            area, who = rng.choice(AREAS), scene.people[rng.randrange(14)]
            ms = day + 9 * HOUR + rng.randrange(8 * HOUR)
            where = runner("deploy", ms)
            scene.ordinary(code.granted(rng, who, ms - 4 * MINUTE, "push", f"{area}-service", who.place(day),
                                        "GitHub CLI 2.93.0"))  # fmt: skip
            scene.ordinary(cloud.by_pipeline(rng, role, ms, f"quillmere/{area}-service", where))
            steps = [("log-in", ""), ("image", area), ("stacks", area), ("update-stack", area), ("stacks", area),
                     ("services", "")]  # fmt: skip
            ms = scene.user(rng, role, address=where, session="GitHubActions").series(ms, steps, 5 * SECOND, MINUTE)
            if rng.random() < 0.3:
                zone.act(ms, rng.choice(("add", "set")), f"{area}-app", address=where)
                scene.user(rng, cache, address=where).act(ms + 20 * SECOND, "purge", "www")
            if rng.random() < 0.15:
                scene.ordinary(cloud.person_does(rng, who, ms, "function-code", "qm-order-check", who.place(day)))


def _new(scene: Scene, rng: Random) -> None:
    """A service for home samples in the second week, whose stack is made anew; later more, and a vendor's new key."""
    for day, system, name, every, things, acts, agent, where, key in (
        (9, "aws", "qm-home", 2 * HOUR, ("qm/home/db", "qm/home/mail"), ("secret", "queue"), GO, node, "role/home"),
        (9, "postgresql", "home_app", 2 * HOUR, TABLES[6:9], ("read", "write"), "home-service", node, ""),
        (10, "github", "ci-home", 4 * HOUR, (*REPOSITORIES[3:6], "pipelines"), ("fetch", "statuses"), "git/2.56.0",
         runner, ""),
        (19, "aws", "svc-qm-vans", 6 * HOUR, ("qm-couriers-files|today.json",), ("object",), PYTHON, NIGHT,
         ""),
        (27, "jira", "qm-home-desk", 3 * HOUR, ("CARE",), ("open", "comment"), "okhttp/5.6.0", gate, ""),
        (33, "aws", "svc-qm-vanlight", 4 * HOUR, ("qm-couriers-files|today.json",), ("object",), PYTHON, "", ""),
        (38, "slack", "home samples", 6 * HOUR, ("sample",), ("upload",), "slack-go/0.21.0", gate, ""),
    ):  # fmt: skip
        new = job(rng, system, name, agent, every, 3, things, acts, where, key=key)
        if name.endswith("vanlight"):
            sold(new)
        # a role has no key that anybody makes
        begun(scene, rng, new, scene.company.begins + day * DAY + 8 * HOUR + rng.randrange(8 * HOUR), made=not key)
    cloud, role = scene.known("aws", Aws), scene.named("aws", "qm-ci-deploy")
    for day, area in ((9, "home"), (24, "home-labels")):
        ms = scene.company.begins + day * DAY + 10 * HOUR + rng.randrange(4 * HOUR)
        where = runner("deploy", ms)
        scene.ordinary(cloud.by_pipeline(rng, role, ms, "quillmere/infrastructure", where))
        steps = [("stacks", area), ("stack", area), ("stacks", area)]
        scene.user(rng, role, address=where, session="GitHubActions").series(ms + MINUTE, steps, 20 * SECOND, MINUTE)


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs move; eight credentials are rotated, one old value works for two days."""
    renewed(scene, _CHANGED, lambda: rng.randrange(23 * HOUR))
    all_handed(scene, rng, (
        (5, "ci-results", 1), (9, "svc-qm-archive", 48), (14, "certificates", 2), (17, "rota-groups", 1),
        (22, "svc-qm-claimspring", 6), (30, "cache-emptier", 2), (36, "ci-billing", 1), (41, "svc-qm-mailer", 3),
    ), 7 * HOUR, 9 * HOUR)  # fmt: skip


def _by_hand(scene: Scene, rng: Random) -> None:
    """Engineers run machines' scripts; who reports and who keeps quality reads tables with the role for reports."""
    systems = ("aws", "github", "postgresql", "jira", "aws", "confluence")
    days = some_days(scene, rng, 16)
    scripts_by_hand(
        scene, rng, days, scene.people[4:14], systems, some_machine, lambda number: 6 + number % 3 * 4, OFFICE
    )
    reports = scene.user(rng, scene.named("postgresql", "reports_ro"), agent="DBeaver 26.1.2 - SQLEditor")
    for day in some_days(scene, rng, 18):
        who = rng.choice([one for one in scene.people if one.team in ("quality", "finance")])
        reads = (
            (rng.choice(("read", "count", "all", "columns")), rng.choice(TABLES)) for _ in range(1 + rng.randrange(7))
        )
        reports.series(day + who.begins + rng.randrange(8 * HOUR), reads, MINUTE, 14 * MINUTE, address=who.place(day))
    dba, leaves = scene.user(rng, scene.named("postgresql", "dba"), agent="psql"), scene.company.begins + 31 * DAY
    for number, day in enumerate(some_days(scene, rng, 14)):
        who = scene.people[10 if number % 2 and day < leaves else 9]
        steps = [(rng.choice(("sessions", "roles", "tables", "count", "columns", "log-place")), rng.choice(TABLES))
                 for _ in range(2 + rng.randrange(6))]  # fmt: skip
        dba.series(day + who.begins + rng.randrange(9 * HOUR), steps, MINUTE, 8 * MINUTE, address=who.place(day))


def _on_call(scene: Scene, rng: Random) -> None:
    """Somebody repairs by night on six days, with his own session, and on four of them with the key for emergencies."""
    cloud = scene.known("aws", Aws)
    for number, day in enumerate(sorted(rng.sample(scene.company.days[1:-1], 6))):
        who = scene.people[4 + rng.randrange(10)]
        ms = day + (20 + rng.randrange(3)) * HOUR + rng.randrange(HOUR)
        for _ in range(4 + rng.randrange(9)):
            act = rng.choice(("log-events", "instances", "tasks", "databases", "scale", "queue", "firewalls"))
            scene.ordinary(cloud.person_does(rng, who, ms, act, f"/qm/{rng.choice(AREAS)}", who.home))
            ms += MINUTE + rng.randrange(6 * MINUTE)
        if number % 3:
            steps = [("who", ""), ("instances", ""), ("secret", f"qm/{rng.choice(AREAS)}/db"), ("tasks", ""),
                     ("scale", rng.choice(AREAS)), ("databases", "")]  # fmt: skip
            key = scene.user(rng, scene.named("aws", "svc-qm-emergency"), address=who.home, agent=BY_HAND["aws"])
            key.series(ms, steps, 20 * SECOND, 5 * MINUTE)


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; a new role lacks a right for a day; a script has an old password."""
    act_of = first_act("fetch", "clone", "push", refused=True)
    failing(scene, rng, 34, _PASSING, some_machine, lambda machine: act_of(machine).partition("!")[0], 15 * SECOND)
    home = scene.named("aws", "qm-home")
    tries = [("secret!1", "qm/home/mail")] * 30
    scene.user(rng, home).series(scene.company.begins + 10 * DAY + HOUR, tries, 20 * MINUTE, 40 * MINUTE)
    old = Machine("postgresql", "samples_2023", "samples_2023", NIGHT, "", FOREVER, 1, [], ())
    for day in scene.company.days:
        scene.user(rng, old).act(day + 3 * HOUR + rng.randrange(5 * MINUTE), "read!1")


def _sign_ins(scene: Scene, rng: Random) -> None:
    """Physicians mistype and are guessed at from outside; staff mistype; the desk sets factors again."""
    okta, desk = scene.known("okta", Okta), [one for one in scene.people if one.team == "desk"]
    agents = [one.agent for one in scene.people]
    for day in scene.company.days[:-1]:
        for _ in range(5 + rng.randrange(14)):
            whom, ms = physician(rng.randrange(400)), day + 6 * HOUR + rng.randrange(14 * HOUR)
            where = mobile(whom.login, ms) if rng.random() < 0.5 else f"198.18.70.{10 + rng.randrange(9)}"
            for refused in ("INVALID_CREDENTIALS", "")[rng.randrange(2) :]:
                scene.ordinary(okta.person_does(rng, whom, ms, "session", address=where, agent=rng.choice(agents),
                                                refused=refused))  # fmt: skip
                ms += 30 * SECOND
            if rng.random() < 0.1:
                scene.ordinary(okta.person_does(rng, rng.choice(desk), ms + 9 * MINUTE, "password", whom=whom))
        for _ in range(rng.randrange(7)):
            who = rng.choice(scene.people[:90])
            ms = day + who.begins + rng.randrange(8 * HOUR) // 3
            for refused in ("INVALID_CREDENTIALS", ""):
                scene.ordinary(okta.person_does(rng, who, ms, "session", address=who.place(day), refused=refused))
                ms += 20 * SECOND
        if rng.random() < 0.4:
            whom, ms = rng.choice(scene.people[6:90]), day + 7 * HOUR + rng.randrange(9 * HOUR)
            scene.ordinary(okta.person_does(rng, rng.choice(desk), ms, "factors", whom=whom))
            scene.ordinary(okta.person_does(rng, whom, ms + 6 * MINUTE, "factor", whom=whom, address=whom.place(day)))
        if rng.random() < 0.25:
            for _ in range(12 + rng.randrange(40)):
                whom, far = physician(rng.randrange(400)), f"25{rng.randrange(4)}.{rng.randrange(250)}.7.9"
                scene.ordinary(okta.person_does(rng, whom, day + rng.randrange(22 * HOUR), "session", address=far,
                                                agent="okhttp/4.12.0", refused="INVALID_CREDENTIALS"))  # fmt: skip


def _command_lines(scene: Scene, rng: Random) -> None:
    """Engineers use their own command lines' tokens, which no list names; one of them reads a great deal at times."""
    code = scene.known("github", Github)
    for number, who in enumerate(scene.people[4:14]):
        for day in sorted(rng.sample(scene.company.days[1:-1], 16)):
            ms = day + who.begins + rng.randrange(9 * HOUR)
            for _ in range(24 if number == 3 and rng.random() < 0.3 else 1 + rng.randrange(5)):
                act, thing = rng.choice(("clone", "contents", "pulls", "push", "open")), rng.choice(REPOSITORIES)
                scene.ordinary(code.granted(rng, who, ms, act, thing, who.place(day), "GitHub CLI 2.93.0"))
                ms += 6 * SECOND + rng.randrange(5 * MINUTE)


def _people(scene: Scene, rng: Random) -> None:
    """Four begin, one leaves; three contractors come for some weeks with an account and a token of their own."""
    begins, okta, code = scene.company.begins, scene.known("okta", Okta), scene.known("github", Github)
    for number, (day, team) in enumerate(((7, "lab"), (14, "couriers"), (21, "lab"), (35, "desk"))):
        scene.people.append(person(rng, 100 + number, team, begins + day * DAY))
    scene.people.append(Person("old105", okta_id(rng, "00u"), SITES[0], "198.19.140.4", scene.people[6].agent,
                               team="lab", begins=5 * HOUR, rota=3, left=begins + 16 * DAY))  # fmt: skip
    for number, (login, day, days, country, place) in enumerate(CONTRACTORS):
        joined = begins + day * DAY + 7 * HOUR
        guest = Person(login, okta_id(rng, "00u"), f"{place}.{20 + number}", f"{place}.{20 + number}",
                       scene.people[4 + number].agent, joined, team="engineering", begins=(7 + number) * HOUR,
                       left=joined + days * DAY)  # fmt: skip
        scene.people.append(guest)
        for act, thing in (("create", ""), ("join", "contractors"), ("assign", "Slack"), ("assign", "GitHub")):
            scene.ordinary(okta.person_does(rng, scene.people[number], joined, act, thing, whom=guest))
            joined += 40 * SECOND
        for at in range(guest.joined + HOUR, min(guest.left, scene.company.ends) - DAY, DAY):
            ms = at + rng.randrange(7 * HOUR)
            for _ in range(1 + rng.randrange(5) if weekday(at - at % DAY) < 5 else 0):
                act, thing = rng.choice(("clone", "contents", "push", "pulls")), rng.choice(REPOSITORIES[number:30:4])
                scene.ordinary(
                    code.granted(rng, guest, ms, act, thing, guest.home, "git/2.51.0", country=country.upper())
                )
                ms += MINUTE + rng.randrange(40 * MINUTE)
            scene.ordinary(okta.person_does(rng, guest, at, "session", address=guest.home, country=country))


def _odd(scene: Scene, rng: Random) -> None:
    """A course with a disused key; an engineer counts costs in a night; a copy of a base; a channel for an incident."""
    begins, cloud, chat = scene.company.begins, scene.known("aws", Aws), scene.known("slack", Slack)
    course = scene.user(rng, scene.named("aws", "svc-qm-course"), address="242.12.90.8", agent=CLI)
    for day in (16, 17):
        course.series(begins + day * DAY + 9 * HOUR, [("buckets", "")] * 4, MINUTE, HOUR)
    who, ms = scene.people[11], begins + 22 * DAY + 18 * HOUR
    acts = ("buckets", "bucket", "volumes", "snapshots", "databases", "functions", "roles", "limits")
    looks_around(scene, rng, cloud, who, ms, acts, BUCKETS, who.home, 55, (10 * SECOND, 4 * MINUTE))
    base = scene.known("postgresql", Postgresql)
    for day in (12, 26, 39):
        ms = begins + day * DAY + 8 * HOUR + rng.randrange(6 * HOUR)
        for act, thing in (("base", "dba_rehearsal"), ("copy-in", "results.rows"), ("drop-base", "dba_rehearsal")):
            scene.ordinary(
                base.work(rng, scene.named("postgresql", "dba"), ms, act, thing, address=OFFICE, agent="psql")
            )
            ms += 20 * MINUTE + rng.randrange(HOUR)
    for day in (6, 25, 37):
        ms = begins + day * DAY + 9 * HOUR
        for one in rng.sample(scene.people[:60], 18):
            scene.ordinary(chat.person_does(rng, one, ms, "join", f"incident-{day}", one.place(begins + day * DAY),
                                            one.agent))  # fmt: skip
            ms += MINUTE + rng.randrange(9 * MINUTE)
    link = scene.user(rng, scene.named("aws", "svc-qm-link"), address=BENCHES[2])
    link.series(begins + 32 * DAY + 7 * HOUR, [("put-object", f"qm-bench-files|city/{number:03d}.csv") for number in
                                               range(70)], 20 * SECOND, 2 * MINUTE)  # fmt: skip
    probe = scene.user(rng, scene.named("cloudflare", "status-probe"))
    probe.series(begins + 25 * DAY + 11 * HOUR, [("visit!1", app) for app in APPS] * 6, MINUTE, 2 * MINUTE)


ROUTINE = Routine({"people": _people, "new": _new, "changes": _changes, "deployments": _deployments,
                   "by hand": _by_hand, "on call": _on_call, "again": _again, "sign-ins": _sign_ins,
                   "command lines": _command_lines, "odd": _odd})  # fmt: skip
