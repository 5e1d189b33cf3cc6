"""What goes on at the marketplace: roll-outs, vans, support, a day of sales, nights on call, keys handed on."""

from random import Random

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.pendrake import CLI, GO, NODE, PYTHON, ROAD_GO, ROAD_PYTHON, SDK
from scenarios.companies.pendrake_places import (
    AREAS,
    BEGINS,
    BOARDS,
    BUCKETS,
    DOCUMENTS,
    FEEDS,
    LAKE,
    OFFICES,
    PAGES,
    PICTURES,
    REPOSITORIES,
    ROAD_BUCKETS,
    SHOP,
    SPACES,
    TABLES,
    TEND,
    builder,
    person,
    pod,
    road,
    roads,
    shop,
    sold,
)
from scenarios.keeping import (
    BY_HAND,
    all_handed,
    failing,
    first_act,
    renewed,
    some_days,
)
from scenarios.machine import Machine, Person
from scenarios.routine import Routine
from scenarios.scene import Scene
from scenarios.staff import looks_around, pipeline_rolls_out, scripts_by_hand
from scenarios.systems.aws import Aws
from scenarios.systems.gcp import Gcp
from scenarios.systems.kubernetes import Kubernetes
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
    (1, "svc-pd-lake", PYTHON.replace("1.44.36", "1.44.48")), (3, "pd-build-cart", "git/2.55.3"),
    (5, "svc-pd-retention", "198.18.20.8"), (6, "pd-routes-baltic", ROAD_PYTHON.replace("2.29.0", "2.29.4")),
    (9, "nightly_dump", "198.18.20.8"), (11, "watch/agent", "Prometheus/3.16.1"), (12, "pd-feeds", "okhttp/5.6.4"),
    (14, "pd-pins", "renovate/44.140.2"), (16, "pd-couriers-norte", ROAD_GO.replace("1.26.4", "1.26.5")),
    (18, "late parcels", "python-slack-sdk/3.44.1"), (20, "pd-numbers", "198.18.20.59"),
    (22, "codesieve", "codesieve/6.5"), (24, "svc-pd-feed-cotter", "198.18.20.25"),
    (26, "platform/certs", "cert-manager/v1.22.3"), (28, "models_ro", "psycopg/3.4"),
    (30, "svc-pd-models", PYTHON.replace("1.44.36", "1.45.6")), (31, "pd-depots-jalisco", "198.18.38.60"),
    (33, "desk-tool", "desk-tool/7.2"), (35, "svc-pd-watch", GO.replace("1.50.0", "1.51.1")),
    (37, "pd-terraform", "Terraform/1.15.7 terraform-provider-google/7.48.0"), (40, "pd-roads", "git/2.53.1"),
    (42, "svc-pd-pixmend", "198.18.26.77"),
)  # fmt: skip
#: What a machine meets that tries again soon, as its system has it.
_PASSING: dict[str, dict[str, str]] = {
    "aws": {"error": "ThrottlingException"}, "gcp": {"refused": "1"}, "jira": {"refused": "503"},
    "kubernetes": {"refused": "1"}, "postgresql": {"refused": "1"}, "github": {"refused": "502"},
}  # fmt: skip
LAST_ENGINEER = 46
#: With what somebody on call repairs: the emergency key of the cloud, the things and the acts.
_TOOLS = {
    "aws": ("svc-pd-emergency", tuple(f"/pd/{area}" for area in SHOP),
            ("instances", "log-events", "databases", "firewalls", "scale", "queue", "trail-events")),
    "gcp": ("pd-emergency", ROAD_BUCKETS, ("machines", "list", "databases", "quotas", "functions")),
}  # fmt: skip


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the company that works every day and whose credential is there for some days."""
    return rng.choice([
        known for known in scene.lasting(system, ms - 2 * DAY, ms + 12 * HOUR)
        if known.every <= DAY and not (known.vendor or known.only or known.key.startswith(("role/", "attached/")))
        and not known.name.startswith("nodes/")
    ])  # fmt: skip


def engineer(scene: Scene, rng: Random) -> Person:
    """Some engineer who does not administer."""
    return scene.people[4 + rng.randrange(LAST_ENGINEER - 4)]


def _people(scene: Scene, rng: Random) -> None:
    """Sixteen begin, four of them contractors from abroad, nine before the season's sales; five leave."""
    accounts = scene.known("workspace", Workspace)

    def made(who: Person, day: int) -> None:
        by, ms = scene.people[rng.randrange(4)], day + 7 * HOUR + rng.randrange(HOUR)
        scene.ordinary(accounts.administers(rng, by, ms, "CREATE_USER", who.login, by.office))

    people_join(scene, rng, person, 200, (
        (0, "support"), (0, "engineering"), (7, "depots"), (8, "engineering"), (14, "support"), (15, "engineering"),
        (21, "support"), (21, "depots"), (21, "depots"), (28, "support"), (28, "support"), (28, "depots"),
        (29, "engineering"), (35, "trade"), (36, "engineering"), (42, "support"),
    ), lambda number, team: f"{251 + number % 2}.{60 + number}.14.9" if team == "engineering" and number > 2 else "",
       made)  # fmt: skip
    people_leave(scene, rng, person, 230, ("support", "engineering", "depots", "trade", "support"), 9, 7)


