"""What goes on at the group of hotels: arrivals, night audits, a fair, a storm of rates, nights on call, new keys."""

from random import Random

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.brindlecote import ARGO, CLI, GO, NET, NODE, PYTHON
from scenarios.companies.brindlecote_places import (
    AREAS,
    BEGINS,
    BOARDS,
    BUCKETS,
    DOCUMENTS,
    EXCHANGE,
    FIRST_OF_SALES,
    HOTELS,
    IMAGES,
    LAKE,
    LAST_ENGINEER,
    OFFICES,
    PAGES,
    REPORTS,
    REPOSITORIES,
    SPACES,
    STAFF,
    TABLES,
    TEND,
    builder,
    gate,
    line,
    mobile,
    person,
    pod,
    sold,
)
from scenarios.keeping import BY_HAND, all_handed, failing, first_act, renewed, some_days, steady
from scenarios.machine import Machine, Person
from scenarios.routine import Routine
from scenarios.scene import Scene
from scenarios.staff import looks_around, pipeline_rolls_out, scripts_by_hand
from scenarios.systems.aws import Aws
from scenarios.systems.cloudflare import Cloudflare
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.okta import Okta
from scenarios.systems.salesforce import Salesforce
from scenarios.systems.workspace import Workspace
from scenarios.weeks import (
    cluster_scanned,
    copies_and_tries,
    mailboxes,
    members_change,
    new_machines,
    people_join,
    people_leave,
    repaired_by_night,
    sign_ins,
    tables_by_hand,
    tickets_all_day,
    without_right,
)

