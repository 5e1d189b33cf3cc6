"""Activity of the company that maintains lifts: three offices, nights on call, telephones, keys rotated."""

from random import Random

from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.ostermoor import GO, JAVA, PYTHON
from scenarios.companies.ostermoor_places import (
    AREAS,
    BEGINS,
    BOARDS,
    BUCKETS,
    PICTURES,
    REPOSITORIES,
    SUPPORT,
    TABLES,
    WORKS,
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
    begun,
    failing,
    first_act,
    renewed,
    some_days,
    steady,
)
from scenarios.machine import Machine, Person, job
from scenarios.routine import Routine
from scenarios.scene import Scene
from scenarios.staff import factor_set_again, looks_around, mistyped, scripts_by_hand
from scenarios.systems.aws import Aws
from scenarios.systems.jira import Jira, ticket
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.microsoft import Microsoft
from scenarios.systems.okta import Okta

#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (2, "svc-om-dumps", PYTHON.replace("1.44.12", "1.44.31")), (5, "om-build-doors", "git/2.55.1"),
    (7, "svc-om-retention", "198.18.220.6"), (9, "Order intake", "MSAL.Java/1.28.0"),
    (11, "svc-om-lifts-ap", GO.replace("1.48.0", "1.48.3")), (12, "nightly_dump", "198.18.220.6"),
    (14, "watch/agent", "Prometheus/3.15.0"), (16, "ext-fixdesk", "axios/1.16.2"), (18, "om-pins", "renovate/44.61.0"),
    (19, "svc-om-doors-us", JAVA.replace("2.45.1", "2.46.0")), (21, "support queue", "support-console/4.12"),
    (23, "om-numbers", "198.18.220.82"), (26, "codeglance", "codeglance/9.5"),
    (28, "toolchain-mirror", "198.18.220.61"),
    (30, "platform/certs", "cert-manager/v1.21.1"), (31, "models_ro", "psycopg/3.4"),
    (33, "svc-om-models", PYTHON.replace("1.44.12", "1.45.2")), (35, "Mailkeep", "MSAL.Java/1.28.1"),
    (37, "token-tend", "198.18.220.6"), (40, "drive-builds", "git/2.52.0"),
    (42, "svc-om-partsline", JAVA.replace("2.45.1", "2.46.4")),
)  # fmt: skip
#: What a machine meets that tries again soon, as its system has it.
_PASSING: dict[str, dict[str, str]] = {
    "aws": {"error": "ThrottlingException"}, "gitlab": {"refused": "502"}, "kubernetes": {"refused": "1"},
    "jira": {"refused": "503"}, "postgresql": {"refused": "1"}, "openbao": {"refused": "1"},
    "github": {"refused": "502"},
}  # fmt: skip
_APPS = ("Office 365 Exchange Online", "Microsoft Teams", "Outlook", "OneDrive", "Training portal")


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the company that works every day and whose credential is there for some days."""
    return steady(scene, rng, system, ms - 2 * DAY, ms + 12 * HOUR, "role/", every=DAY + 1)


def _people(scene: Scene, rng: Random) -> None:
    """Eleven begin at three seats, and four leave."""
    for number, (day, team) in enumerate((
        (0, "road"), (7, "road"), (7, "engineering"), (14, "sales"), (21, "devices"), (28, "road"), (28, "road"),
        (28, "engineering"), (35, "operations"), (35, "office"), (39, "road"),
    )):  # fmt: skip
        scene.people.append(person(rng, 310 + number, team, BEGINS + day * DAY))
    for number, team in enumerate(("road", "engineering", "sales", "road")):
        who = person(rng, 330 + number, team)
        scene.people.append(
            Person(who.login, okta_id(rng, "00u"), who.office, who.home, who.agent, team=team, rota=who.rota,
                   begins=who.begins, left=BEGINS + (9 + 7 * number) * DAY)
        )  # fmt: skip


def _new(scene: Scene, rng: Random) -> None:
    """In the second week a service for stairs, in the fourth a vendor's key, in the fifth two readers of numbers."""
    for day, system, name, every, things, acts, agent, where, key in (
        (9, "aws", "om-stairs", 6 * HOUR, ("om/stairs/db", "om/stairs/bus"), ("secret", "decrypt"), GO, node,
         "role/stairs"),
        (9, "postgresql", "stairs_app", 6 * HOUR, TABLES[6:9], ("read", "write"), "stairs-service", node, ""),
        (10, "kubernetes", "stairs/deployer", 6 * HOUR, ("stairs-app",), ("pods", "config", "deploy"),
         "argocd-application-controller/v3.3.1 (linux/arm64) kubernetes/$Format", node, ""),
        (10, "openbao", "token-stairs", 8 * HOUR, ("stairs/db", "shared/ca"), ("read",), "hvac/2.6.1", gate, ""),
        (11, "github", "om-build-stairs", 6 * HOUR, ("stairs-service", "shared-types"), ("clone", "statuses"),
         "git/2.55.0", builder, ""),
        (24, "aws", "svc-om-pingfield", 8 * HOUR, ("om-alarms-shared|table.json",), ("object",), GO, "", ""),
        (31, "slack", "stairs news", 12 * HOUR, ("curve",), ("upload",), "slack-go/0.19.0", gate, ""),
        (33, "microsoft", "Stairs orders", 8 * HOUR, ("orders@ostermoor.example",), ("mail",), "msal-node/5.3.0", gate,
         ""),
        (36, "aws", "svc-om-noise", DAY, [f"om-drives-archive|{number:04d}" for number in range(200)],
         ("object",), PYTHON, WORKS, ""),
    ):  # fmt: skip
        new = job(rng, system, name, agent, every, 3, things, acts, where, key=key)
        if name.endswith("pingfield"):
            sold(new)
        # a role has no key that anybody makes
        begun(scene, rng, new, BEGINS + day * DAY + 8 * HOUR + rng.randrange(8 * HOUR), made=not key)


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs move; fourteen credentials are rotated, one old value works for days."""
    renewed(scene, _CHANGED, lambda: rng.randrange(23 * HOUR))
    all_handed(scene, rng, (
        (3, "om-build-visits", 1), (6, "svc-om-alarms-eu", 2), (8, "token-parts", 1), (13, "Permit letters", 4),
        (15, "svc-om-terraform", 1), (17, "certificates", 2), (20, "desk-tool", 1), (22, "svc-om-energy-us", 1),
        (25, "token-bench", 3), (27, "svc-om-costs", 70), (29, "panel-builds", 1), (34, "om-notes", 2),
        (38, "svc-om-visits-ap", 1), (41, "people-sync-sg", 1),
    ), 7 * HOUR, 10 * HOUR)  # fmt: skip


def _by_hand(scene: Scene, rng: Random) -> None:
    """Engineers run machines' scripts from where they are; who is on call in one of three seats repairs by night."""
    days = [day for day in some_days(scene, rng, 25) if day < scene.company.days[-1]]
    systems = ("aws", "github", "kubernetes", "postgresql", "openbao", "gitlab")
    scripts_by_hand(scene, rng, days, scene.people[4:62], systems, some_machine, lambda _: 9)
    cloud, cluster = scene.known("aws", Aws), scene.known("kubernetes", Kubernetes)
    for day in (day for day in some_days(scene, rng, 12) if day < scene.company.days[-1]):
        who, ms = scene.people[4 + rng.randrange(58)], day + rng.randrange(20 * HOUR)
        key = scene.user(rng, scene.named("aws", "svc-om-emergency"), address=who.home, agent=BY_HAND["aws"])
        if rng.random() < 0.5:
            key.series(ms, [("who", ""), ("instances", ""), ("secret", f"om/{rng.choice(AREAS)}/db"), ("tasks", "")],
                       30 * SECOND, 6 * MINUTE)  # fmt: skip
        for _ in range(10):
            act = rng.choice(("instances", "log-events", "databases", "firewalls", "scale", "queue"))
            scene.ordinary(cloud.person_does(rng, who, ms, act, f"/om/{rng.choice(AREAS)}", who.home))
            ms += MINUTE + rng.randrange(6 * MINUTE)
        area = rng.choice(AREAS)
        for act in ("pods", "exec", "config", "drop-pod", "deploy"):
            ms += 3 * MINUTE
            scene.ordinary(cluster.person_does(rng, who, ms, act, f"{area}-app", area, address=who.home))


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; two jobs lack a right for a day, until somebody sees it."""
    failing(scene, rng, 56, _PASSING, some_machine, first_act("fetch", "clone"), 15 * SECOND)
    for day, name in ((12, "om-orders"), (32, "om-permits")):
        role = scene.named("aws", name)
        steps = [(f"{role.acts[0]}!1", role.things[0])] * 26
        scene.user(rng, role).series(BEGINS + day * DAY + 9 * HOUR, steps, 40 * MINUTE, 20 * MINUTE)


def _road(scene: Scene, rng: Random) -> None:
    """Who repairs reads and closes tickets on the road, by telephone, from another exit every few hours."""
    boards, office = scene.known("jira", Jira), scene.known("microsoft", Microsoft)
    road = [(number, who) for number, who in enumerate(scene.people) if who.team == "road"]
    for day in scene.company.days[:-1]:
        for number, who in road:
            start = who.shift(rng, day)
            for _ in range(2 + rng.randrange(4) if start is not None else 0):
                ms = (start or 0) + rng.randrange(9 * HOUR)
                act = rng.choice(("browse", "browse", "issue", "comment"))
                board = BOARDS[number % 3]
                scene.ordinary(boards.person_does(rng, who, ms, act, ticket(rng, board), line(number, ms), who.agent))
            if start is not None and rng.random() < 0.4:
                ms = start + rng.randrange(9 * HOUR)
                scene.ordinary(office.signs_in(rng, who, ms, line(number, ms), who.agent, rng.choice(_APPS)))


def _sign_ins(scene: Scene, rng: Random) -> None:
    """Some mistype, some have a new telephone, and support sets factors anew; some sign in at the tenant by hand."""
    okta, tenant = scene.known("okta", Okta), scene.known("microsoft", Microsoft)
    for day in scene.company.days[:-1]:
        mistyped(scene, rng, okta, day, scene.people, 2 + rng.randrange(8))
        for who in rng.sample(scene.people, 30):
            ms, bad = day + who.begins + rng.randrange(9 * HOUR), rng.random()
            scene.ordinary(tenant.signs_in(rng, who, ms, who.place(day), who.agent, rng.choice(_APPS),
                                           refused=bad < 0.06, denied=0.06 < bad < 0.08))  # fmt: skip
        if weekday(day) < 5 and rng.random() < 0.7:
            whom, ms = rng.choice(scene.people[6:]), day + 8 * HOUR + rng.randrange(9 * HOUR)
            factor_set_again(scene, rng, okta, day, whom, ms, 9 * MINUTE)


def _outside(scene: Scene, rng: Random) -> None:
    """Whoever scans the net asks the cluster's API, and tries passwords at the tenant; both get nowhere."""
    cluster, tenant = scene.known("kubernetes", Kubernetes), scene.known("microsoft", Microsoft)
    for day in scene.company.days:
        for _ in range(rng.randrange(4)):
            where = f"{249 + rng.randrange(3)}.{rng.randrange(250)}.{rng.randrange(250)}.{rng.randrange(2, 250)}"
            act, thing = rng.choice((("pods", ""), ("secrets", "kube-system:"), ("namespaces", "")))
            ms = day + rng.randrange(11 * HOUR)
            scene.ordinary(cluster.anonymous(rng, ms, act, thing, where, "Go-http-client/1.1"))
            who = rng.choice(scene.people)
            scene.ordinary(tenant.signs_in(rng, who, ms, where, "python-requests/2.31.0", "Outlook", refused=True))