def _new(scene: Scene, rng: Random) -> None:
    """In the second week lockers, a service of both clouds; a fifth seller's feed; vendors' keys; a reader."""
    new_machines(scene, rng, (
        (8, "gcp", "pd-lockers", 6 * HOUR, ("pd-depots-raw",), ("read", "put"), ROAD_GO, roads, ""),
        (8, "aws", "pd-lockers", 6 * HOUR, ("pd/lockers/db",), ("secret", "decrypt"), GO, pod, "role/lockers"),
        (9, "kubernetes", "lockers/deployer", 8 * HOUR, ("lockers-app",), ("pods", "config", "deploy"),
         "argocd-application-controller/v3.5.3 (linux/arm64) kubernetes/$Format", pod, ""),
        (9, "github", "pd-build-lockers", 6 * HOUR, ("depots-service", "shared-kit"), ("clone", "statuses"),
         "git/2.55.2", builder, ""),
        (10, "postgresql", "lockers_app", 6 * HOUR, TABLES[70:74], ("read", "write"), "lockers-service", pod, ""),
        (19, "aws", "svc-pd-feed-elmore", 6 * HOUR, [f"pd-offers-shared|elmore/{n:03d}.csv" for n in range(60)],
         ("object", "put-object"), NODE, FEEDS, ""),
        (23, "gcp", "pd-roadpulse-live", HOUR, ("pd-tracking-raw",), ("put",), ROAD_PYTHON, "", ""),
        (25, "jira", "ext-postwing", 6 * HOUR, BOARDS[:1], ("issue", "comment"), "okhttp/5.6.2", "", ""),
        (29, "slack", "sale desk", 2 * HOUR, ("curve",), ("upload",), "slack-go/0.20.1", shop, ""),
        (32, "okta", "season-drivers", 6 * HOUR, ("couriers",), ("create", "join"), "okta-sdk-golang/6.4.0", roads, ""),
        (34, "postgresql", "season_ro", 8 * HOUR, TABLES[4::11], ("read", "count", "all"), "metabase", pod, ""),
    ), sold)  # fmt: skip


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs go to other hosts; sixteen credentials are handed on, two of which work on."""
    renewed(scene, _CHANGED, lambda: rng.randrange(23 * HOUR))
    all_handed(scene, rng, (
        (2, "pd-build-offers", 1), (4, "svc-pd-feed-ashlar", 3), (6, "pd-parcels-norte", 2), (8, "svc-pd-builds", 1),
        (10, "pd-tracking-baltic", 1), (13, "svc-pd-terraform", 1), (15, "pd-zone", 1), (17, "people-sync", 2),
        (19, "svc-pd-vans", 62), (22, "pd-roads", 3), (24, "pd-labels", 1), (27, "svc-pd-mailer", 2),
        (32, "pd-maps", 1), (34, "pd-build-stock", 1), (38, "svc-pd-models", 44), (41, "driver-accounts", 1),
    ), 7 * HOUR, 10 * HOUR)  # fmt: skip


def _roll_outs(scene: Scene, rng: Random) -> None:
    """Up to six roll-outs on a working day, fewer before the sale; engineers look after some, in both clouds."""
    cloud, cluster = scene.known("gcp", Gcp), scene.known("kubernetes", Kubernetes)
    for number, day in enumerate(scene.company.days[:-1]):
        most = 2 if 34 <= number <= 38 else 7
        for _ in range(rng.randrange(most) if weekday(day) < 5 else int(rng.random() < 0.1)):
            ms, area, who = day + 7 * HOUR + rng.randrange(12 * HOUR), rng.choice(AREAS), engineer(scene, rng)
            where = who.place(day)
            if area in SHOP:
                pipeline_rolls_out(scene, rng, ms, area, "pd-ci-deploy", "pendrake", builder("deploy", ms), CLI)
            else:
                looks_around(scene, rng, cloud, who, ms, ("machines", "list", "functions", "policy", "label"),
                             ROAD_BUCKETS, where, 4, (30 * SECOND, 4 * MINUTE))  # fmt: skip
            for act in ("pods", "deploy", "pods", "log") if rng.random() < 0.6 else ():
                scene.ordinary(cluster.person_does(rng, who, ms, act, f"{area}-app", area, address=where))
                ms += MINUTE + rng.randrange(4 * MINUTE)


def _by_hand(scene: Scene, rng: Random) -> None:
    """Engineers run machines' scripts from where they are; trade and the office read tables with the reports' role."""
    days = [day for day in some_days(scene, rng, 27) if day < scene.company.days[-1]]
    scripts_by_hand(scene, rng, days, scene.people[4:LAST_ENGINEER],
                    ("aws", "gcp", "github", "kubernetes", "postgresql", "jira", "gcp"), some_machine,
                    lambda number: 6 + number % 4)  # fmt: skip
    crew = [one for one in scene.people if one.team in ("trade", "office")]
    days = [day for day in some_days(scene, rng, 21) if day < scene.company.days[-1]]
    tables_by_hand(scene, rng, scene.named("postgresql", "reports_ro"), "DBeaver 26.2.2 - SQLEditor", crew, days,
                   TABLES, lambda _who, _day: f"10.46.3.{20 + rng.randrange(90)}")  # fmt: skip


def _on_call(scene: Scene, rng: Random) -> None:
    """Somebody repairs by night on fourteen days, in one of the clouds, at times with that cloud's emergency key."""

    def cloud_of(number: int) -> Aws | Gcp:
        return scene.known("gcp", Gcp) if number % 3 == 1 else scene.known("aws", Aws)

    repaired_by_night(scene, rng, 14, engineer, AREAS, _TOOLS, cloud_of, "pd")


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; three jobs lack a right for a day, until somebody sees it."""
    failing(scene, rng, 56, _PASSING, some_machine, first_act("clone", "fetch", "push"), 15 * SECOND)
    rows = ((9, "aws", "pd-lockers"), (17, "gcp", "pd-slots"), (33, "aws", "svc-pd-careers"))
    without_right(scene, rng, rows, 18, 26)


def _support(scene: Scene, rng: Random) -> None:
    """Support opens tickets all day, on Mondays and around the sale twice as many; depots do so from vans."""

    def much(count: int, day: int) -> int:
        return 2 if weekday(day) == 0 or 36 <= count <= 41 else 1

    def where(number: int, who: Person, day: int, ms: int) -> str:
        return road(str(number), ms) if who.team == "depots" else who.place(day)

    tickets_all_day(scene, rng, BOARDS[:4], ("support", "depots"), much, where)


def _sale(scene: Scene, rng: Random) -> None:
    """On 11 November and the day after it the shop sells six times as much, and vans drive for five days more."""
    for number, name in enumerate(("pd-orders", "pd-checkout", "pd-stock", "pd-scaler", "pd-resize-node")):
        one = scene.named("aws", name)
        steps = [(rng.choice(one.acts), rng.choice(one.things)) for _ in range(240)]
        scene.user(rng, one).series(BEGINS + 37 * DAY + number * 7 * MINUTE, steps, MINUTE, 18 * MINUTE)
    queued = scene.user(rng, scene.named("aws", "pd-payouts"))
    for number in range(40):
        queued.act(BEGINS + 37 * DAY + 9 * HOUR + number * 9 * MINUTE, "queue", error="ThrottlingException")
    vans = [one for one in scene.machines if one.name in ("svc-pd-vans", "pd-parcels", "pd-couriers-norte",
                                                          "pd-tracking-jalisco")]  # fmt: skip
    for day in range(38, 43):
        for one in (one for one in vans if one.created < BEGINS + day * DAY and one.ended > BEGINS + (day + 1) * DAY):
            steps = [(rng.choice(one.acts), rng.choice(one.things)) for _ in range(45)]
            scene.user(rng, one).series(BEGINS + day * DAY + 4 * HOUR, steps, 4 * MINUTE, 30 * MINUTE)


def _sign_ins(scene: Scene, rng: Random) -> None:
    """Staff mistype and have new telephones; passwords are guessed from outside; two let an application in a week."""
    sign_ins(scene, rng, (2, 8), 60, 0.9, road)


def _accounts(scene: Scene, rng: Random) -> None:
    """Administrators set passwords and roles in Workspace; people open letters, and now and then a whole folder."""
    accounts = scene.known("workspace", Workspace)
    mailboxes(scene, rng, DOCUMENTS, 45, 18)
    for day, login in ((10, scene.people[2].login), (24, scene.people[9].login)):
        by, ms = scene.people[0], BEGINS + day * DAY + 10 * HOUR
        scene.ordinary(accounts.administers(rng, by, ms, "ASSIGN_ROLE", login, by.office,
                                            ROLE_NAME="_HELP_DESK_ADMIN_ROLE"))  # fmt: skip


def _administered(scene: Scene, rng: Random) -> None:
    """Members of the code's host come and go, the zone is edited by hand, copies are restored, machines tried out."""
    names = scene.known("gcp", Gcp)
    members_change(scene, rng, 188)
    for day in (5, 12, 19, 27, 33, 36, 43):
        who, ms = scene.people[rng.randrange(9)], BEGINS + day * DAY + 8 * HOUR + rng.randrange(9 * HOUR)
        for act in ("names-read", "names", "names-read"):
            scene.ordinary(names.person_does(rng, who, ms, act, "pendrake", who.place(BEGINS + day * DAY)))
            ms += MINUTE + rng.randrange(7 * MINUTE)
    copies_and_tries(scene, rng, (6, 13, 20, 27, 30, 37, 41), engineer, SHOP)


