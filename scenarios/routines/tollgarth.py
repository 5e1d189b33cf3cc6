"""What goes on at the water company: burst mains, rain, shifts, bills, deployments, changes, guesses."""

from functools import partial
from random import Random

from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.tollgarth import GO, JAVA, PYTHON, SDK
from scenarios.companies.tollgarth_office import NPM
from scenarios.companies.tollgarth_places import (
    AREAS,
    BEGINS,
    BOARDS,
    BOXES,
    BUCKETS,
    DOMAIN,
    FILES,
    GROUPS,
    LIBRARIES,
    OFFICES,
    PAGES,
    PROJECTS,
    REGIONS,
    SPACES,
    SYNC,
    TABLES,
    TEND,
    TILES,
    away,
    builder,
    gate,
    line,
    node,
    person,
    sold,
)
from scenarios.keeping import BY_HAND, by_hand, handed, renewed, secret_handed, some_days, take_up, tried_again
from scenarios.machine import Machine, Person, job
from scenarios.routine import Routine
from scenarios.scene import Scene
from scenarios.systems.azure import Azure
from scenarios.systems.gcp import Gcp
from scenarios.systems.jira import Jira, attached, ticket
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.salesforce import Salesforce
from scenarios.tenant_days import files, guesses, rules_and_rights, sign_ins