#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (1, "svc-bc-lake", PYTHON.replace("1.44.36", "1.44.48")), (2, "bc-build-search", "git/2.55.3"),
    (4, "svc-bc-retention", "198.18.60.8"), (6, "svc-bc-hotel-mistral", NET.replace("4.0.30", "4.0.33")),
    (8, "nightly_dump", "198.18.60.8"), (10, "watch/agent", "Prometheus/3.16.1"), (11, "bc-channels", "okhttp/5.6.4"),
    (13, "bc-pins", "renovate/44.140.2"), (15, "svc-bc-hotel-rosal", NET.replace("4.0.30", "4.0.33")),
    (17, "rates watch", "python-slack-sdk/3.44.1"), (19, "bc-numbers", "198.18.60.59"),
    (21, "codegleam", "codegleam/3.9"), (23, "svc-bc-channel-nidus", "198.18.60.25"),
    (25, "platform/certs", "cert-manager/v1.22.3"), (27, "models_ro", "psycopg/3.4"),
    (29, "svc-bc-models", PYTHON.replace("1.44.36", "1.45.6")), (31, "svc-bc-newsletter", "198.18.60.115"),
    (32, "desk-tool", "desk-tool/4.3"), (34, "svc-bc-watch", GO.replace("1.50.0", "1.51.1")),
    (36, "svc-bc-hotel-yarrow", NET.replace("4.0.30", "4.0.33")), (39, "bc-yard", "git/2.47.4"),
    (42, "svc-bc-letterkite", "198.18.68.77"),
)  # fmt: skip
#: What a machine meets that tries again soon, as its system has it.
_PASSING: dict[str, dict[str, str]] = {
    "aws": {"error": "ThrottlingException"}, "jira": {"refused": "503"}, "kubernetes": {"refused": "1"},
    "postgresql": {"refused": "1"}, "github": {"refused": "502"}, "salesforce": {"refused": "1"},
}  # fmt: skip
#: With what somebody on call repairs: the emergency key, the things and the acts.
_TOOLS = {"aws": ("svc-bc-emergency", tuple(f"/bc/{area}" for area in AREAS),
                  ("instances", "log-events", "databases", "scale", "queue", "trail-events", "firewalls"))}  # fmt: skip


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the company that works every day and whose credential is there for some days."""
    return steady(scene, rng, system, ms - 2 * DAY, ms + 12 * HOUR, "role/", every=DAY + 1)


def engineer(scene: Scene, rng: Random) -> Person:
    """Some engineer who does not administer."""
    return scene.people[4 + rng.randrange(LAST_ENGINEER - 4)]


def _people(scene: Scene, rng: Random) -> None:
    """Eighteen begin, five of them contractors and five for the winter in hotels; six leave."""
    accounts, okta = scene.known("workspace", Workspace), scene.known("okta", Okta)

    def made(who: Person, day: int) -> None:
        by, ms = scene.people[rng.randrange(4)], day + 6 * HOUR + rng.randrange(2 * HOUR)
        scene.ordinary(okta.person_does(rng, by, ms, "create", whom=who))
        scene.ordinary(accounts.administers(rng, by, ms + 9 * MINUTE, "CREATE_USER", who.login, by.office))

    def abroad(number: int, team: str) -> str:
        return f"{251 + number % 2}.{80 + number}.15.9" if team == "engineering" and number > 1 else ""

    people_join(scene, rng, person, 220, (
        (0, "hotels"), (0, "engineering"), (7, "desk"), (7, "engineering"), (9, "hotels"), (14, "engineering"),
        (14, "sales"), (18, "hotels"), (21, "desk"), (21, "engineering"), (25, "hotels"), (28, "hotels"),
        (28, "hotels"), (28, "office"), (30, "engineering"), (35, "desk"), (36, "engineering"), (42, "hotels"),
    ), abroad, made)  # fmt: skip
    people_leave(scene, rng, person, 245, ("desk", "hotels", "engineering", "sales", "hotels", "office"), 6, 7)


def _new(scene: Scene, rng: Random) -> None:
    """In the second week a service for vouchers; a sixth channel; vendors' keys; a reader; a hotel that opens."""
    new_machines(scene, rng, (
        (8, "aws", "bc-vouchers", 6 * HOUR, ("bc/vouchers/db",), ("secret", "decrypt"), GO, pod, "role/vouchers"),
        (8, "kubernetes", "vouchers/deployer", 8 * HOUR, ("vouchers-app",), ("pods", "config", "deploy"), ARGO, pod,
         ""),
        (9, "github", "bc-build-vouchers", 6 * HOUR, ("loyalty-service", "shared-kit"), ("clone", "statuses"),
         "git/2.55.2", builder, ""),
        (10, "postgresql", "vouchers_app", 6 * HOUR, TABLES[36:40], ("read", "write"), "vouchers-service", pod, ""),
        (16, "aws", "svc-bc-hotel-zephyr", 2 * HOUR, [f"bc-reports|zephyr/2026-11/{n:02d}.csv" for n in range(30)],
         ("put-object", "object"), NET, line, ""),
        (16, "jira", "bc-panel-zephyr", 2 * HOUR, BOARDS[1:2], ("open", "comment"), "Dart/3.12 (dart:io)", line, ""),
        (20, "aws", "svc-bc-channel-farfield", 3 * HOUR, [f"bc-channels-shared|farfield/{n}.xml" for n in range(60)],
         ("object", "put-object"), NODE, EXCHANGE, ""),
        (24, "cloudflare", "lockhaven-gate", 2 * HOUR, ("panel",), ("visit",), "", "", ""),
        (26, "jira", "ext-letterkite", 6 * HOUR, BOARDS[:1], ("issue", "comment"), "okhttp/5.6.2", "", ""),
        (29, "slack", "winter desk", 2 * HOUR, ("list",), ("upload",), "slack-go/0.20.1", gate, ""),
        (33, "okta", "winter-staff", 6 * HOUR, ("hotels",), ("create", "join"), "okta-sdk-golang/6.4.0", gate, ""),
        (35, "postgresql", "winter_ro", 8 * HOUR, TABLES[4::11], ("read", "count", "all"), "metabase", pod, ""),
    ), sold)  # fmt: skip


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs go to other hosts; seventeen credentials are handed on, two of which work on."""
    renewed(scene, _CHANGED, lambda: rng.randrange(23 * HOUR))
    all_handed(scene, rng, (
        (2, "bc-build-rooms", 1), (3, "svc-bc-hotel-fenwick", 5), (5, "svc-bc-channel-wayfarer", 3),
        (7, "svc-bc-builds", 1), (9, "hotel-names", 2), (12, "svc-bc-terraform", 1), (14, "bc-zones", 1),
        (16, "people-sync", 2), (18, "svc-bc-hotel-tanjung", 58), (21, "bc-state", 3), (23, "svc-bc-reports", 1),
        (26, "svc-bc-mailer", 2), (30, "svc-bc-tariffs", 1), (33, "bc-build-loyalty", 1), (35, "cache-emptier", 2),
        (37, "svc-bc-models", 46), (41, "rota-accounts", 1),
    ), 7 * HOUR, 10 * HOUR)  # fmt: skip


def _roll_outs(scene: Scene, rng: Random) -> None:
    """Up to six roll-outs on a working day, none on Fridays after noon; engineers look after most of them."""
    cloud, cluster = scene.known("aws", Aws), scene.known("kubernetes", Kubernetes)
    for day in scene.company.days[:-1]:
        most = (7, 7, 7, 7, 3, 0, 0)[weekday(day)]
        for _ in range(rng.randrange(most) if most else int(rng.random() < 0.12)):
            ms = day + 7 * HOUR + rng.randrange((5 if weekday(day) == 4 else 11) * HOUR)
            area, who = rng.choice(AREAS), engineer(scene, rng)
            pipeline_rolls_out(scene, rng, ms, area, "bc-ci-deploy", "brindlecote", builder("deploy", ms), CLI)
            for act in ("pods", "deploy", "pods", "log") if rng.random() < 0.6 else ():
                where = who.place(day)
                scene.ordinary(cluster.person_does(rng, who, ms, act, f"{area}-app", area, address=where))
                ms += MINUTE + rng.randrange(4 * MINUTE)
            if rng.random() < 0.3:
                looks_around(scene, rng, cloud, who, ms, ("tasks", "queue", "functions", "log-events", "stacks"),
                             [f"/bc/{area}"], who.place(day), 4, (30 * SECOND, 4 * MINUTE))  # fmt: skip


def _by_hand(scene: Scene, rng: Random) -> None:
    """Engineers run machines' scripts from where they are; sales and the office read tables with the reports' role."""
    days = [day for day in some_days(scene, rng, 26) if day < scene.company.days[-1]]
    scripts_by_hand(scene, rng, days, scene.people[4:LAST_ENGINEER],
                    ("aws", "github", "kubernetes", "aws", "postgresql", "jira"), some_machine,
                    lambda number: 6 + number % 4)  # fmt: skip
    crew = [one for one in scene.people if one.team in ("sales", "office")]
    days = [day for day in some_days(scene, rng, 23) if day < scene.company.days[-1]]
    tables_by_hand(scene, rng, scene.named("postgresql", "reports_ro"), "DBeaver 26.2.2 - SQLEditor", crew, days,
                   TABLES, lambda who, _day: f"10.47.5.{20 + sum(who.login.encode()) % 90}")  # fmt: skip


def _on_call(scene: Scene, rng: Random) -> None:
    """Somebody repairs by night on fifteen days, on every second one with the emergency key."""
    repaired_by_night(scene, rng, 15, engineer, AREAS, _TOOLS, lambda _: scene.known("aws", Aws), "bc")


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; three jobs lack a right for a day, until somebody sees it."""
    failing(scene, rng, 60, _PASSING, some_machine, first_act("clone", "fetch", "push"), 15 * SECOND)
    rows = ((8, "aws", "bc-vouchers"), (16, "aws", "svc-bc-hotel-zephyr"), (32, "aws", "svc-bc-newsletter"))
    without_right(scene, rng, rows, 17, 24)


