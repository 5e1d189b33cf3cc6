"""What goes on at the maker of medical devices: lots, technicians on the road, a cut cable, stock counted, releases."""

from dataclasses import replace
from functools import partial
from random import Random

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.wexholme import ARM, AZURERM, FLUX, GO, JAVA, PYTHON, SDK, VAULT_SDK
from scenarios.companies.wexholme_office import NPM
from scenarios.companies.wexholme_places import (
    AREAS,
    BEGINS,
    BOARDS,
    BOXES,
    BUCKETS,
    DESKS,
    DOMAIN,
    ENGINEERS,
    FILES,
    GROUPS,
    GUESTS,
    IMAGES,
    LIBRARIES,
    NEAR,
    OFFICES,
    PAGES,
    PLANTS,
    PROJECTS,
    REPORTS,
    SETTINGS,
    SPACES,
    SYNC,
    TABLES,
    TEND,
    away,
    builder,
    gate,
    line,
    near,
    node,
    person,
    sold,
)
from scenarios.keeping import (
    BY_HAND,
    all_begun,
    all_handed,
    all_secrets_handed,
    cut_off,
    failing,
    first_act,
    renewed,
    some_days,
    steady,
)
from scenarios.machine import Machine, Person
from scenarios.routine import Routine
from scenarios.scene import Scene
from scenarios.staff import in_azure, in_cluster, looks_around, scripts_by_hand, there
from scenarios.systems.confluence import Confluence
from scenarios.systems.gcp import Gcp
from scenarios.systems.jira import Jira, attached, ticket
from scenarios.systems.microsoft import Microsoft
from scenarios.tenant_days import accounts, files, guesses, guests, rules_and_rights, sign_ins

#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (1, "wx-dumps", SDK.replace("583", "584")), (2, "orders-builds", "git/2.57.2"), (4, "nightly_dump", "198.18.64.5"),
    (6, "Invoice reader", "MSAL.Java/1.32.1"), (8, "wx-telemetry", GO.replace("1.26.4", "1.26.5")),
    (9, "platform/rules", "kyverno/v1.20.2 (linux/amd64)"), (11, "Label press png", "198.18.64.44"),
    (13, "pins", "renovate/44.119.0"), (14, "wx-line-screens", "okhttp/5.7.1"),
    (16, "Machine keeper", ARM.replace("34.4", "34.5")), (18, "wx-night-lake", PYTHON.replace("2.29.0", "2.30.1")),
    (20, "watch/agent", "Prometheus/3.18.1"), (22, "wx-field-tool", "fieldkit/7.3 (Android 16)"),
    (24, "token-print", "198.18.64.44"), (26, "kit-release", NPM.replace("11.11", "11.12")),
    (29, "wx-partner-dolmen", "198.18.80.92"), (31, "Azure deployments", AZURERM.replace("5.6.0", "5.7.0")),
    (33, "reports_ro", "10.98.4.21"), (36, "wx-batches", "Apache-HttpClient/5.7.0 (Java/25.0.4)"),
    (39, "wx-clinics", JAVA.replace("2.71.0", "2.72.0")), (41, "shipping/deployer", FLUX.replace("1.9.2", "1.9.3")),
)  # fmt: skip
#: With what status a system refuses for a while.
_PASSING = {
    "gcp": {"refused": "1"}, "gitlab": {"refused": "502"}, "kubernetes": {"refused": "1"}, "jira": {"refused": "503"},
    "postgresql": {"refused": "1"}, "openbao": {"refused": "1"}, "azure": {"refused": "1"},
}  # fmt: skip
APPS = ("Office 365 Exchange Online", "Microsoft Teams", "SharePoint Online", "Outlook", "Batch records", "Pay slips",
        "Training")  # fmt: skip
