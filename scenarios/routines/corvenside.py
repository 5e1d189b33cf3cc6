"""Activity of the company that settles payments: weekly tokens, nights on call, shops by hand."""

from random import Random

from keyroll.replay.streams import code, okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.corvenside import (
    AREAS,
    BOARDS,
    BUCKETS,
    CARDS,
    CLI,
    GO,
    JAVA,
    PROJECTS,
    PYTHON,
    TABLES,
    WATCH,
    bank_days,
    gate,
    node,
    person,
    runner,
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
from scenarios.staff import factor_set_again, looks_around, mistyped
from scenarios.systems.aws import Aws
from scenarios.systems.jira import Jira
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.okta import Okta
from scenarios.systems.openbao import Openbao

#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (3, "cards-builds", "git/2.52.1"), (6, "svc-cs-dumps", PYTHON.replace("1.42.9", "1.42.30")),
    (8, "cs-numbers", "198.18.130.45"), (11, "svc-cs-watch", GO.replace("1.41.0", "1.41.4")),
    (13, "pins", "renovate/42.81.1"), (16, "svc-cs-disputes", JAVA.replace("2.40.2", "2.41.0")),
    (18, "nightly_dump", "198.18.130.6"), (20, "watch/agent", "Prometheus/3.9.0"),
    (23, "quaylens", "quaylens-scanner/6.3"), (26, "svc-cs-retention", "198.18.130.6"),
    (29, "platform/rules", "kyverno/v1.16.2 (linux/arm64)"), (31, "svc-cs-models", PYTHON.replace("1.42.9", "1.42.39")),
    (33, "terminal-kit-pull", "198.18.130.21"), (36, "svc-cs-deploy", CLI.replace("2.32.20", "2.33.7")),
    (39, "payouts-builds", "git/2.53.0"), (41, "svc-cs-tallyfox", JAVA.replace("2.40.2", "2.41.8")),
)  # fmt: skip
#: What a machine meets that tries again soon, as its system has it.
_PASSING: dict[str, dict[str, str]] = {
    "aws": {"error": "ThrottlingException"}, "gitlab": {"refused": "500"}, "kubernetes": {"refused": "1"},
    "jira": {"refused": "503"}, "postgresql": {"refused": "1"}, "openbao": {"refused": "1"},
}  # fmt: skip


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the company that works every day and whose credential is there for some days."""
    return steady(scene, rng, system, ms - 2 * DAY, ms + 12 * HOUR, "role/")


def shop(number: int) -> Person:
    """The account of a shop, which no list of staff has."""
    login = f"shop{number:03d}"
    return Person(login, okta_id(Random(f"whom/{login}"), "00u"), "", "", "", works=False)


def _weekly(scene: Scene, rng: Random) -> None:
    """A keeper gives each service another token of the vault every week; the old one ends a quarter of a day later."""
    vault, keeper = scene.known("openbao", Openbao), scene.named("openbao", "token-keeper")
    for number, area in enumerate(AREAS):
        for week in range(1, 7):
            made = scene.company.begins + week * 7 * DAY - number % 5 * DAY + 6 * HOUR + rng.randrange(90 * MINUTE)
            old = next(one for one in scene.lasting("openbao", made, made) if one.name == f"token-{area}")
            new = job(rng, "openbao", old.name, old.agent, old.every, old.burst, old.things, old.acts, gate,
                      key=code(rng, 24))  # fmt: skip
            new.created, old.ended = made, made + 6 * HOUR
            scene.adds(new)
            scene.ordinary(vault.turns(rng, new, keeper, made, made=True))
            scene.ordinary(vault.turns(rng, old, keeper, old.ended, made=False))


def _new(scene: Scene, rng: Random) -> None:
    """In the third week a service for loans; in the fifth a reader of terminals' logs and a vendor of numbers."""
    for day, system, name, every, things, acts, agent, where, key in (
        (15, "aws", "cs-loans", 2 * HOUR, ("cs/loans/db", "cs/loans/mac"), ("secret", "decrypt"), GO, node,
         "role/loans"),
        (15, "postgresql", "loans_app", 2 * HOUR, TABLES[6:9], ("read", "write"), "loans-service", node, ""),
        (16, "kubernetes", "loans/deployer", 2 * HOUR, ("loans-app",), ("pods", "config", "deploy"),
         "kustomize-controller/v1.7.3 (linux/arm64) kubernetes/$Format", node, ""),
        (17, "openbao", "token-loans", 4 * HOUR, ("loans/db", "shared/ca"), ("read",), "hvac/2.4.0", gate, ""),
        (30, "aws", "svc-cs-logs", DAY, [f"cs-terminals-archive|{number:03d}" for number in range(90)],
         ("object", "objects"), PYTHON, WATCH, ""),
        (32, "slack", "terminal health", 6 * HOUR, ("curve",), ("upload",), "slack-go/0.17.3", gate, ""),
        (34, "aws", "svc-cs-pingvale", 6 * HOUR, ("cs-portal-files|index.json",), ("object",), GO, "", ""),
    ):  # fmt: skip
        new = job(rng, system, name, agent, every, 3, things, acts, where, key=key)
        if name.endswith("pingvale"):
            sold(new)
        # a role has no key that anybody makes
        begun(scene, rng, new, scene.company.begins + day * DAY + 12 * HOUR + rng.randrange(8 * HOUR), made=not key)


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs move; eight credentials are rotated, one old value works for two days."""
    renewed(scene, _CHANGED, lambda: rng.randrange(23 * HOUR))
    all_handed(scene, rng, (
        (4, "shops-builds", 1), (9, "svc-cs-disputes", 3), (12, "certificates", 2), (19, "svc-cs-terraform", 1),
        (24, "desk-tool", 1), (28, "zone-builds", 4), (25, "svc-cs-mailer", 50), (38, "steward", 2),
    ), 12 * HOUR, 8 * HOUR)  # fmt: skip


def _by_hand(scene: Scene, rng: Random) -> None:
    """Analysts and contractors share a key, each from where he is; engineers run machines' scripts; nights on call."""
    for day in some_days(scene, rng, 20):
        who = scene.people[(4, 9, 15, 36, 38)[rng.randrange(5)]]
        extract = scene.user(rng, scene.named("aws", "svc-cs-extract"), address=who.place(day), agent=BY_HAND["aws"])
        steps = [(rng.choice(("object", "objects", "query")), rng.choice(scene.named("aws", "svc-cs-extract").things))
                 for _ in range(2 + rng.randrange(9))]  # fmt: skip
        extract.series(day + who.begins + rng.randrange(8 * HOUR), steps, 20 * SECOND, 9 * MINUTE)
    for number, day in enumerate(some_days(scene, rng, 14)):
        who = scene.people[4 + rng.randrange(18)]
        ms = day + who.begins + rng.randrange((6 + number % 3 * 4) * HOUR)
        machine = some_machine(scene, rng, ("aws", "gitlab", "kubernetes", "postgresql", "openbao")[number % 5], ms)
        by_hand(scene, rng, machine, ms, (who.home, who.office, who.place(day))[number % 3], 2 + rng.randrange(11))
    cloud, cluster = scene.known("aws", Aws), scene.known("kubernetes", Kubernetes)
    for day in some_days(scene, rng, 8):
        who, ms = scene.people[4 + rng.randrange(18)], day + rng.randrange(9 * HOUR)
        key = scene.user(rng, scene.named("aws", "svc-cs-emergency"), address=who.home, agent=BY_HAND["aws"])
        key.series(ms, [("who", ""), ("instances", ""), ("secret", f"cs/{rng.choice(AREAS)}/db"), ("databases", ""),
                        ("tasks", "")], 30 * SECOND, 6 * MINUTE)  # fmt: skip
        for _ in range(12):
            act = rng.choice(("instances", "log-events", "databases", "firewalls", "scale"))
            scene.ordinary(cloud.person_does(rng, who, ms, act, "/cs/clearing", who.home))
            ms += MINUTE + rng.randrange(6 * MINUTE)
        for act in ("exec", "config", "drop-pod", "deploy"):
            ms += 3 * MINUTE
            scene.ordinary(
                cluster.person_does(rng, scene.people[rng.randrange(4)], ms, act, "clearing-app", "clearing")
            )


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; a service's role lacks a right for a day and a half."""
    failing(scene, rng, 40, _PASSING, some_machine, first_act("fetch"), 15 * SECOND)
    notices = scene.named("aws", "cs-notices")
    steps = [(f"{notices.acts[0]}!1", notices.things[0])] * 40
    scene.user(rng, notices).series(scene.company.begins + 22 * DAY + 9 * HOUR, steps, 40 * MINUTE, 20 * MINUTE)


