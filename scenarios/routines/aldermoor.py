"""What goes on at the group of hospitals: full wards, doctors who change on one day, a network that fails, bills."""

from dataclasses import replace
from functools import partial
from random import Random

from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.aldermoor import ARGO, ARM, AZURERM, CLI, JAVA, NET, PYTHON, VAULT_SDK
from scenarios.companies.aldermoor_office import NPM
from scenarios.companies.aldermoor_places import (
    AREAS,
    BEGINS,
    BOARDS,
    BOXES,
    BUCKETS,
    DESKS,
    DOMAIN,
    ENGINE,
    FILES,
    GROUPS,
    GUESTS,
    IMAGES,
    LIBRARIES,
    OFFICES,
    OLD_TABLES,
    PAGES,
    PROJECTS,
    SCANS,
    SITES,
    SPACES,
    SYNC,
    TABLES,
    TEND,
    away,
    builder,
    gate,
    line,
    node,
    person,
    sold,
)
from scenarios.keeping import (
    BY_HAND,
    all_begun,
    all_handed,
    all_secrets_handed,
    by_hand,
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
from scenarios.systems.aws import Aws
from scenarios.systems.azure import Azure
from scenarios.systems.confluence import Confluence
from scenarios.systems.jira import Jira, attached, ticket
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.microsoft import Microsoft
from scenarios.tenant_days import accounts, files, guesses, guests, rules_and_rights, sign_ins

#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (1, "svc-am-dumps", PYTHON.replace("1.45.12", "1.45.20")), (2, "wards-builds", "git/2.57.2"),
    (4, "old_dump", "198.18.200.7"), (5, "Claims reader", "MSAL.Java/1.32.1"),
    (7, "am-labs", NET.replace("4.0.31", "4.0.33")),
    (8, "platform/scan", "trivy-operator/v0.31.1"), (10, "svc-am-images", "198.18.200.20"),
    (12, "am-screens", "okhttp/5.7.1"), (13, "pins", "renovate/44.121.0"),
    (15, "Machine keeper", ARM.replace("34.4", "34.5")),
    (17, "svc-am-wards-cul", "198.18.214.81"), (19, "watch/agent", "Prometheus/3.18.1"),
    (21, "Desktop pool", ARM.replace("34.4", "34.5")), (23, "svc-am-eligible", JAVA.replace("2.47.3", "2.47.8")),
    (25, "token-engine", "198.18.200.78"), (27, "shared-release", NPM.replace("11.11", "11.12")),
    (29, "am-billing", JAVA), (30, "Azure deployments", AZURERM.replace("5.6.0", "5.7.0")),
    (33, "svc-am-practice-coalgate", "198.18.217.61"), (36, "reports_ro", "10.62.4.19"),
    (38, "am-clocks", "Apache-HttpClient/5.7.0 (Java/25.0.4)"), (41, "svc-am-deploy", CLI.replace("2.37.4", "2.37.9")),
)  # fmt: skip
#: With what status a system refuses for a while.
_PASSING = {
    "aws": {"refused": "1", "error": "ThrottlingException"}, "gitlab": {"refused": "502"},
    "kubernetes": {"refused": "1"},
    "jira": {"refused": "503"}, "postgresql": {"refused": "1"}, "openbao": {"refused": "1"}, "azure": {"refused": "1"},
}  # fmt: skip
APPS = ("Office 365 Exchange Online", "Microsoft Teams", "Outlook", "SharePoint Online", "Rota calendar", "Pay slips",
        "Record system")  # fmt: skip