def _desk(scene: Scene, rng: Random) -> None:
    """The desk and the hotels work on tickets all day, twice as much on Mondays and in the days of the fair."""

    def much(count: int, day: int) -> int:
        return 2 if weekday(day) == 0 or 22 <= count <= 24 else 1

    def where(number: int, who: Person, day: int, ms: int) -> str:
        if who.team == "desk":
            return who.place(day)
        return mobile(str(number), ms) if number % 3 == 0 else line(HOTELS[number % len(HOTELS)], ms)

    tickets_all_day(scene, rng, BOARDS[:3], ("desk", "hotels"), much, where)


def _hotels(scene: Scene, rng: Random) -> None:
    """A fair fills eight hotels for three days; on a third of the days a hotel writes what it kept while offline."""
    for day in range(22, 25):
        there = scene.lasting("aws", BEGINS + day * DAY, BEGINS + (day + 1) * DAY)
        for one in (one for one in there if one.name.endswith(HOTELS[2::3])):
            steps = [(rng.choice(one.acts), rng.choice(one.things)) for _ in range(50)]
            scene.user(rng, one).series(BEGINS + day * DAY + 5 * HOUR, steps, 4 * MINUTE, 26 * MINUTE)
    for day in scene.company.days[1:-1]:
        if rng.random() < 0.35:
            hotels = [one for one in scene.lasting("aws", day, day + DAY) if one.name.startswith("svc-bc-hotel-")]
            one, ms = rng.choice(hotels), day + rng.randrange(18 * HOUR)
            user, kept = scene.user(rng, one), [("put-object", rng.choice(one.things)) for _ in range(60)]
            user.series(ms, [(f"{one.acts[0]}!1", one.things[0])] * 3, MINUTE, 9 * MINUTE)
            user.series(ms + 2 * HOUR, kept, SECOND, 20 * SECOND)
    for day in scene.company.days[:-1]:
        people = [one for one in scene.people if one.team == "hotels"]
        for who in rng.sample(people, 12):
            start = who.shift(rng, day)
            if start is not None:
                scene.lives(rng, who, start, mobile(who.login, start), "slack", "okta", "workspace")