#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (2, "tg-dumps", SDK.replace("586", "588")), (3, "mains-builds", "git/2.57.1"), (5, "tg-works", "198.18.225.14"),
    (7, "Bill reader", "MSAL.NetCore/4.94.0"), (9, "tg-crews", GO.replace("1.26.4", "1.26.5")),
    (10, "nightly_dump", "198.18.220.5"), (12, "watch/agent", "Prometheus/3.18.0"),
    (14, "ext-puretest", "Apache-HttpClient/5.7.0 (Java/25.0.4)"), (16, "pins", "renovate/44.110.0"),
    (18, "tg-meters-est", "198.18.220.18"), (20, "Machine keeper", "azsdk-python-mgmt-compute/34.4.0 Python/3.14.5"),
    (22, "tg-numbers", "198.18.220.55"), (24, "platform/certs", "cert-manager/v1.23.1"),
    (26, "tg-tariffs", JAVA.replace("2.63.1", "2.64.0")), (28, "shared-release", NPM.replace("11.10", "11.11")),
    (30, "Mailwarden", "MSAL.Java/1.32.0"), (32, "token-tend", "198.18.220.5"),
    (34, "tg-notebooks", PYTHON.replace("2.29.1", "2.30.0")), (37, "plant alarms", "198.18.220.55"),
    (40, "reports_ro", "10.44.3.17"),
)  # fmt: skip
#: With what status a system refuses for a while.
_PASSING = {"gcp": "1", "gitlab": "502", "kubernetes": "1", "jira": "503", "mariadb": "1", "openbao": "1"}
APPS = ("Office 365 Exchange Online", "Microsoft Teams", "Outlook", "SharePoint Online", "Rota calendar", "Wage desk")
#: Whose logs tell nothing of a new credential.
SILENT = ("mariadb", "slack", "kubernetes", "salesforce", "confluence")
LAST_ENGINEER = 30


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the company that works every day and whose credential is there for some days."""
    return rng.choice([
        known for known in scene.lasting(system, ms - 2 * DAY, ms + 12 * HOUR)
        if known.every <= DAY and not (known.vendor or known.only or known.key.startswith("attached/"))
    ])  # fmt: skip


def engineer(scene: Scene, rng: Random) -> Person:
    """Some engineer who does not administer."""
    return scene.people[4 + rng.randrange(LAST_ENGINEER - 4)]


def _people(scene: Scene, rng: Random) -> None:
    """Eleven begin, among them three contractors for some weeks, and four leave."""
    for number, (day, team) in enumerate((
        (0, "crews"), (6, "calls"), (6, "calls"), (7, "works"), (14, "engineering"), (14, "laboratory"), (21, "crews"),
        (28, "works"), (28, "office"), (35, "calls"), (36, "engineering"),
    )):  # fmt: skip
        scene.people.append(person(rng, 210 + number, team, BEGINS + day * DAY))
    for number, (day, until) in enumerate(((3, 31), (9, 40), (17, 44))):
        who = person(rng, 230 + number, "engineering")
        scene.people.append(Person(who.login, okta_id(rng, "00u"), away(230 + number), away(230 + number), who.agent,
                                   BEGINS + day * DAY, "engineering", begins=(4 + 5 * number) * HOUR,
                                   left=BEGINS + until * DAY))  # fmt: skip
    for number, team in enumerate(("crews", "calls", "works", "office")):
        who = person(rng, 240 + number, team)
        scene.people.append(Person(who.login, okta_id(rng, "00u"), who.office, who.home, who.agent, team=team,
                                   rota=who.rota, begins=who.begins, left=BEGINS + (9 + 8 * number) * DAY))  # fmt: skip


def _new(scene: Scene, rng: Random) -> None:
    """In the second week a service for private pipes, in the fourth two vendors' keys, then a reader of noise."""
    for day, system, name, every, things, acts, agent, where, key in (
        (8, "gcp", "tg-private", 6 * HOUR, ("tg-mains-clean",), ("read", "put"), GO, gate, ""),
        (8, "mariadb", "private_app", 8 * HOUR, TABLES[5:9], ("read", "write"), "", node, ""),
        (9, "kubernetes", "private/deployer", 8 * HOUR, ("private-app",), ("pods", "config", "deploy"),
         "argocd-application-controller/v3.6.0 (linux/amd64) kubernetes/$Format", node, ""),
        (9, "openbao", "token-private", 8 * HOUR, ("private/db", "shared/ca"), ("read",), "hvac/2.7.1", gate, ""),
        (10, "gitlab", "private-builds", 6 * HOUR, ("mains/service", "shared/forms"), ("fetch", "status"), "git/2.57.0",
         builder, "61207"),
        (23, "gcp", "tg-skyfall-radar", 3 * HOUR, ("tg-levels-raw",), ("put",), GO, "", ""),
        (24, "microsoft", "Heardwell survey", 6 * HOUR, (f"complaints@{DOMAIN}",), ("mail",), "MSAL.Python/1.40.0",
         "", ""),
        (30, "azure", "Pipe sites", 8 * HOUR, ("tg-sites/private",), ("secret", "sign-in"),
         "azsdk-net-Security.KeyVault.Secrets/4.10.0 (.NET 10.0.6; Ubuntu 24.04)", gate, ""),
        (31, "slack", "leak noise", 12 * HOUR, ("noise",), ("upload",), "slack-go/0.21.0", gate, ""),
        (33, "gcp", "tg-noise", DAY, ("leakage", "flows"), ("query",), PYTHON, TEND, ""),
        (35, "jira", "tg-private", 8 * HOUR, BOARDS[:1], ("open", "comment"), "okhttp/5.7.0", gate, ""),
    ):  # fmt: skip
        new = job(rng, system, name, agent, every, 3, things, acts, where, key=key)
        new.created = BEGINS + day * DAY + 8 * HOUR + rng.randrange(8 * HOUR)
        if system in SILENT:
            scene.adds(new)
        else:
            take_up(scene, sold(new) if not where else new, rng.randrange(4))


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs go to other hosts; fifteen credentials are handed on, two work on for days."""
    renewed(scene, _CHANGED, lambda: rng.randrange(23 * HOUR))
    for day, name, hours in (
        (3, "sewers-builds", 1), (4, "tg-pumps-hil", 2), (6, "token-levels", 1), (11, "tg-terraform", 1),
        (13, "tg-samples", 4), (17, "tg-bills", 60), (19, "token-plant-sou", 1), (25, "pay-builds", 1),
        (29, "tg-mains-nor", 2), (33, "token-crews-jobs", 1), (36, "tg-permits", 3), (41, "reports-data", 1),
    ):  # fmt: skip
        made = BEGINS + day * DAY + 7 * HOUR + rng.randrange(10 * HOUR)
        handed(scene, rng, name, made, scene.people[rng.randrange(4)], grace=hours * HOUR)
    for day, system, name, hours in ((8, "microsoft", "Quality letters est", 5), (15, "azure", "Night copies", 2),
                                     (23, "microsoft", "Forms store", 90)):  # fmt: skip
        made = BEGINS + day * DAY + 8 * HOUR + rng.randrange(8 * HOUR)
        old = scene.named(system, name)
        secret_handed(scene, rng, old, made, scene.people[rng.randrange(4)], grace=hours * HOUR)


def _bursts(scene: Scene, rng: Random) -> None:
    """On half of the days a main bursts somewhere, at any hour; two spells of rain lift everything for days."""
    for day in scene.company.days[:-1]:
        if rng.random() < 0.52:
            burst(scene, rng, rng.randrange(4), day + rng.randrange(22 * HOUR))
    for day, long in ((11, 3), (25, 2)):
        for number in range(long * 4):
            burst(scene, rng, number % 4, BEGINS + day * DAY + number * 6 * HOUR + rng.randrange(4 * HOUR))


def burst(scene: Scene, rng: Random, place: int, begins: int) -> None:
    """Some hours of one region: its keys write more, crews and control work, customers call, maps are drawn."""
    region = REGIONS[place]
    for area in AREAS[:5]:
        now = [one for one in scene.of("gcp") if one.name == f"tg-{area}-{region}" and one.created < begins < one.ended]
        if now:
            steps = [(rng.choice(now[0].acts), rng.choice(now[0].things)) for _ in range(4 + rng.randrange(8))]
            scene.user(rng, now[0]).series(begins + rng.randrange(HOUR), steps, 12 * MINUTE, 50 * MINUTE)
    maps = scene.user(rng, scene.named("gcp", "tg-maps"))
    maps.series(begins, [("read", rng.choice(TILES)) for _ in range(30)], 20 * SECOND, 8 * MINUTE)
    visits = scene.user(rng, scene.named("jira", "tg-visits"))
    visits.series(begins + 10 * MINUTE, [("open", BOARDS[0]), ("comment", BOARDS[0])] * 6, 5 * MINUTE, 30 * MINUTE)
    crew = [one for one in scene.people if one.team in ("crews", "works", "calls") and one.joined <= begins < one.left]
    for _ in range(22):
        who, ms = rng.choice(crew), begins + rng.randrange(7 * HOUR)
        scene.lives(rng, who, ms, who.place(ms // DAY * DAY), *rng.sample(("jira", "slack", "microsoft"), 2))
    if rng.random() < 0.35:
        who = engineer(scene, rng)
        helped = some_machine(scene, rng, ("gcp", "openbao", "mariadb")[place % 3], begins)
        by_hand(scene, rng, helped, begins + 2 * HOUR, who.home, 3 + rng.randrange(7))


def _by_hand(scene: Scene, rng: Random) -> None:
    """Engineers run machines' scripts from where they are; who is on call repairs by night; engineers deploy."""
    for number, day in enumerate(day for day in some_days(scene, rng, 27) if day < scene.company.days[-1]):
        who = engineer(scene, rng)
        ms = day + who.begins + rng.randrange(9 * HOUR)
        system = ("gcp", "gitlab", "kubernetes", "mariadb", "openbao", "azure")[number % 6]
        machine = some_machine(scene, rng, system, ms)
        agent = "mariadb" if system == "mariadb" else ""
        by_hand(
            scene, rng, machine, ms, (who.home, who.office, who.place(day))[number % 3], 2 + rng.randrange(12), agent
        )
    cloud, cluster = scene.known("gcp", Gcp), scene.known("kubernetes", Kubernetes)
    for day in (day for day in some_days(scene, rng, 12) if day < scene.company.days[-1]):
        who, ms = engineer(scene, rng), day + rng.randrange(19 * HOUR)
        key = scene.user(rng, scene.named("gcp", "tg-emergency"), address=who.home, agent=BY_HAND["gcp"])
        if rng.random() < 0.5:
            steps = [("machines", ""), ("databases", ""), ("secret", f"{rng.choice(AREAS)}-db"), ("machine-list", "")]
            key.series(ms, steps, 30 * SECOND, 6 * MINUTE)
        for act in rng.choices(("machines", "list", "datasets", "policy", "functions", "label"), k=9):
            scene.ordinary(cloud.person_does(rng, who, ms, act, rng.choice(BUCKETS), who.home, BY_HAND["gcp"]))
            ms += MINUTE + rng.randrange(6 * MINUTE)
        area = rng.choice(AREAS)
        for act in ("pods", "log", "exec", "config", "drop-pod", "deploy"):
            ms += 3 * MINUTE
            scene.ordinary(cluster.person_does(rng, who, ms, act, f"{area}-app", area, address=who.home))