def _desk(scene: Scene, rng: Random) -> None:
    """The desk that is sold out reads tickets and files at all hours; own support changes shops' accounts."""
    okta, boards = scene.known("okta", Okta), scene.known("jira", Jira)
    for day in scene.company.days[:-1]:
        for who in scene.people:
            start = who.shift(rng, day) if who.team in ("outside", "support") else None
            for _ in range((14 if who.team == "outside" else 4) if start is not None else 0):
                ms = (start or 0) + rng.randrange(8 * HOUR)
                act = rng.choice(("browse", "browse", "search", "attachment"))
                thing = (f"project+%3D+{rng.choice(BOARDS[:3])}+AND+text+~+shop{rng.randrange(400):03d}"
                         if act == "search" else f"{62_000 + rng.randrange(8_000)}/form.pdf" if act == "attachment"
                         else f"{rng.choice(BOARDS[:3])}-{3000 + rng.randrange(1000)}")  # fmt: skip
                scene.ordinary(boards.person_does(rng, who, ms, act, thing, who.place(day), who.agent))
            if who.team == "support" and start is not None:
                for act in rng.sample(("profile", "password", "unlock", "profile"), 1 + rng.randrange(3)):
                    ms = start + rng.randrange(8 * HOUR)
                    scene.ordinary(okta.person_does(rng, who, ms, act, whom=shop(rng.randrange(400)),
                                                    address=who.place(day)))  # fmt: skip