#: Whose logs tell nothing of a new credential.
SILENT = ("mariadb", "postgresql", "kubernetes", "confluence")
ENGINEERS = 28


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the group that works every day and whose credential is there for some days."""
    return steady(scene, rng, system, ms - 2 * DAY, ms + 12 * HOUR, "role/", every=DAY + 1)


def engineer(scene: Scene, rng: Random) -> Person:
    """Some engineer who does not administer."""
    return scene.people[4 + rng.randrange(ENGINEERS - 4)]


def _people(scene: Scene, rng: Random) -> None:
    """On 4 November ten doctors go and eleven come; agencies send nurses for weeks; others begin and leave."""
    change = BEGINS + 19 * DAY
    for number in range(101, 141, 4):
        scene.people[number] = replace(scene.people[number], left=change)
    scene.people += [person(rng, 300 + number, "doctors", change) for number in range(11)]
    for number, (day, team) in enumerate((
        (3, "desks"), (10, "wards"), (10, "wards"), (17, "engineering"), (17, "office"), (24, "laboratory"),
        (31, "wards"), (31, "desks"), (38, "coders"),
    )):  # fmt: skip
        scene.people.append(person(rng, 320 + number, team, BEGINS + day * DAY))
    for number, (day, until) in enumerate(((2, 20), (5, 33), (12, 40), (20, 44), (26, 44))):
        who = person(rng, 340 + number, "wards", BEGINS + day * DAY)
        scene.people.append(replace(who, left=BEGINS + until * DAY))
    for number, (day, until) in enumerate(((4, 36), (15, 44))):
        where = away(f"contract/{number}", 0)
        who = person(rng, 350 + number, "engineering", BEGINS + day * DAY)
        scene.people.append(replace(who, office=where, home=where, begins=(3 + 11 * number) * HOUR,
                                    left=BEGINS + until * DAY, id=okta_id(rng, "00u")))  # fmt: skip
    for number, place in enumerate((60, 171, 230, 255)):
        scene.people[place] = replace(scene.people[place], left=BEGINS + (8 + 9 * number) * DAY)


def _new(scene: Scene, rng: Random) -> None:
    """In the second week a service for hospital beds at home, in the fourth two vendors, then a reader of doses."""
    all_begun(scene, rng, (
        (8, "aws", "svc-am-home-beds", 6 * HOUR, [f"am-beds-shared|{n:03d}" for n in range(60)],
         ("object", "put-object"), NET, gate, ""),
        (8, "postgresql", "homebeds_app", 8 * HOUR, TABLES[48:52], ("read", "write"), "homebeds-service", node, ""),
        (9, "kubernetes", "home-beds/deployer", 8 * HOUR, ("home-beds-app",), ("pods", "config", "deploy"), ARGO, node,
         ""),
        (9, "openbao", "token-home-beds", 8 * HOUR, ("home-beds/db", "shared/ca"), ("read",), "hvac/2.7.1", gate, ""),
        (10, "gitlab", "home-beds-builds", 6 * HOUR, ("beds/service", "shared/forms"), ("fetch", "status"),
         "git/2.57.1", builder, "61311"),
        (11, "azure", "Home bed sites", 8 * HOUR, ("am-sites/home-beds",), ("secret", "sign-in"), VAULT_SDK, gate, ""),
        (23, "aws", "svc-am-dosewatch", 3 * HOUR, [f"am-pharmacy-shared|{n:03d}" for n in range(50)], ("object",), JAVA,
         "", ""),
        (24, "microsoft", "Staffbridge rota", 6 * HOUR, (f"bookings-dor@{DOMAIN}",), ("mail",), "MSAL.Python/1.40.0",
         "", ""),
        (31, "aws", "svc-am-dose-model", DAY, [f"am-pharmacy-shared|{n:03d}" for n in range(50)], ("object", "listed"),
         PYTHON, TEND, ""),
        (34, "jira", "am-home-beds", 8 * HOUR, BOARDS[:1], ("open", "comment"), "okhttp/5.7.0", gate, ""),
        (37, "openbao", "token-dose-model", DAY, ("pharmacy/db",), ("read",), "hvac/2.7.1", TEND, ""),
    ), SILENT, sold)  # fmt: skip


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs go to other hosts; fifteen credentials are handed on, two work on for days."""
    renewed(scene, _CHANGED, lambda: rng.randrange(23 * HOUR))
    all_handed(scene, rng, (
        (3, "theatre-builds", 1), (4, "svc-am-labs-dor", 2), (6, "token-beds", 1), (9, "svc-am-terraform", 1),
        (11, "svc-am-practice-easterly", 6), (13, "token-pumps-esk", 1), (16, "svc-am-registry", 54),
        (18, "oncology-builds", 1), (22, "svc-am-wards-bre", 2), (25, "token-letters-jobs", 1), (29, "reports-data", 1),
        (34, "svc-am-pharmacy-ald", 3), (39, "token-theatre-jobs", 1),
    ), 7 * HOUR, 10 * HOUR)  # fmt: skip
    all_secrets_handed(scene, rng, (
        (7, "microsoft", "Results intake bre", 5), (14, "azure", "Night copies", 2),
        (22, "microsoft", "Consent forms", 80),
    ))  # fmt: skip