#: Whose logs tell nothing of a new credential.
SILENT = ("postgresql", "kubernetes", "confluence")
LOOKS = ("buckets", "list", "machines", "policy", "accounts", "functions", "databases", "quotas")


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine that works every day and whose credential is there for some days."""
    return steady(scene, rng, system, ms - 2 * DAY, ms + 12 * HOUR, "attached/", every=DAY + 1)


def engineer(scene: Scene, rng: Random) -> Person:
    """Some engineer who does not administer."""
    return scene.people[4 + rng.randrange(ENGINEERS - 4)]


def _people(scene: Scene, rng: Random) -> None:
    """Penang hires for a quarter; others begin and go on any day; contractors work from their own countries."""
    for number, (day, until, team) in enumerate((
        (2, 40, "plants"), (2, 40, "plants"), (3, 41, "plants"), (9, 99, "plants"), (12, 99, "field"),
        (12, 99, "engineering"), (19, 99, "quality"), (19, 99, "office"), (23, 43, "plants"), (26, 99, "sales"),
        (33, 99, "research"), (33, 99, "engineering"), (37, 99, "field"),
    )):  # fmt: skip
        who = person(rng, 301 + 3 * number if until < 99 else 300 + number, team, BEGINS + day * DAY)
        scene.people.append(replace(who, left=BEGINS + until * DAY) if until < 99 else who)
    for number, (day, until) in enumerate(((5, 30), (11, 43), (21, 44))):
        where = away(f"contract/{number}", 0)
        who = person(rng, 350 + number, "engineering", BEGINS + day * DAY)
        scene.people.append(replace(who, office=where, home=where, begins=(2 + 9 * number) * HOUR, trips=(),
                                    left=BEGINS + until * DAY))  # fmt: skip
    for place, day in ((47, 8), (88, 15), (131, 16), (170, 27), (203, 36)):
        scene.people[place] = replace(scene.people[place], left=BEGINS + day * DAY)


def _new(scene: Scene, rng: Random) -> None:
    """A service for monitors at home in the second and third week; a courier's key, a reader of complaints later."""
    all_begun(scene, rng, (
        (7, "gcp", "wx-home-monitors", 4 * HOUR, ("wx-telemetry-shared", "wx-alerts-shared"), ("put", "read"), GO, near,
         ""),
        (8, "postgresql", "homemonitors_app", 8 * HOUR, TABLES[15:18], ("read", "write"), "homemonitors", node, ""),
        (8, "kubernetes", "home-monitors/deployer", 8 * HOUR, ("home-monitors-app",), ("pods", "config", "deploy"),
         FLUX, node, ""),
        (9, "openbao", "token-home-monitors", 12 * HOUR, ("home-monitors/db", "shared/ca"), ("read",), "hvac/2.7.1",
         gate, ""),
        (13, "gitlab", "home-monitors-builds", 6 * HOUR, ("telemetry/service", "kit/radio"), ("fetch", "status"),
         "git/2.57.1", builder, "61877"),
        (14, "azure", "Home monitor sites", 8 * HOUR, ("wx-sites/home-monitors",), ("secret", "sign-in"), VAULT_SDK,
         gate, ""),
        (20, "gcp", "wx-partloom-returns", 6 * HOUR, ("wx-service-shared",), ("put", "list"), JAVA, "", ""),
        (27, "microsoft", "Coldpost returns", 8 * HOUR, (f"service-png@{DOMAIN}",), ("mail",), "MSAL.Python/1.40.0", "",
         ""),
        (30, "gcp", "wx-complaint-reader", 12 * HOUR, ("gemini-3.1-flash",), ("model",), PYTHON, gate, ""),
        (35, "jira", "wx-home-monitors", 8 * HOUR, BOARDS[:1], ("open", "comment"), "okhttp/5.7.0", gate, ""),
    ), SILENT, sold)  # fmt: skip


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs go to other hosts; seventeen credentials are handed on, two work on for days."""
    renewed(scene, _CHANGED, lambda: rng.randrange(23 * HOUR))
    all_handed(scene, rng, (
        (3, "alerts-builds", 1), (5, "wx-alerts-png", 2), (6, "token-recipes", 1), (10, "wx-terraform", 1),
        (12, "wx-partner-iridia", 8), (15, "token-ovens-mty", 1), (17, "wx-signals", 60), (19, "training-builds", 1),
        (23, "wx-telemetry-mty", 1), (25, "token-labels-jobs", 1), (30, "line-recipes", 2), (34, "wx-model-letters", 3),
        (38, "token-sterility", 1), (42, "wx-zone", 1),
    ), 6 * HOUR, 11 * HOUR)  # fmt: skip
    all_secrets_handed(scene, rng, (
        (7, "microsoft", "Orders intake png", 4), (18, "azure", "Batch papers crk", 2), (28, "azure", "Store keys", 70),
    ))  # fmt: skip


def _lots(scene: Scene, rng: Random) -> None:
    """Lots end at any hour in any plant, twice as many in the last week of a month."""
    for count, day in enumerate(scene.company.days[:-1]):
        much = 2 if 11 <= count <= 17 or count >= 40 else 1
        for place in range(3):
            for _ in range(rng.randrange(2 + much)):
                lot(scene, rng, place, day + rng.randrange(22 * HOUR))


def lot(scene: Scene, rng: Random, place: int, begins: int) -> None:
    """One lot: the line stops and starts, papers are sealed, labels printed, rows written, somebody signs."""
    plant = PLANTS[place]
    for system, name, count in (("azure", f"Line control {plant}", 6), ("azure", f"Batch papers {plant}", 5),
                                ("azure", f"Label press {plant}", 9), ("openbao", f"token-lines-{plant}", 3),
                                ("postgresql", "batches_app", 8)):  # fmt: skip
        one = next((one for one in scene.of(system) if one.name == name and one.created < begins < one.ended), None)
        if one:
            steps = [(rng.choice(one.acts), rng.choice(one.things)) for _ in range(1 + rng.randrange(count))]
            scene.user(rng, one).series(begins + rng.randrange(HOUR), steps, 20 * SECOND, 14 * MINUTE)
    crew = there(scene, begins, "quality", "plants")
    for _ in range(4):
        who, ms = rng.choice(crew), begins + rng.randrange(3 * HOUR)
        scene.lives(rng, who, ms, who.place(ms // DAY * DAY), *rng.sample(("jira", "confluence", "microsoft"), 2))


def _field(scene: Scene, rng: Random) -> None:
    """Technicians open and close visits from vans and hospitals, and read and set devices; Mondays are full."""
    boards, tool = scene.known("jira", Jira), scene.named("gcp", "wx-field-tool")
    for day in scene.company.days[:-1]:
        for who in there(scene, day, "field"):
            start = who.shift(rng, day)
            visits = (1 + rng.randrange(4)) * (1 + (weekday(day) == 0)) if start is not None else 0
            for _ in range(visits):
                ms, where = (start or 0) + rng.randrange(9 * HOUR), line(who.login, day + rng.randrange(DAY))
                for act in ("browse", rng.choice(("comment", "issue", "attachment", "comment"))):
                    thing = attached(rng) if act == "attachment" else ticket(rng, BOARDS[3])
                    scene.ordinary(boards.person_does(rng, who, ms, act, thing, where, who.agent))
                    ms += 3 * MINUTE + rng.randrange(40 * MINUTE)
                hospital = rng.choice(SETTINGS).rpartition("/")[0]
                steps = [(rng.choice(("read", "read", "put")), f"{hospital}/{rng.randrange(12):02d}.cfg")
                         for _ in range(rng.randrange(6))]  # fmt: skip
                scene.user(rng, tool, address=where).series(ms, steps, 40 * SECOND, 6 * MINUTE)


def _cable(scene: Scene, rng: Random) -> None:
    """Penang's line fails for hours three times; what it runs is refused, then sends all that waited."""
    for day, hour in ((6, 3), (18, 21), (35, 9)):
        begins = BEGINS + day * DAY + hour * HOUR
        for name, act in (("wx-telemetry-png", "put"), ("wx-alerts-png", "put"), ("wx-clinics-png", "put")):
            one = next(one for one in scene.of("gcp") if one.name == name and one.created < begins < one.ended)
            cut_off(scene, rng, one, act, begins + rng.randrange(20 * MINUTE), line(name, begins), 30)
        crew = [one for one in there(scene, begins, "plants", "quality", "sales") if one.office == OFFICES[2]]
        for who in rng.sample(crew, 14):
            ms = begins + rng.randrange(5 * HOUR)
            scene.lives(rng, who, ms, line(who.login, ms), "confluence", "microsoft")