def _rates(scene: Scene, rng: Random) -> None:
    """On 26 October and 16 November the winter's rates are written: thousands of prices, with refusals of load."""
    for day in (14, 35):
        for number, name in enumerate(("svc-bc-tariffs", "svc-bc-channel-stopover", "bc-rates", "svc-bc-models")):
            one = next(one for one in scene.lasting("aws", BEGINS + day * DAY, BEGINS + (day + 1) * DAY)
                       if one.name == name)  # fmt: skip
            steps = [(rng.choice(one.acts), rng.choice(one.things)) for _ in range(200)]
            scene.user(rng, one).series(BEGINS + day * DAY + number * 9 * MINUTE, steps, MINUTE, 9 * MINUTE)
        queued = scene.user(rng, scene.named("aws", "bc-channels"))
        for number in range(30):
            ms = BEGINS + day * DAY + 6 * HOUR + number * 7 * MINUTE
            queued.act(ms, "queue", error="ThrottlingException")


def _sign_ins(scene: Scene, rng: Random) -> None:
    """Staff mistype and have new telephones; passwords are guessed; some applications are let in."""
    sign_ins(scene, rng, (3, 9), 55, 0.85, mobile)


def _accounts(scene: Scene, rng: Random) -> None:
    """Mail and folders; sales export customers now and then, on a few days somebody more than once."""
    mailboxes(scene, rng, DOCUMENTS, 48, 16)
    records = scene.known("salesforce", Salesforce)
    for day in scene.company.days[:-1]:
        if weekday(day) < 5 and rng.random() < 0.3:
            who, ms = scene.people[FIRST_OF_SALES + rng.randrange(24)], day + 9 * HOUR + rng.randrange(7 * HOUR)
            for _ in range(1 + rng.randrange(4)):
                scene.ordinary(records.exports(rng, who, ms, who.place(day)))
                ms += 5 * MINUTE + rng.randrange(30 * MINUTE)