def _odd(scene: Scene, rng: Random) -> None:
    """A summit's old key, two who look at costs, all code taken, pictures looked for, tables looked at, an index."""
    summit = scene.user(rng, scene.named("aws", "svc-pd-summit-2023"), address="198.19.248.33", agent=PYTHON)
    for day in (15, 16):
        summit.series(BEGINS + day * DAY + 10 * HOUR, [("instances", "")] * 4, MINUTE, HOUR)
    who = scene.people[19]
    looks_around(scene, rng, scene.known("aws", Aws), who, BEGINS + 20 * DAY + 9 * HOUR,
                 ("buckets", "bucket", "volumes", "snapshots", "databases", "functions", "roles", "costs", "limits"),
                 BUCKETS, who.office, 65, (20 * SECOND, 6 * MINUTE))  # fmt: skip
    looks_around(scene, rng, scene.known("gcp", Gcp), scene.people[27], BEGINS + 26 * DAY + 12 * HOUR,
                 ("buckets", "policy", "accounts", "datasets", "machines", "functions", "keys"), ROAD_BUCKETS,
                 scene.people[27].home, 50, (20 * SECOND, 5 * MINUTE))  # fmt: skip
    clones = scene.user(rng, scene.named("github", "pd-steward"), address=scene.people[33].home, agent="git/2.55.2")
    clones.series(BEGINS + 23 * DAY + 8 * HOUR, [("clone", name) for name in REPOSITORIES], 4 * SECOND, 40 * SECOND)
    pictures = scene.user(rng, scene.named("aws", "svc-pd-vans"), address=scene.people[12].office, agent=BY_HAND["aws"])
    pictures.series(BEGINS + 14 * DAY + 13 * HOUR, [("object", name) for name in rng.sample(PICTURES, 100)],
                    3 * SECOND, 30 * SECOND)  # fmt: skip
    lake = scene.user(rng, scene.named("aws", "svc-pd-lake"), address=scene.people[16].home, agent=BY_HAND["aws"])
    for day in (7, 18, 25):
        steps = [("objects", "pd-lake"), *(("object", name) for name in rng.sample(LAKE, 4))]
        lake.series(BEGINS + day * DAY + 16 * HOUR, steps, MINUTE, 9 * MINUTE)
    dba = scene.user(rng, scene.named("postgresql", "dba_tll"), address=scene.people[3].home)
    steps = [("tables", ""), *((act, name) for name in TABLES[52:66] for act in ("columns", "count", "all"))]
    dba.series(BEGINS + 22 * DAY + 14 * HOUR, steps, 20 * SECOND, 4 * MINUTE)
    index = scene.user(rng, scene.named("confluence", "pd-page-index"), address=OFFICES[1][0])
    index.series(BEGINS + 29 * DAY + 10 * HOUR, [("body", f"{space}/{page}") for space in SPACES for page in PAGES],
                 5 * SECOND, 20 * SECOND)  # fmt: skip
    rows = scene.user(rng, scene.named("gcp", "pd-night-lake"), address=TEND, agent=SDK)
    rows.series(BEGINS + 21 * DAY + 6 * HOUR, [("table-rows", f"parcels/tables/part{one}") for one in range(25)],
                10 * SECOND, 3 * MINUTE)  # fmt: skip


ROUTINE = Routine({"people": _people, "new": _new, "changes": _changes, "roll-outs": _roll_outs, "by hand": _by_hand,
                   "on call": _on_call, "again": _again, "support": _support, "sale": _sale, "sign-ins": _sign_ins,
                   "accounts": _accounts, "administered": _administered, "outside": cluster_scanned,
                   "odd": _odd})  # fmt: skip