def _releases(scene: Scene, rng: Random) -> None:
    """The kit on fourteen days; firmware on three Tuesdays, which devices of a region then fetch for two nights."""
    for number in range(14):
        ms = BEGINS + (1 + 3 * number) * DAY + 9 * HOUR + rng.randrange(6 * HOUR)
        name = LIBRARIES[number % len(LIBRARIES)]
        release = scene.user(rng, scene.named("gitlab", "kit-release"))
        release.series(ms, [("tags", name), ("publish", name)] * (1 + number % 3), MINUTE, 20 * MINUTE)
    for number, day in enumerate((13, 27, 41)):
        ms = BEGINS + day * DAY + 10 * HOUR + rng.randrange(4 * HOUR)
        tags = [("tags", "devices/monitor"), ("tag", "devices/monitor"), ("archive", "devices/monitor")]
        scene.user(rng, scene.named("gitlab", "firmware-release")).series(ms, tags, 4 * MINUTE, 30 * MINUTE)
        push = scene.user(rng, scene.named("gcp", "wx-firmware-push"))
        for night in range(2):
            steps = [("read", rng.choice(IMAGES)) for _ in range(70)]
            push.series(ms + (10 + 24 * night) * HOUR, steps, MINUTE, 9 * MINUTE)
        pairing = scene.user(rng, scene.named("gcp", f"wx-pairing-{PLANTS[number]}"))
        pairing.series(ms + 11 * HOUR, [("put", "wx-pairing-raw"), ("read", "wx-pairing-shared")] * 30, MINUTE,
                       12 * MINUTE)  # fmt: skip