def _administered(scene: Scene, rng: Random) -> None:
    """Members of the code's host come and go, the zone is edited by hand, copies are restored, machines tried out."""
    members_change(scene, rng, STAFF)
    zone = scene.known("cloudflare", Cloudflare)
    for number, day in enumerate((4, 11, 18, 26, 32, 38, 43)):
        since = BEGINS + day * DAY
        token = next(one for one in scene.lasting("cloudflare", since, since + DAY) if one.name == "hotel-names")
        steps = [("set", f"{HOTELS[number]}-www"), ("add", f"{HOTELS[number]}-try"), ("drop", f"{HOTELS[number]}-try")]
        tended = scene.user(rng, token, address=OFFICES[number % 2][0])
        tended.series(since + 10 * HOUR, steps, 2 * MINUTE, 20 * MINUTE)
        who, ms = scene.people[44 + number], since + 14 * HOUR + rng.randrange(HOUR)
        scene.ordinary(zone.used(rng, who, ms, who.place(since)))
    copies_and_tries(scene, rng, (5, 12, 19, 26, 29, 36, 40), engineer, AREAS)


def _odd(scene: Scene, rng: Random) -> None:
    """A fair's old key, one who looks at costs, all code taken, photos, tables, an index, a year's folios."""
    fair = scene.user(rng, scene.named("aws", "svc-bc-fair-2024"), address="198.19.247.41", agent=PYTHON)
    for day in (22, 23, 24):
        fair.series(BEGINS + day * DAY + 10 * HOUR, [("instances", "")] * 3, MINUTE, HOUR)
    who = scene.people[18]
    looks_around(scene, rng, scene.known("aws", Aws), who, BEGINS + 19 * DAY + 9 * HOUR,
                 ("buckets", "bucket", "volumes", "snapshots", "databases", "functions", "roles", "costs", "limits"),
                 BUCKETS, who.office, 68, (20 * SECOND, 6 * MINUTE))  # fmt: skip
    clones = scene.user(rng, scene.named("github", "bc-steward"), address=scene.people[30].home, agent="git/2.55.2")
    clones.series(BEGINS + 25 * DAY + 8 * HOUR, [("clone", name) for name in REPOSITORIES], 4 * SECOND, 40 * SECOND)
    photos = scene.user(rng, scene.named("aws", "svc-bc-lake"), address=scene.people[11].office, agent=BY_HAND["aws"])
    photos.series(BEGINS + 13 * DAY + 13 * HOUR, [("object", name) for name in rng.sample(IMAGES, 110)], 3 * SECOND,
                  30 * SECOND)  # fmt: skip
    for day in (6, 17, 24):
        steps = [("objects", "bc-lake"), *(("object", name) for name in rng.sample(LAKE, 4))]
        photos.series(BEGINS + day * DAY + 16 * HOUR, steps, MINUTE, 9 * MINUTE, address=scene.people[15].home)
    dba = scene.user(rng, scene.named("postgresql", "dba_vlc"), address=scene.people[3].home)
    steps = [("tables", ""), *((act, name) for name in TABLES[52:66] for act in ("columns", "count", "all"))]
    dba.series(BEGINS + 21 * DAY + 14 * HOUR, steps, 20 * SECOND, 4 * MINUTE)
    index = scene.user(rng, scene.named("confluence", "bc-page-index"), address=OFFICES[1][0])
    index.series(BEGINS + 28 * DAY + 10 * HOUR, [("body", f"{space}/{page}") for space in SPACES for page in PAGES],
                 5 * SECOND, 20 * SECOND)  # fmt: skip
    folios = scene.user(rng, scene.named("aws", "svc-bc-night-audit"), address=TEND, agent=CLI)
    folios.series(BEGINS + 20 * DAY + 6 * HOUR, [("object", name) for name in REPORTS[::6]], 2 * SECOND, MINUTE)


ROUTINE = Routine({"people": _people, "new": _new, "changes": _changes, "roll-outs": _roll_outs, "by hand": _by_hand,
                   "on call": _on_call, "again": _again, "desk": _desk, "hotels": _hotels, "rates": _rates,
                   "sign-ins": _sign_ins, "accounts": _accounts, "administered": _administered,
                   "outside": cluster_scanned, "odd": _odd})  # fmt: skip