def _full_wards(scene: Scene, rng: Random) -> None:
    """On a third of the days a hospital is full for some hours; two waves of influenza lift all five for days."""
    for day in scene.company.days[:-1]:
        if rng.random() < 0.34:
            full(scene, rng, rng.randrange(5), day + rng.randrange(23 * HOUR))
    for day, long in ((12, 4), (27, 3), (38, 2)):
        for number in range(long * 5):
            full(scene, rng, number % 5, BEGINS + day * DAY + number * 5 * HOUR + rng.randrange(4 * HOUR))


def full(scene: Scene, rng: Random, place: int, begins: int) -> None:
    """Some hours of one hospital: its keys write more, wards and desks work, images are fetched, somebody repairs."""
    site = SITES[place]
    for area in ("wards", "labs", "imaging", "pharmacy"):
        found = [
            one for one in scene.of("aws") if one.name == f"svc-am-{area}-{site}" and one.created < begins < one.ended
        ]
        for one in found[:1]:
            steps = [(rng.choice(one.acts), rng.choice(one.things)) for _ in range(4 + rng.randrange(7))]
            scene.user(rng, one).series(begins + rng.randrange(HOUR), steps, 10 * MINUTE, 45 * MINUTE)
    scans = scene.user(rng, scene.named("aws", "am-scan-node"))
    scans.series(begins, [("object", rng.choice(SCANS)) for _ in range(26)], 20 * SECOND, 9 * MINUTE)
    routes = scene.user(rng, scene.named("postgresql", "engine_rw"))
    routes.series(begins + 5 * MINUTE, [("write", TABLES[24]), ("read", TABLES[30])] * 5, 4 * MINUTE, 20 * MINUTE)
    crew = there(scene, begins, "wards", "doctors", "desks")
    for _ in range(20):
        who, ms = rng.choice(crew), begins + rng.randrange(7 * HOUR)
        scene.lives(rng, who, ms, who.place(ms // DAY * DAY), *rng.sample(("jira", "confluence", "microsoft"), 2))
    if rng.random() < 0.3:
        helped = some_machine(scene, rng, ("aws", "openbao", "postgresql")[place % 3], begins)
        by_hand(scene, rng, helped, begins + 2 * HOUR, engineer(scene, rng).home, 3 + rng.randrange(7))


def _downtime(scene: Scene, rng: Random) -> None:
    """Twice a hospital's network fails for hours: what it runs is refused, then writes all that was put on paper."""
    for place, day, hour in ((3, 9, 5), (1, 32, 13)):
        begins = BEGINS + day * DAY + hour * HOUR
        for area in ("wards", "labs", "pharmacy"):
            key = scene.named("aws", f"svc-am-{area}-{SITES[place]}")
            cut_off(scene, rng, key, "put-object", begins, line(SITES[place], begins))
        for who in (one for one in there(scene, begins, "wards", "desks") if one.office == OFFICES[1 + place]):
            for _ in range(3):
                ms = begins + rng.randrange(6 * HOUR)
                scene.lives(rng, who, ms, line(who.login, ms), "confluence", "microsoft")


def _by_hand(scene: Scene, rng: Random) -> None:
    """Engineers run machines' scripts from where they are; who is on call repairs by night in cloud and cluster."""
    days = [day for day in some_days(scene, rng, 26) if day < scene.company.days[-1]]
    systems = ("aws", "gitlab", "kubernetes", "postgresql", "openbao", "azure")
    scripts_by_hand(scene, rng, days, scene.people[4:ENGINEERS], systems, some_machine, lambda _: 9)
    cloud, cluster = scene.known("aws", Aws), scene.known("kubernetes", Kubernetes)
    for number, day in enumerate(day for day in some_days(scene, rng, 13) if day < scene.company.days[-1]):
        who, ms = engineer(scene, rng), day + rng.randrange(19 * HOUR)
        if number % 2:
            key = scene.user(rng, scene.named("aws", "svc-am-emergency"), address=who.home, agent=BY_HAND["aws"])
            steps = [
                ("instances", ""),
                ("databases", ""),
                ("secret", f"am/{rng.choice(AREAS)}/db"),
                ("log-events", "engine"),
            ]
            key.series(ms, steps, 30 * SECOND, 6 * MINUTE)
        ms = looks_around(scene, rng, cloud, who, ms, ("instances", "tasks", "databases", "functions", "firewalls",
                          "see-key"), BUCKETS, who.home, 9, (MINUTE, 6 * MINUTE))  # fmt: skip
        area = rng.choice(AREAS)
        for act in ("pods", "log", "exec", "config", "drop-pod", "deploy"):
            ms += 3 * MINUTE
            scene.ordinary(cluster.person_does(rng, who, ms, act, f"{area}-app", area, address=who.home))


def _deploys(scene: Scene, rng: Random) -> None:
    """Up to four deployments by hand on a working day, and what engineers set in Azure and AWS; releases."""
    aws = scene.known("aws", Aws)
    for day in scene.company.days[:-1]:
        works = weekday(day) < 5
        for _ in range(rng.randrange(5) if works else 0):
            who, area = engineer(scene, rng), rng.choice(AREAS)
            ms, where = day + who.begins + rng.randrange(8 * HOUR), who.place(day)
            in_cluster(scene, rng, who, ms, ("pods", "deploy", "pods", "log"), area, where, (40 * SECOND, 5 * MINUTE))
        for _ in range(rng.randrange(4) if works else rng.randrange(2)):
            who, group = engineer(scene, rng), rng.choice(GROUPS)
            ms, where = day + who.begins + rng.randrange(9 * HOUR), who.place(day)
            in_azure(scene, rng, who, ms, rng.sample((
                ("vm", f"{group}-vm1"), ("net", group), ("site", "portal"), ("site-settings", "portal"),
                ("containers", f"{group}-trial"), ("secret", f"am-sites/{rng.choice(AREAS)}"), ("run", f"{group}-vm2"),
                ("storage-keys", "amdocs"), ("deployment", group),
            ), 3), where, (MINUTE, 9 * MINUTE))  # fmt: skip
        if works and rng.random() < 0.4:
            who, thing = engineer(scene, rng), rng.choice(BUCKETS)
            ms = day + who.begins + rng.randrange(8 * HOUR)
            for act in rng.sample(("bucket", "set-database", "open-one", "function", "stacks", "see-key-policy"), 2):
                about = f"0b7d2|{who.office}" if act == "open-one" else thing
                scene.ordinary(aws.person_does(rng, who, ms, act, about, who.place(day)))
                ms += 2 * MINUTE
    for number, library in enumerate(LIBRARIES):
        ms = BEGINS + (2 + 3 * number) * DAY + 10 * HOUR + rng.randrange(5 * HOUR)
        release = scene.user(rng, scene.named("gitlab", "shared-release"))
        release.series(ms, [("tags", library), ("publish", library)] * (1 + number % 3), MINUTE, 20 * MINUTE)


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; two jobs lack a right for a day, until somebody sees it."""
    failing(scene, rng, 52, _PASSING, some_machine, first_act("fetch", "sign-in"), 15 * SECOND)
    for day, system, name in ((13, "aws", "svc-am-registry"), (33, "azure", "Ward screens dor")):
        one = scene.named(system, name)
        act = next(act for act in one.acts if act != "sign-in")
        scene.user(rng, one).series(BEGINS + day * DAY + 9 * HOUR, [(f"{act}!1", one.things[0])] * 20, 40 * MINUTE,
                                    20 * MINUTE)  # fmt: skip


def _desks(scene: Scene, rng: Random) -> None:
    """Desks and records work in tickets and in their boxes all day, after a weekend twice; coders read ten an hour."""
    boards, tenant, wiki = (
        scene.known("jira", Jira),
        scene.known("microsoft", Microsoft),
        scene.known("confluence", Confluence),
    )
    for day in scene.company.days[:-1]:
        for number, who in enumerate(there(scene, day, "desks", "coders")):
            start = who.shift(rng, day)
            for _ in range((3 + rng.randrange(6)) * (1 + (weekday(day) == 0)) if start is not None else 0):
                ms, where = (start or 0) + rng.randrange(8 * HOUR), who.place(day)
                act = rng.choice(("browse", "browse", "issue", "comment", "attachment"))
                thing = (
                    attached(rng)
                    if act == "attachment"
                    else ticket(rng, BOARDS[8 if who.team == "coders" else number % 4])
                )
                scene.ordinary(boards.person_does(rng, who, ms, act, thing, where, who.agent))
                if rng.random() < 0.2:
                    box = f"{rng.choice(DESKS)}-{SITES[number % 5]}@{DOMAIN}"
                    scene.ordinary(tenant.reads_anothers(rng, ms + MINUTE, who.login, box, where, "outlook"))
                elif rng.random() < 0.1:
                    page = f"{rng.choice(SPACES)}/{rng.choice(PAGES)}"
                    scene.ordinary(wiki.anybody(rng, ms + MINUTE, "page", page, who.login, where, who.agent))


def _odd(scene: Scene, rng: Random) -> None:
    """An old key for a fair, one who counts costs, one who takes all code, a study of images, a look at old records."""
    fair = scene.user(rng, scene.named("aws", "svc-am-fair-2023"), address="198.19.252.71", agent=PYTHON)
    for day in (11, 12):
        fair.series(BEGINS + day * DAY + 9 * HOUR, [("instances", "")] * 5, MINUTE, HOUR)
    costs = ("buckets", "bucket", "instances", "volumes", "databases", "functions", "snapshots", "limits")
    looks_around(scene, rng, scene.known("aws", Aws), scene.people[15], BEGINS + 20 * DAY + 9 * HOUR, costs, BUCKETS,
                 scene.people[15].office, 60, (20 * SECOND, 6 * MINUTE))  # fmt: skip
    clones = scene.user(rng, scene.named("gitlab", "steward"), address=scene.people[19].home, agent="git/2.57.1")
    clones.series(BEGINS + 22 * DAY + 8 * HOUR, [("fetch", name) for name in PROJECTS], 4 * SECOND, 40 * SECOND)
    study = scene.user(rng, scene.named("aws", "svc-am-images"), address=IMAGES, agent="pydicom-fetch/2.1")
    study.series(BEGINS + 17 * DAY + 11 * HOUR, [("object", name) for name in rng.sample(SCANS, 220)], 2 * SECOND,
                 20 * SECOND)  # fmt: skip
    dba = scene.user(rng, scene.named("postgresql", "dba_south"), address=scene.people[3].home)
    steps = [("tables", ""), *((act, name) for name in TABLES[34:48] for act in ("columns", "count", "all"))]
    dba.series(BEGINS + 24 * DAY + 15 * HOUR, steps, 20 * SECOND, 4 * MINUTE)
    court = scene.user(rng, scene.named("mariadb", "hospital_bre"))
    court.series(BEGINS + 25 * DAY + 9 * HOUR, [("read", name) for name in OLD_TABLES[8:16]] * 5, 2 * MINUTE,
                 12 * MINUTE)  # fmt: skip
    index = scene.user(rng, scene.named("confluence", "am-handbooks"), address=scene.people[24].office)
    index.series(BEGINS + 28 * DAY + 10 * HOUR, [("body", f"{space}/{page}") for space in SPACES for page in PAGES],
                 5 * SECOND, 20 * SECOND)  # fmt: skip
    engine = scene.user(rng, scene.named("openbao", "token-engine"), address=ENGINE, agent="bao/2.8.1")
    engine.series(BEGINS + 26 * DAY + 13 * HOUR, [("read", f"sites/{site}/pumps") for site in SITES], MINUTE, HOUR)
    screens = scene.known("azure", Azure)
    for number, group in enumerate(GROUPS):
        ms = BEGINS + 18 * DAY + 8 * HOUR + number * 20 * MINUTE
        for act in ("snapshot", "vm", "start", "net", "drop-disk"):
            ms += 2 * MINUTE
            scene.ordinary(screens.person_does(rng, scene.people[2].login, ms, act, f"{group}-new", OFFICES[0]))


ROUTINE = Routine({
    "people": _people, "accounts": partial(accounts, opens=6 * HOUR, closes=16 * HOUR, row=11),
    "new": _new, "changes": _changes, "full wards": _full_wards,
    "downtime": _downtime, "by hand": _by_hand, "deploys": _deploys, "again": _again,
    "sign-ins": partial(sign_ins, count=84, apps=APPS, line=line, sync=SYNC),
    "mail": partial(rules_and_rights, first=ENGINEERS, names=("Rota", "results", "newsletters", "done"), boxes=BOXES),
    "files": partial(files, count=44, names=FILES, folder=20), "outside": partial(guesses, app=APPS[0], first=248),
    "guests": partial(guests, crowd=GUESTS, apps=APPS[:4], names=FILES, tagged="research-vm1"),
    "desks": _desks, "odd": _odd,
})  # fmt: skip