def _deploys(scene: Scene, rng: Random) -> None:
    """Zero to four deployments by hand on a working day, and what engineers set in Azure; plant control by night."""
    cluster, cloud = scene.known("kubernetes", Kubernetes), scene.known("azure", Azure)
    for day in scene.company.days[:-1]:
        for _ in range(rng.randrange(5) if weekday(day) < 5 else 0):
            who, area = engineer(scene, rng), rng.choice(AREAS)
            ms, where = day + who.begins + rng.randrange(8 * HOUR), who.place(day)
            for act in ("pods", "deploy", "pods", "log"):
                scene.ordinary(cluster.person_does(rng, who, ms, act, f"{area}-app", area, address=where))
                ms += 40 * SECOND + rng.randrange(5 * MINUTE)
        for _ in range(rng.randrange(4) if weekday(day) < 5 else rng.randrange(2)):
            who, group = engineer(scene, rng), rng.choice(GROUPS)
            ms, where = day + who.begins + rng.randrange(9 * HOUR), who.place(day)
            for act, thing in rng.sample((("vm", f"{group}-vm1"), ("net", group), ("site", "portal"),
                                          ("site-settings", "portal"), ("publish-profile", "forms"),
                                          ("sql-firewall", "tg-sql-works"), ("secret", f"tg-sites/{rng.choice(AREAS)}"),
                                          ("run", f"{group}-vm2"), ("storage-keys", "tgdocs")), 3):  # fmt: skip
                scene.ordinary(cloud.person_does(rng, who.login, ms, act, thing, where, agent=who.agent))
                ms += MINUTE + rng.randrange(9 * MINUTE)
    for number, library in enumerate(LIBRARIES):
        ms = BEGINS + (2 + 3 * number) * DAY + 10 * HOUR + rng.randrange(5 * HOUR)
        release = scene.user(rng, scene.named("gitlab", "shared-release"))
        release.series(ms, [("tags", library), ("publish", library)] * (1 + number % 3), MINUTE, 20 * MINUTE)


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; two jobs lack a right for a day, until somebody sees it."""
    for number in range(54):
        system = tuple(_PASSING)[number % len(_PASSING)]
        ms = rng.choice(scene.company.days[4:-2]) + rng.randrange(23 * HOUR)
        machine = some_machine(scene, rng, system, ms)
        if act := next((act for act in machine.acts if act != "fetch" and "!" not in act), ""):
            tried_again(scene, rng, machine, act, ms, {"refused": _PASSING[system]}, 15 * SECOND)
    for day, system, name in ((12, "gcp", "tg-assets"), (32, "azure", "Works screens hil")):
        one = scene.named(system, name)
        act = next(act for act in one.acts if act != "sign-in")
        scene.user(rng, one).series(BEGINS + day * DAY + 9 * HOUR, [(f"{act}!1", one.things[0])] * 22, 40 * MINUTE,
                                    20 * MINUTE)  # fmt: skip


def _calls(scene: Scene, rng: Random) -> None:
    """Who answers customers opens tickets and signs in at the customers' records all day; Mondays are twice as full."""
    boards, records = scene.known("jira", Jira), scene.known("salesforce", Salesforce)
    agents = [one for one in scene.people if one.team == "calls"]
    for day in scene.company.days[:-1]:
        for who in agents:
            start = who.shift(rng, day)
            for _ in range((4 + rng.randrange(8)) * (1 + (weekday(day) == 0)) if start is not None else 0):
                ms = (start or 0) + rng.randrange(8 * HOUR)
                act = rng.choice(("browse", "browse", "issue", "comment", "attachment"))
                thing = attached(rng) if act == "attachment" else ticket(rng, BOARDS[7])
                scene.ordinary(boards.person_does(rng, who, ms, act, thing, who.place(day), who.agent))
            if start is not None:
                scene.ordinary(records.person_does(rng, who, start + rng.randrange(20 * MINUTE), who.place(day)))


