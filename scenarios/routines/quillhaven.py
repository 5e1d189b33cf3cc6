"""Activity of the company that forwards freight: ships, shifts, journeys, month's end, changes, guesses."""

from random import Random

from keyroll.replay.streams import okta_id, uuid
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.quillhaven import GO, JAVA, PYTHON, SDK
from scenarios.companies.quillhaven_places import (
    AREAS,
    BEGINS,
    BOARDS,
    BOXES,
    BUCKETS,
    CONSIGNEES,
    DOMAIN,
    GROUPS,
    OFFICES,
    PAGES,
    PORTS,
    PROJECTS,
    SPACES,
    SYNC,
    TABLES,
    TEND,
    builder,
    gate,
    line,
    node,
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
    secret_handed,
    some_days,
    steady,
    take_up,
)
from scenarios.machine import Machine, Person, job
from scenarios.routine import Routine
from scenarios.scene import Scene
from scenarios.staff import looks_around, scripts_by_hand
from scenarios.systems.azure import Azure
from scenarios.systems.gcp import Gcp
from scenarios.systems.jira import Jira, attached, ticket
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.microsoft import Microsoft

#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (2, "qh-dumps", SDK.replace("581", "583")), (4, "yard-builds", "git/2.57.0"), (6, "qh-vessels", "198.18.246.33"),
    (8, "Invoice reader", "MSAL.NetCore/4.92.1"), (10, "qh-crew", GO.replace("1.26.3", "1.26.4")),
    (11, "nightly_dump", "198.18.240.6"), (13, "watch/agent", "Prometheus/3.16.0"),
    (15, "ext-shiplens", "axios/1.18.4"), (17, "pins", "renovate/44.91.0"), (19, "qh-gates-sts", "198.18.244.90"),
    (21, "Machine keeper", "azsdk-python-mgmt-compute/34.2.0 Python/3.14.3 (Linux-6.12-x86_64)"),
    (23, "qh-numbers", "198.18.240.72"), (25, "platform/certs", "cert-manager/v1.22.1"),
    (27, "qh-rates", JAVA.replace("2.62.0", "2.63.0")), (29, "models_ro", "psycopg/3.4"),
    (31, "Mailrampart", "MSAL.Java/1.30.0"), (33, "token-tend", "198.18.240.6"),
    (35, "qh-models", PYTHON.replace("2.28.0", "2.29.0")), (38, "yard alarms", "198.18.240.72"),
    (41, "publisher-night", "npm/11.10.0 node/v26.5.0 linux x64 workspaces/false"),
)  # fmt: skip
#: With what status a system refuses for a while.
_PASSING = {"gcp": "1", "gitlab": "502", "kubernetes": "1", "jira": "503", "postgresql": "1", "openbao": "1"}
APPS = ("Office 365 Exchange Online", "Microsoft Teams", "Outlook", "OneDrive", "Crew calendar", "Wage desk")


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the company that works every day and whose credential is there for some days."""
    return steady(scene, rng, system, ms - 2 * DAY, ms + 12 * HOUR, "attached/", every=DAY + 1)


def _people(scene: Scene, rng: Random) -> None:
    """Twelve begin in four ports, and five leave."""
    for number, (day, team) in enumerate((
        (0, "terminal"), (7, "terminal"), (7, "engineering"), (14, "forwarding"), (14, "agents"), (14, "agents"),
        (21, "customs"), (28, "terminal"), (28, "engineering"), (35, "office"), (35, "forwarding"), (38, "agents"),
    )):  # fmt: skip
        scene.people.append(person(rng, 350 + number, team, BEGINS + day * DAY))
    for number, team in enumerate(("terminal", "agents", "forwarding", "engineering", "customs")):
        who = person(rng, 370 + number, team)
        scene.people.append(
            Person(who.login, okta_id(rng, "00u"), who.office, who.home, who.agent, team=team, rota=who.rota,
                   begins=who.begins, left=BEGINS + (8 + 7 * number) * DAY)
        )  # fmt: skip


def _new(scene: Scene, rng: Random) -> None:
    """In the second week a service for barges, in the fourth two vendors' keys, in the fifth readers of numbers."""
    for day, system, name, every, things, acts, agent, where, key in (
        (8, "gcp", "qh-barges", 6 * HOUR, ("qh-berths-shared",), ("read", "put"), GO, gate, ""),
        (8, "postgresql", "barges_app", 8 * HOUR, TABLES[6:9], ("read", "write"), "barges-service", node, ""),
        (9, "kubernetes", "barges/deployer", 8 * HOUR, ("barges-app",), ("pods", "config", "deploy"),
         "argocd-application-controller/v3.5.1 (linux/amd64) kubernetes/$Format", node, ""),
        (9, "openbao", "token-barges", 8 * HOUR, ("barges/db", "shared/ca"), ("read",), "hvac/2.6.2", gate, ""),
        (10, "gitlab", "barges-builds", 6 * HOUR, ("berths/service", "shared/forms"), ("fetch", "status"), "git/2.56.1",
         builder, "51903"),
        (22, "gcp", "qh-shiplens-live", 6 * HOUR, ("qh-vessels-shared",), ("read",), PYTHON, "", ""),
        (24, "microsoft", "Deskrelay mail", 6 * HOUR, (f"claims@{DOMAIN}",), ("mail",), "msal-node/5.4.0", "", ""),
        (31, "azure", "Barge screens", 8 * HOUR, ("qh-screens/barges",), ("secret", "sign-in"),
         "azsdk-net-Security.KeyVault.Secrets/4.9.0 (.NET 10.0.4; Ubuntu 24.04)", gate, ""),
        (32, "slack", "barge news", 12 * HOUR, ("berth",), ("upload",), "slack-go/0.20.1", gate, ""),
        (34, "gcp", "qh-noise-count", DAY, ("slots", "rates"), ("query",), PYTHON, TEND, ""),
        (36, "jira", "qh-barges", 8 * HOUR, BOARDS[:1], ("open", "comment"), "okhttp/5.6.0", gate, ""),
    ):  # fmt: skip
        new = job(rng, system, name, agent, every, 3, things, acts, where, key=key)
        new.created = BEGINS + day * DAY + 8 * HOUR + rng.randrange(8 * HOUR)
        if system in ("postgresql", "slack", "kubernetes"):
            scene.adds(new)  # their logs tell nothing of it
        else:
            take_up(scene, sold(new) if not where else new, rng.randrange(4))


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs move; sixteen credentials are rotated, two old values work for days."""
    renewed(scene, _CHANGED, lambda: rng.randrange(23 * HOUR))
    all_handed(scene, rng, (
        (3, "rail-builds", 1), (5, "qh-cranes-dur", 2), (7, "token-slots", 1), (12, "qh-terraform", 1),
        (14, "qh-quotes", 4), (18, "qh-tariffs", 60), (20, "token-customs-pus", 1), (26, "cold-builds", 1),
        (30, "qh-berths-gdy", 2), (34, "token-claims-jobs", 1), (37, "qh-bookings", 3), (42, "reports-data", 1),
    ), 6 * HOUR, 11 * HOUR)  # fmt: skip
    for day, system, name, hours in ((9, "microsoft", "Customs letters sts", 5), (16, "azure", "Night copies", 2),
                                     (24, "microsoft", "Forms store", 90),
                                     (39, "azure", "Desk documents dur", 3)):  # fmt: skip
        made = BEGINS + day * DAY + 7 * HOUR + rng.randrange(9 * HOUR)
        old = scene.named(system, name)
        secret_handed(scene, rng, old, made, scene.people[rng.randrange(4)], grace=hours * HOUR)


def _ships(scene: Scene, rng: Random) -> None:
    """On most days a large ship comes to some port: its services, vault tokens, tablets and people do much more."""
    for day in scene.company.days[:-1]:
        if rng.random() < 0.62:
            place = rng.randrange(4)
            arrives(scene, rng, place, day + rng.randrange(20 * HOUR))


def arrives(scene: Scene, rng: Random, place: int, begins: int) -> None:
    """One ship's half a day."""
    port = PORTS[place]
    for area in AREAS[:8]:
        now = [one for one in scene.of("gcp") if one.name == f"qh-{area}-{port}" and one.created < begins < one.ended]
        if now:
            steps = [(rng.choice(now[0].acts), rng.choice(now[0].things)) for _ in range(4 + rng.randrange(6))]
            scene.user(rng, now[0]).series(begins + rng.randrange(HOUR), steps, 20 * MINUTE, 70 * MINUTE)
    for kind in ("gates", "cameras"):
        token = scene.named("openbao", f"token-{kind}-{port}")
        scene.user(rng, token).series(begins, [("read", token.things[0])] * 4, HOUR, 2 * HOUR)
    photos = scene.user(rng, scene.named("gcp", "qh-gate-photos"))
    photos.series(begins + HOUR, [("put", "qh-gates-raw")] * 12, 5 * MINUTE, 50 * MINUTE)
    crew = [one for one in scene.people if one.team in ("terminal", "forwarding") and one.office == OFFICES[place][0]]
    for _ in range(24):
        who, ms = rng.choice(crew), begins + rng.randrange(11 * HOUR)
        scene.lives(rng, who, ms, who.place(begins // DAY * DAY), *rng.sample(("jira", "slack", "microsoft"), 2))
    if rng.random() < 0.4:
        who = scene.people[4 + rng.randrange(32)]
        helped = some_machine(scene, rng, "gcp", begins)
        by_hand(scene, rng, helped, begins + 2 * HOUR, who.place(begins // DAY * DAY), 3 + rng.randrange(6))


def _by_hand(scene: Scene, rng: Random) -> None:
    """Engineers run machines' scripts from where they are; who is on call repairs by night; engineers deploy."""
    days = [day for day in some_days(scene, rng, 25) if day < scene.company.days[-1]]
    systems = ("gcp", "gitlab", "kubernetes", "postgresql", "openbao", "azure")
    scripts_by_hand(scene, rng, days, scene.people[4:36], systems, some_machine, lambda _: 9)
    cloud, cluster = scene.known("gcp", Gcp), scene.known("kubernetes", Kubernetes)
    for day in (day for day in some_days(scene, rng, 13) if day < scene.company.days[-1]):
        who, ms = scene.people[4 + rng.randrange(32)], day + rng.randrange(19 * HOUR)
        key = scene.user(rng, scene.named("gcp", "qh-emergency"), address=who.home, agent=BY_HAND["gcp"])
        if rng.random() < 0.5:
            steps = [("machines", ""), ("databases", ""), ("secret", f"{rng.choice(AREAS)}-db"), ("machine-list", "")]
            key.series(ms, steps, 30 * SECOND, 6 * MINUTE)
        for act in rng.choices(("machines", "list", "databases", "policy", "functions", "label"), k=9):
            scene.ordinary(cloud.person_does(rng, who, ms, act, rng.choice(BUCKETS), who.home, BY_HAND["gcp"]))
            ms += MINUTE + rng.randrange(6 * MINUTE)
        area = rng.choice(AREAS)
        for act in ("pods", "log", "exec", "config", "drop-pod", "deploy"):
            ms += 3 * MINUTE
            scene.ordinary(cluster.person_does(rng, who, ms, act, f"{area}-app", area, address=who.home))
    for day in scene.company.days[:-1]:
        for _ in range(rng.randrange(5) if weekday(day) < 5 else 0):
            who, area = scene.people[4 + rng.randrange(32)], rng.choice(AREAS)
            ms = day + who.begins + rng.randrange(8 * HOUR)
            for act in ("pods", "deploy", "pods", "log"):
                where = who.place(day)
                scene.ordinary(cluster.person_does(rng, who, ms, act, f"{area}-app", area, address=where))
                ms += 40 * SECOND + rng.randrange(5 * MINUTE)


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; two jobs lack a right for a day, until somebody sees it."""
    reasons = {system: {"refused": reason} for system, reason in _PASSING.items()}
    failing(scene, rng, 60, reasons, some_machine, first_act("fetch"), 15 * SECOND)
    for day, system, name in ((11, "gcp", "qh-weights"), (33, "azure", "Model trainer")):
        one = scene.named(system, name)
        steps = [(f"{one.acts[0]}!1", one.things[0])] * 24
        scene.user(rng, one).series(BEGINS + day * DAY + 9 * HOUR, steps, 40 * MINUTE, 20 * MINUTE)


def _sign_ins(scene: Scene, rng: Random) -> None:
    """A third sign in on a day; some mistype or miss the factor; telephones have other addresses; factors renewed."""
    tenant = scene.known("microsoft", Microsoft)
    for day in scene.company.days[:-1]:
        for who in rng.sample(scene.people, 110):
            start = who.shift(rng, day)
            if start is None:
                continue
            ms, bad = start + rng.randrange(9 * HOUR), rng.random()
            where = who.place(day) if rng.random() < 0.85 else line(who.login, ms)
            scene.ordinary(tenant.signs_in(rng, who, ms, where, who.agent, rng.choice(APPS), refused=bad < 0.06,
                                           denied=0.06 < bad < 0.08, code=bad > 0.995))  # fmt: skip
        for _ in range(rng.randrange(5) if weekday(day) < 5 else 1):
            whom, by, ms = rng.choice(scene.people[6:]), scene.people[rng.randrange(4)], day + 7 * HOUR
            ms += rng.randrange(10 * HOUR)
            for operation in rng.sample(("Reset user password.", "Update user.", "Add member to group.",
                                         "Change user license.", "Register device."), 2):  # fmt: skip
                scene.ordinary(tenant.person_does(rng, by, ms, operation, whom.login))
                ms += MINUTE + rng.randrange(9 * MINUTE)
        for hour in range(1, 22, 4):
            ms = day + hour * HOUR + rng.randrange(10 * MINUTE)
            scene.ordinary(tenant.signs_in(rng, SYNC, ms, TEND, SYNC.agent, "Azure AD Connect"))
            for whom in rng.sample(scene.people, rng.randrange(3)):
                about = f"{whom.login}@{DOMAIN}"
                scene.ordinary(tenant.account_does(rng, SYNC.login, ms + MINUTE, "Update user.", about, TEND))


def _mail(scene: Scene, rng: Random) -> None:
    """People make rules for their own mail; administrators give rights on boxes of desks; two consents a week."""
    tenant = scene.known("microsoft", Microsoft)
    for day in scene.company.days[:-1]:
        if rng.random() < 0.7:
            who = rng.choice(scene.people[36:])
            rule = {"Name": rng.choice(("ships", "Rota", "newsletters", "done")), "MoveToFolder": "Later",
                    "From": rng.choice(BOXES), "StopProcessingRules": "True"}  # fmt: skip
            ms = day + who.begins + rng.randrange(8 * HOUR)
            scene.ordinary(tenant.exchange_does(rng, who.login, ms, "New-InboxRule", "rule", who.place(day), rule))
        if rng.random() < 0.4:
            by, box = scene.people[rng.randrange(4)], rng.choice(BOXES)
            rights = {"Identity": box, "User": rng.choice(scene.people).login, "AccessRights": "FullAccess"}
            ms = day + 8 * HOUR + rng.randrange(8 * HOUR)
            scene.ordinary(tenant.exchange_does(rng, by.login, ms, "Add-MailboxPermission", box, by.office, rights))
        if rng.random() < 0.29:
            who, app = rng.choice(scene.people), uuid(rng)
            changed = [{"Name": "ConsentContext.IsAdminConsent", "NewValue": "False", "OldValue": ""}]
            ms = day + who.begins + rng.randrange(7 * HOUR)
            scene.ordinary(tenant.account_does(rng, who.login, ms, "Consent to application.", app, who.place(day),
                                               ModifiedProperties=changed))  # fmt: skip


def _outside(scene: Scene, rng: Random) -> None:
    """Passwords are guessed on most nights and the cluster's API is asked; both get nowhere."""
    cluster, tenant = scene.known("kubernetes", Kubernetes), scene.known("microsoft", Microsoft)
    for day in scene.company.days:
        for _ in range(rng.randrange(3)):
            where = f"{249 + rng.randrange(3)}.{rng.randrange(250)}.{rng.randrange(250)}.{rng.randrange(2, 250)}"
            ms = day + rng.randrange(10 * HOUR)
            for who in rng.sample(scene.people, 1 + rng.randrange(9)):
                scene.ordinary(tenant.signs_in(rng, who, ms, where, "Mozilla/5.0", APPS[0], refused=True))
                ms += 2 * SECOND + rng.randrange(9 * MINUTE)
            act, thing = rng.choice((("pods", ""), ("secrets", "kube-system:"), ("namespaces", "")))
            scene.ordinary(cluster.anonymous(rng, ms, act, thing, where, "Go-http-client/1.1"))


def _desk(scene: Scene, rng: Random) -> None:
    """The contractor's agents open tickets and what is attached to them all day."""
    boards = scene.known("jira", Jira)
    agents = [one for one in scene.people if one.team == "agents"]
    for day in scene.company.days[:-1]:
        for who in agents:
            start = who.shift(rng, day)
            for _ in range(5 + rng.randrange(9) if start is not None else 0):
                ms = (start or 0) + rng.randrange(9 * HOUR)
                act = rng.choice(("browse", "browse", "issue", "comment", "attachment"))
                thing = attached(rng) if act == "attachment" else ticket(rng, rng.choice(BOARDS[6:8]))
                scene.ordinary(boards.person_does(rng, who, ms, act, thing, who.place(day), who.agent))


def _odd(scene: Scene, rng: Random) -> None:
    """An old key for a show, one who counts costs, an engineer who takes all code, a search for lost consignees."""
    old = scene.user(rng, scene.named("gcp", "qh-trial-2023"), address="198.19.251.44", agent=PYTHON)
    for day in (13, 14):
        old.series(BEGINS + day * DAY + 9 * HOUR, [("read", "qh-slots-archive")] * 5, MINUTE, HOUR)
    cloud, who = scene.known("gcp", Gcp), scene.people[19]
    ms = BEGINS + 22 * DAY + 9 * HOUR
    acts = ("buckets", "list", "policy", "accounts", "databases", "machines", "functions", "keys")
    looks_around(scene, rng, cloud, who, ms, acts, BUCKETS, who.office, 60, (20 * SECOND, 6 * MINUTE))
    clones = scene.user(rng, scene.named("gitlab", "steward"), address=scene.people[24].home, agent="git/2.56.0")
    clones.series(BEGINS + 24 * DAY + 7 * HOUR, [("fetch", name) for name in PROJECTS], 4 * SECOND, 40 * SECOND)
    signer = scene.user(rng, scene.named("gcp", "qh-portal-signer"), address=scene.people[11].office, agent=SDK)
    signer.series(BEGINS + 17 * DAY + 12 * HOUR, [("read", name) for name in rng.sample(CONSIGNEES, 70)], 3 * SECOND,
                  30 * SECOND)  # fmt: skip
    dba = scene.user(rng, scene.named("postgresql", "dba_sts"), address=scene.people[3].home)
    steps = [("tables", ""), *((act, name) for name in TABLES[40:54] for act in ("columns", "count", "all"))]
    dba.series(BEGINS + 25 * DAY + 15 * HOUR, steps, 20 * SECOND, 4 * MINUTE)
    index = scene.user(rng, scene.named("confluence", "qh-tariff-pages"), address=scene.people[60].office)
    index.series(BEGINS + 29 * DAY + 10 * HOUR, [("body", f"{space}/{page}") for space in SPACES for page in PAGES],
                 5 * SECOND, 20 * SECOND)  # fmt: skip
    screens = scene.known("azure", Azure)
    for number, group in enumerate(GROUPS):
        ms = BEGINS + 20 * DAY + 8 * HOUR + number * 20 * MINUTE
        for act in ("snapshot", "vm", "start", "net"):
            ms += 2 * MINUTE
            scene.ordinary(screens.person_does(rng, scene.people[2].login, ms, act, f"{group}-new", OFFICES[0][0]))


ROUTINE = Routine({"people": _people, "new": _new, "changes": _changes, "ships": _ships, "by hand": _by_hand,
                   "again": _again, "sign-ins": _sign_ins, "mail": _mail, "outside": _outside, "desk": _desk,
                   "odd": _odd})  # fmt: skip