def _by_hand(scene: Scene, rng: Random) -> None:
    """Engineers run machines' scripts from where they are; researchers and quality read tables and rows by hand."""
    days = [day for day in some_days(scene, rng, 27) if day < scene.company.days[-1]]
    systems = ("gcp", "gitlab", "azure", "kubernetes", "openbao", "postgresql", "jira")
    scripts_by_hand(scene, rng, days, scene.people[4:ENGINEERS], systems, some_machine, lambda number: 7 + number % 4)
    reads = scene.user(rng, scene.named("postgresql", "quality_ro"), agent="DBeaver 26.3.0 - SQLEditor")
    rows = scene.user(rng, scene.named("gcp", "wx-night-lake"), agent=SDK)
    for number, day in enumerate(day for day in some_days(scene, rng, 18) if day < scene.company.days[-1]):
        who = rng.choice(there(scene, day, "quality", "research"))
        steps = [(rng.choice(("read", "count", "all", "columns")), rng.choice(TABLES[20:45]))
                 for _ in range(1 + rng.randrange(8))]  # fmt: skip
        reads.series(day + who.begins + rng.randrange(7 * HOUR), steps, MINUTE, 10 * MINUTE, address=who.place(day))
        if number % 3 == 0:
            steps = [("table-rows", f"signals/tables/part{part}") for part in range(3 + rng.randrange(20))]
            rows.series(day + who.begins + HOUR, steps, 5 * SECOND, 2 * MINUTE, address=who.place(day))


def _on_call(scene: Scene, rng: Random) -> None:
    """Somebody repairs by night on fourteen days in cluster and cloud, on each second with the emergency key."""
    cloud = scene.known("gcp", Gcp)
    for number, day in enumerate(sorted(rng.sample(scene.company.days[1:-1], 14))):
        who, area = engineer(scene, rng), rng.choice(AREAS)
        ms = day + (19 + rng.randrange(4)) * HOUR + rng.randrange(HOUR)
        if number % 2:
            key = scene.user(rng, scene.named("gcp", "wx-emergency"), address=who.home, agent=BY_HAND["gcp"])
            steps = [("machines", ""), ("databases", ""), ("secret", f"{area}-db"), ("list", rng.choice(BUCKETS))]
            key.series(ms, steps, 30 * SECOND, 6 * MINUTE)
        looks_around(scene, rng, cloud, who, ms, LOOKS, BUCKETS, who.home, 5 + rng.randrange(9), (MINUTE, 6 * MINUTE))
        ms = in_cluster(scene, rng, who, ms, ("pods", "log", "exec", "config", "drop-pod", "deploy"), area, who.home,
                        (MINUTE, 5 * MINUTE))  # fmt: skip
        if number % 3 == 0:
            group = rng.choice(GROUPS)
            repairs = [(act, f"{group}-vm1") for act in ("run", "stop", "start")]
            in_azure(scene, rng, who, ms, repairs, who.home, (MINUTE, 8 * MINUTE))