def _odd(scene: Scene, rng: Random) -> None:
    """An old key for a show, one who counts costs, an engineer who takes all code, a search of maps, a wide look."""
    old = scene.user(rng, scene.named("gcp", "tg-trial-2022"), address="198.19.252.61", agent=PYTHON)
    for day in (12, 13):
        old.series(BEGINS + day * DAY + 9 * HOUR, [("read", "tg-leaks-past")] * 5, MINUTE, HOUR)
    cloud, who = scene.known("gcp", Gcp), scene.people[17]
    ms = BEGINS + 21 * DAY + 9 * HOUR
    for _ in range(60):
        act = rng.choice(("buckets", "list", "policy", "accounts", "datasets", "machines", "functions", "keys"))
        scene.ordinary(cloud.person_does(rng, who, ms, act, rng.choice(BUCKETS), who.office))
        ms += 20 * SECOND + rng.randrange(6 * MINUTE)
    clones = scene.user(rng, scene.named("gitlab", "steward"), address=scene.people[22].home, agent="git/2.57.0")
    clones.series(BEGINS + 23 * DAY + 8 * HOUR, [("fetch", name) for name in PROJECTS], 4 * SECOND, 40 * SECOND)
    maps = scene.user(rng, scene.named("gcp", "tg-maps"), address=scene.people[9].office, agent=SDK)
    maps.series(BEGINS + 16 * DAY + 12 * HOUR, [("read", name) for name in rng.sample(TILES, 80)], 3 * SECOND,
                30 * SECOND)  # fmt: skip
    dba = scene.user(rng, scene.named("mariadb", "dba_two"), address=scene.people[3].home)
    steps = [("tables", ""), *((act, name) for name in TABLES[30:44] for act in ("columns", "count", "all"))]
    dba.series(BEGINS + 24 * DAY + 15 * HOUR, steps, 20 * SECOND, 4 * MINUTE)
    index = scene.user(rng, scene.named("confluence", "tg-handbooks"), address=scene.people[40].office)
    index.series(BEGINS + 28 * DAY + 10 * HOUR, [("body", f"{space}/{page}") for space in SPACES for page in PAGES],
                 5 * SECOND, 20 * SECOND)  # fmt: skip
    models = scene.user(rng, scene.named("gcp", "tg-forecast"), address=scene.people[13].office, agent=PYTHON)
    models.series(BEGINS + 19 * DAY + 13 * HOUR, [("model", "gemini-3-pro")] * 140, SECOND, 40 * SECOND)
    pennies = scene.user(rng, scene.named("gcp", "tg-pennycloud"))
    pennies.series(BEGINS + 15 * DAY + 6 * HOUR, [("table-rows", f"charges/tables/part{one}") for one in range(30)],
                   10 * SECOND, 3 * MINUTE)  # fmt: skip
    screens = scene.known("azure", Azure)
    for number, group in enumerate(GROUPS):
        ms = BEGINS + 20 * DAY + 8 * HOUR + number * 20 * MINUTE
        for act in ("snapshot", "vm", "start", "net", "drop-disk"):
            ms += 2 * MINUTE
            scene.ordinary(screens.person_does(rng, scene.people[2].login, ms, act, f"{group}-new", OFFICES[0]))


ROUTINE = Routine({"people": _people, "new": _new, "changes": _changes, "bursts": _bursts, "by hand": _by_hand,
                   "deploys": _deploys, "again": _again,
                   "sign-ins": partial(sign_ins, count=68, apps=APPS, line=line, sync=SYNC),
                   "mail": partial(rules_and_rights, first=30, boxes=BOXES,
                                   names=("bursts", "Rota", "newsletters", "done")),
                   "files": partial(files, count=40, names=FILES, folder=20),
                   "outside": partial(guesses, app=APPS[0]), "calls": _calls, "odd": _odd})  # fmt: skip