def _sign_ins(scene: Scene, rng: Random) -> None:
    """Some mistype; some have a new telephone, and a factor is set again by who administers."""
    okta = scene.known("okta", Okta)
    for day in scene.company.days[:-1]:
        mistyped(scene, rng, okta, day, scene.people, rng.randrange(6))
        if weekday(day) < 5 and rng.random() < 0.3:
            whom, ms = rng.choice(scene.people[6:]), day + 12 * HOUR + rng.randrange(8 * HOUR)
            factor_set_again(scene, rng, okta, day, whom, ms, 9 * MINUTE)


def _outside(scene: Scene, rng: Random) -> None:
    """Whoever scans the net asks the cluster's API, and is refused."""
    cluster = scene.known("kubernetes", Kubernetes)
    for day in scene.company.days:
        for _ in range(rng.randrange(5)):
            where = f"{250 + rng.randrange(4)}.{rng.randrange(250)}.{rng.randrange(250)}.{rng.randrange(2, 250)}"
            act, thing = rng.choice((("pods", ""), ("secrets", "kube-system:"), ("namespaces", "")))
            ms = day + rng.randrange(DAY - HOUR)
            scene.ordinary(cluster.anonymous(rng, ms, act, thing, where, "Go-http-client/1.1"))


def _people(scene: Scene, rng: Random) -> None:
    """Three begin; the desk that is sold out gets four new agents in one week; one contractor leaves in January."""
    for number, (day, team) in enumerate(((7, "engineering"), (21, "finance"), (23, "outside"), (23, "outside"),
                                          (24, "outside"), (25, "outside"), (35, "support"))):  # fmt: skip
        scene.people.append(person(rng, 60 + number, team, scene.company.begins + day * DAY))
    scene.people.append(Person("x.ruiz", okta_id(rng, "00u"), "198.19.210.6", "198.19.210.6", scene.people[5].agent,
                               team="finance", begins=13 * HOUR, left=scene.company.begins + 18 * DAY))  # fmt: skip


def _odd(scene: Scene, rng: Random) -> None:
    """A fair with a disused key; a rehearsal of the night's batch by hand; one engineer counts what the cloud costs."""
    fair = scene.user(rng, scene.named("aws", "svc-cs-fair"), address="198.19.251.8", agent=PYTHON)
    for day in (20, 21):
        fair.series(scene.company.begins + day * DAY + 13 * HOUR, [("buckets", "")] * 3, MINUTE, HOUR)
    night = scene.user(rng, scene.named("postgresql", "clearing_night"), address=CARDS, agent="psql")
    day = next(day for day in scene.company.days[24:] if bank_days(day))
    night.series(day + 15 * HOUR, [("count", table) for table in TABLES[18:24]] * 2, 20 * SECOND, 3 * MINUTE)
    cloud, who = scene.known("aws", Aws), scene.people[17]
    ms = scene.company.begins + 22 * DAY + 13 * HOUR
    acts = ("buckets", "bucket", "volumes", "snapshots", "databases", "image-list", "functions", "roles")
    ms = looks_around(scene, rng, cloud, who, ms, acts, BUCKETS, who.office, 50, (20 * SECOND, 6 * MINUTE))
    clones = scene.user(rng, scene.named("gitlab", "platform-builds"), address=runner("clones", ms))
    clones.series(
        scene.company.begins + 25 * DAY + 4 * HOUR, [("fetch", name) for name in PROJECTS], 5 * SECOND, MINUTE
    )


ROUTINE = Routine({"people": _people, "weekly": _weekly, "new": _new, "changes": _changes, "by hand": _by_hand,
                   "again": _again, "desk": _desk, "sign-ins": _sign_ins, "outside": _outside,
                   "odd": _odd})  # fmt: skip