def _deploys(scene: Scene, rng: Random) -> None:
    """Up to four deployments by hand on a working day, and what engineers set in both clouds."""
    cloud = scene.known("gcp", Gcp)
    for day in scene.company.days[:-1]:
        works = weekday(day) < 5
        for _ in range(rng.randrange(5) if works else 0):
            who, area = engineer(scene, rng), rng.choice(AREAS)
            in_cluster(scene, rng, who, day + who.begins + rng.randrange(8 * HOUR), ("pods", "deploy", "pods", "log"),
                       area, who.place(day), (40 * SECOND, 5 * MINUTE))  # fmt: skip
        for _ in range(rng.randrange(4) if works else rng.randrange(2)):
            who, group = engineer(scene, rng), rng.choice(GROUPS)
            steps = rng.sample((
                ("vm", f"{group}-vm1"), ("net", group), ("site", "portal"), ("site-settings", "training"),
                ("containers", f"{group}-trial"), ("secret", f"wx-sites/{rng.choice(AREAS)}"), ("run", f"{group}-vm2"),
                ("storage-keys", "wxlabels"), ("deployment", group), ("snapshot", f"{group}-vm3"),
            ), 3)  # fmt: skip
            in_azure(scene, rng, who, day + who.begins + rng.randrange(9 * HOUR), steps, who.place(day),
                     (MINUTE, 9 * MINUTE))  # fmt: skip
        if works and rng.random() < 0.5:
            who = engineer(scene, rng)
            ms = day + who.begins + rng.randrange(8 * HOUR)
            for act, thing in rng.sample((
                ("label", rng.choice(BUCKETS)), ("function", f"{rng.choice(NEAR)}-try"), ("policy", ""),
                ("functions", ""),
                ("run-service", f"{rng.choice(NEAR)}-try"), ("names", "wexholme"), ("firewall", "bench"),
            ), 2):  # fmt: skip
                scene.ordinary(cloud.person_does(rng, who, ms, act, thing, who.place(day)))
                ms += 2 * MINUTE + rng.randrange(9 * MINUTE)


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; three jobs lack a right for a day, until somebody sees it."""
    failing(scene, rng, 56, _PASSING, some_machine, first_act("fetch", "sign-in"), 15 * SECOND)
    for day, system, name in ((11, "gcp", "wx-forecast"), (22, "azure", "Line control mty"), (32, "gcp", "wx-archive")):
        one = scene.named(system, name)
        scene.user(rng, one).series(BEGINS + day * DAY + 8 * HOUR, [(f"{one.acts[0]}!1", one.things[0])] * 22,
                                    20 * MINUTE, 30 * MINUTE)  # fmt: skip


def _desks(scene: Scene, rng: Random) -> None:
    """Sales, quality and the office work in tickets, in boxes of desks that many read, and in pages."""
    boards, tenant, wiki = (
        scene.known("jira", Jira),
        scene.known("microsoft", Microsoft),
        scene.known("confluence", Confluence),
    )
    for day in scene.company.days[:-1]:
        for number, who in enumerate(there(scene, day, "sales", "quality", "office")):
            start = who.shift(rng, day)
            for _ in range(2 + rng.randrange(5) if start is not None else 0):
                ms, where, dice = (start or 0) + rng.randrange(8 * HOUR), who.place(day), rng.random()
                if dice < 0.6:
                    act = rng.choice(("browse", "browse", "comment", "issue", "attachment"))
                    thing = attached(rng) if act == "attachment" else ticket(rng, BOARDS[1 + number % 4])
                    scene.ordinary(boards.person_does(rng, who, ms, act, thing, where, who.agent))
                elif dice < 0.8:
                    box = f"{rng.choice(DESKS)}-{PLANTS[number % 3]}@{DOMAIN}"
                    scene.ordinary(tenant.reads_anothers(rng, ms, who.login, box, where, "outlook"))
                else:
                    page = f"{rng.choice(SPACES)}/{rng.choice(PAGES)}"
                    scene.ordinary(wiki.anybody(rng, ms, "page", page, who.login, where, who.agent))


def _odd(scene: Scene, rng: Random) -> None:
    """A congress's old key, two who look at much, all code taken, a partner's year read, a restore, an index."""
    congress = scene.user(rng, scene.named("gcp", "wx-congress-2024"), address="198.19.250.66", agent=PYTHON)
    for day in (16, 17):
        congress.series(BEGINS + day * DAY + 9 * HOUR, [("machines", "")] * 5, MINUTE, HOUR)
    who = scene.people[14]
    looks_around(scene, rng, scene.known("gcp", Gcp), who, BEGINS + 21 * DAY + 9 * HOUR, (*LOOKS, "datasets", "keys"),
                 BUCKETS, who.office, 55, (20 * SECOND, 6 * MINUTE))  # fmt: skip
    clones = scene.user(rng, scene.named("gitlab", "steward"), address=scene.people[18].home, agent="git/2.57.1")
    clones.series(BEGINS + 23 * DAY + 8 * HOUR, [("fetch", name) for name in PROJECTS], 4 * SECOND, 40 * SECOND)
    year = scene.user(rng, scene.named("gcp", "wx-partner-fjellmed"))
    year.series(BEGINS + 19 * DAY + 7 * HOUR, [("read", name) for name in REPORTS["fjellmed"]], 3 * SECOND, 30 * SECOND)
    copies = scene.user(rng, scene.named("gcp", "wx-settings-copies"), address=TEND, agent=SDK)
    copies.series(BEGINS + 12 * DAY + 20 * HOUR, [("read", name) for name in SETTINGS[:160]], 2 * SECOND, 20 * SECOND)
    dba = scene.user(rng, scene.named("postgresql", "dba_png"), address=scene.people[3].home)
    steps = [("tables", ""), *((act, name) for name in TABLES[30:44] for act in ("columns", "count", "all"))]
    dba.series(BEGINS + 24 * DAY + 14 * HOUR, steps, 20 * SECOND, 4 * MINUTE)
    index = scene.user(rng, scene.named("confluence", "wx-instructions"), address=scene.people[22].office)
    index.series(BEGINS + 26 * DAY + 10 * HOUR, [("body", f"{space}/{page}") for space in SPACES for page in PAGES],
                 5 * SECOND, 20 * SECOND)  # fmt: skip
    tend = scene.user(
        rng, scene.named("openbao", "token-tend"), address=scene.people[2].office, agent=BY_HAND["openbao"]
    )
    tend.series(BEGINS + 25 * DAY + 13 * HOUR, [("list", ""), *(("read", f"plants/{plant}/{kind}") for plant in PLANTS
                for kind in ("lines", "ovens"))], MINUTE, 20 * MINUTE)  # fmt: skip


ROUTINE = Routine({
    "people": _people, "accounts": partial(accounts, opens=5 * HOUR, closes=15 * HOUR, row=4), "new": _new,
    "changes": _changes, "lots": _lots, "field": _field, "cable": _cable, "releases": _releases, "by hand": _by_hand,
    "on call": _on_call, "deploys": _deploys, "again": _again,
    "sign-ins": partial(sign_ins, count=88, apps=APPS, line=line, sync=SYNC),
    "mail": partial(rules_and_rights, first=ENGINEERS, names=("Lots", "newsletters", "visits", "later"), boxes=BOXES),
    "files": partial(files, count=46, names=FILES, folder=22), "outside": partial(guesses, app=APPS[0], first=249),
    "guests": partial(guests, crowd=GUESTS, apps=APPS[:4], names=FILES, tagged="research-vm1"), "desks": _desks,
    "odd": _odd,
})  # fmt: skip