def _odd(scene: Scene, rng: Random) -> None:
    """A fair with an old key, one who counts costs, a new engineer who takes all code, pictures looked through."""
    fair = scene.user(rng, scene.named("aws", "svc-om-fair-2024"), address="198.19.251.31", agent=PYTHON)
    for day in (15, 16, 17):
        fair.series(BEGINS + day * DAY + 9 * HOUR, [("buckets", "")] * 3, MINUTE, HOUR)
    cloud, who = scene.known("aws", Aws), scene.people[21]
    ms = BEGINS + 23 * DAY + 9 * HOUR
    acts = ("buckets", "bucket", "volumes", "snapshots", "databases", "image-list", "functions", "roles")
    looks_around(scene, rng, cloud, who, ms, acts, BUCKETS, who.office, 60, (20 * SECOND, 6 * MINUTE))
    clones = scene.user(rng, scene.named("github", "om-steward"), address=scene.people[33].home, agent="git/2.55.0")
    clones.series(BEGINS + 25 * DAY + 6 * HOUR, [("clone", name) for name in REPOSITORIES], 4 * SECOND, 40 * SECOND)
    pictures = scene.user(rng, scene.named("aws", "svc-om-support"), address=SUPPORT)
    looks = [("object", name) for name in rng.sample(PICTURES, 90)]
    pictures.series(BEGINS + 18 * DAY + 12 * HOUR, looks, 3 * SECOND, 30 * SECOND)
    old = scene.user(rng, scene.named("jira", "om-old-import"), address=WORKS)
    old.series(BEGINS + 20 * DAY + 10 * HOUR, [("issue", "ROAD")] * 12, 5 * SECOND, MINUTE)
    dba = scene.user(rng, scene.named("postgresql", "dba_us"), address=scene.people[3].home)
    steps = [("tables", ""), *((act, name) for name in TABLES[30:44] for act in ("columns", "count", "all"))]
    dba.series(BEGINS + 26 * DAY + 15 * HOUR, steps, 20 * SECOND, 4 * MINUTE)


ROUTINE = Routine({"people": _people, "new": _new, "changes": _changes, "by hand": _by_hand, "again": _again,
                   "road": _road, "sign-ins": _sign_ins, "outside": _outside, "odd": _odd})  # fmt: skip
