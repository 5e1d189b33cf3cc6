"""What goes on at the company that settles claims: roll-outs, the road, nights on call, lists, keys handed on."""

from random import Random

from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.wrenfold import CLI, GO, JAVA, PYTHON
from scenarios.companies.wrenfold_places import (
    AREAS,
    BEGINS,
    BOARDS,
    BOOKS,
    BUCKETS,
    DUMPS,
    EXCHANGE,
    OFFICES,
    PAGES,
    PHOTOS,
    REPOSITORIES,
    SPACES,
    TABLES,
    builder,
    gate,
    mobile,
    node,
    person,
    sold,
    tunnel,
)
from scenarios.keeping import BY_HAND, by_hand, handed, renewed, some_days, take_up, tried_again
from scenarios.machine import Machine, Person, job
from scenarios.routine import Routine
from scenarios.scene import Scene
from scenarios.staff import pipeline_rolls_out
from scenarios.systems.aws import Aws
from scenarios.systems.jira import Jira, attached, ticket
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.okta import Okta
from scenarios.weeks import cluster_scanned, passwords_guessed

#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (2, "svc-wf-dumps", PYTHON.replace("1.44.30", "1.44.41")), (4, "wf-build-photos", "git/2.55.2"),
    (6, "svc-wf-retention", "198.18.180.6"), (8, "svc-wf-claims-fr", JAVA.replace("2.46.0", "2.46.5")),
    (10, "nightly_dump", "198.18.180.6"), (12, "watch/agent", "Prometheus/3.16.0"),
    (13, "ext-dentmark", "axios/1.17.2"), (15, "wf-pins", "renovate/44.131.0"),
    (17, "svc-wf-photos-ca", GO.replace("1.49.2", "1.49.4")), (19, "shift handover", "python-slack-sdk/3.43.1"),
    (21, "wf-numbers", "198.18.180.64"), (23, "lintrove", "lintrove/12.2"), (25, "flows/server", "argo-server/v3.7.15"),
    (25, "flows/controller", "workflow-controller/v3.7.15"), (27, "svc-wf-exchange-corvo", "198.18.180.22"),
    (29, "platform/certs", "cert-manager/v1.22.2"), (31, "fraud_ro", "psycopg/3.4"),
    (33, "svc-wf-models", PYTHON.replace("1.44.30", "1.45.3")), (36, "wf-bot", "octokit-core.js/7.1.0"),
    (38, "desk-tool", "desk-tool/5.3"), (41, "wf-exchange", "git/2.47.3"), (43, "svc-wf-dentmark", "198.18.185.61"),
)  # fmt: skip
#: What a machine meets that tries again soon, as its system has it.
_PASSING: dict[str, dict[str, str]] = {
    "aws": {"error": "ThrottlingException"}, "kubernetes": {"refused": "1"}, "jira": {"refused": "503"},
    "postgresql": {"refused": "1"}, "github": {"refused": "502"}, "confluence": {"refused": "503"},
}  # fmt: skip


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the company that works every day and whose credential is there for some days."""
    return rng.choice([
        known for known in scene.lasting(system, ms - 2 * DAY, ms + 12 * HOUR)
        if known.every <= DAY and not (known.vendor or known.only or known.key.startswith("role/"))
    ])  # fmt: skip


def _people(scene: Scene, rng: Random) -> None:
    """Fourteen begin in three offices, five of them contractors from abroad, and five leave."""
    for number, (day, team) in enumerate((
        (0, "handlers"), (0, "handlers"), (7, "engineering"), (7, "adjusters"), (14, "handlers"), (21, "engineering"),
        (21, "actuaries"), (28, "handlers"), (28, "engineering"), (35, "handlers"), (35, "operations"), (35, "office"),
        (39, "adjusters"), (42, "engineering"),
    )):  # fmt: skip
        who = person(rng, 250 + number, team, BEGINS + day * DAY)
        if team == "engineering" or number == 4:
            where = f"{250 + number % 2}.{30 + number}.12.9"
            who = Person(who.login, who.id, where, where, who.agent, who.joined, team=team, begins=(5 + number) * HOUR)
        scene.people.append(who)
    for number, team in enumerate(("handlers", "engineering", "adjusters", "handlers", "office")):
        who = person(rng, 270 + number, team)
        scene.people.append(
            Person(who.login, okta_id(rng, "00u"), who.office, who.home, who.agent, team=team, rota=who.rota,
                   begins=who.begins, left=BEGINS + (8 + 7 * number) * DAY)
        )  # fmt: skip


def _new(scene: Scene, rng: Random) -> None:
    """In the second week a service for parcels' damage; a fifth insurer in the fourth; a vendor's key; two readers."""
    for day, system, name, every, things, acts, agent, where, key in (
        (8, "aws", "wf-parcels", 6 * HOUR, ("wf/parcels/db", "wf/parcels/bus"), ("secret", "decrypt"), GO, node,
         "role/parcels"),
        (8, "postgresql", "parcels_app", 6 * HOUR, TABLES[6:9], ("read", "write"), "parcels-service", node, ""),
        (9, "kubernetes", "parcels/deployer", 6 * HOUR, ("parcels-app",), ("pods", "config", "deploy"),
         "argocd-application-controller/v3.5.2 (linux/arm64) kubernetes/$Format", node, ""),
        (9, "github", "wf-build-parcels", 6 * HOUR, ("claims-service", "shared-types"), ("clone", "statuses"),
         "git/2.55.1", builder, ""),
        (22, "aws", "svc-wf-exchange-elder", 12 * HOUR, [f"wf-partners-shared|elder/{n:03d}.csv" for n in range(60)],
         ("object", "put-object"), JAVA, EXCHANGE, ""),
        (23, "jira", "wf-partner-elder", 6 * HOUR, BOARDS[3:4], ("issue", "comment"), "okhttp/5.6.1", EXCHANGE, ""),
        (24, "aws", "svc-wf-signwell", 8 * HOUR, ["wf-letters-shared|notice.html"], ("object",), JAVA, "", ""),
        (30, "slack", "parcel news", 12 * HOUR, ("curve",), ("upload",), "slack-go/0.20.0", gate, ""),
        (32, "okta", "elder-accounts", 8 * HOUR, ("partners",), ("create", "join"), "okta-sdk-java/25.2.0 java/25",
         gate, ""),
        (34, "postgresql", "quality_ro", 8 * HOUR, TABLES[3::9], ("read", "count", "all"), "RStudio", tunnel, ""),
        (37, "aws", "svc-wf-hail", DAY, DUMPS[:40], ("object",), PYTHON, BOOKS, ""),
    ):  # fmt: skip
        new = job(rng, system, name, agent, every, 4, things, acts, where, key=key)
        new.created = BEGINS + day * DAY + 8 * HOUR + rng.randrange(8 * HOUR)
        if key or system in ("postgresql", "slack", "kubernetes"):
            scene.adds(new)  # their logs tell nothing of it
        else:
            take_up(scene, sold(new) if not where else new, rng.randrange(4))


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs go to other hosts; sixteen credentials are handed on, two of which work on."""
    renewed(scene, _CHANGED, lambda: rng.randrange(23 * HOUR))
    for day, name, hours in (
        (3, "wf-build-fraud", 1), (5, "svc-wf-intake-uk", 2), (7, "certificates", 2), (11, "svc-wf-terraform", 1),
        (12, "wf-exchange", 3), (14, "svc-wf-images", 2), (16, "desk-tool", 1), (18, "svc-wf-policies-fr", 1),
        (20, "svc-wf-archive", 66), (24, "wf-build-ledger", 1), (26, "people-sync-ca", 1), (28, "svc-wf-letters-ca", 2),
        (32, "svc-wf-exchange-alder", 4), (35, "wf-state", 1), (39, "zone-builds", 1), (41, "svc-wf-fraud-uk", 50),
    ):  # fmt: skip
        made = BEGINS + day * DAY + 7 * HOUR + rng.randrange(10 * HOUR)
        handed(scene, rng, name, made, scene.people[rng.randrange(4)], grace=hours * HOUR)


def rolls_out(scene: Scene, rng: Random, ms: int, area: str) -> None:
    """The pipeline puts an image of a service there and changes a stack."""
    pipeline_rolls_out(scene, rng, ms, area, "wf-ci-deploy", "wrenfold", builder("deploy", ms), CLI)


def _roll_outs(scene: Scene, rng: Random) -> None:
    """Up to five roll-outs on a working day, most after noon; now and then one by night; engineers look after some."""
    cloud, cluster = scene.known("aws", Aws), scene.known("kubernetes", Kubernetes)
    for day in scene.company.days[:-1]:
        for _ in range(rng.randrange(6) if weekday(day) < 5 else int(rng.random() < 0.15)):
            ms, area = day + 8 * HOUR + rng.randrange(11 * HOUR), rng.choice(AREAS)
            rolls_out(scene, rng, ms, area)
            who = scene.people[4 + rng.randrange(50)]
            if rng.random() < 0.6:
                for act in ("pods", "deploy", "pods", "log"):
                    where = who.place(day)
                    scene.ordinary(cluster.person_does(rng, who, ms, act, f"{area}-app", area, address=where))
                    ms += MINUTE + rng.randrange(4 * MINUTE)
            if rng.random() < 0.25:
                for act, thing in (("task-list", area), ("tasks", ""), ("exec-task", f"{area}|{area}-1"),
                                   ("log-events", f"/wf/{area}")):  # fmt: skip
                    scene.ordinary(cloud.person_does(rng, who, ms, act, thing, who.place(day)))
                    ms += 30 * SECOND + rng.randrange(3 * MINUTE)


def _by_hand(scene: Scene, rng: Random) -> None:
    """Engineers run machines' scripts from where they are; actuaries read tables; administrators look at sessions."""
    systems = ("aws", "github", "kubernetes", "postgresql", "jira", "aws", "confluence")
    for number, day in enumerate(day for day in some_days(scene, rng, 26) if day < scene.company.days[-1]):
        who = scene.people[4 + rng.randrange(50)]
        ms = day + who.begins + rng.randrange(9 * HOUR)
        machine = some_machine(scene, rng, systems[number % 7], ms)
        by_hand(scene, rng, machine, ms, (who.home, who.office, who.place(day))[number % 3], 2 + rng.randrange(14))
    reads = scene.user(rng, scene.named("postgresql", "reports_ro"), agent="DBeaver 26.2.1 - SQLEditor")
    crew = [one for one in scene.people if one.team in ("actuaries", "office")]
    for day in (day for day in some_days(scene, rng, 22) if day < scene.company.days[-1]):
        who = rng.choice(crew)
        steps = [(rng.choice(("read", "count", "all", "columns")), rng.choice(TABLES))
                 for _ in range(1 + rng.randrange(9))]  # fmt: skip
        where = tunnel(who.login, day)
        reads.series(day + who.begins + rng.randrange(8 * HOUR), steps, MINUTE, 12 * MINUTE, address=where)


def _on_call(scene: Scene, rng: Random) -> None:
    """Somebody repairs by night on thirteen days, with his own session, and on half of them with the emergency key."""
    cloud, cluster = scene.known("aws", Aws), scene.known("kubernetes", Kubernetes)
    for number, day in enumerate(sorted(rng.sample(scene.company.days[1:-1], 13))):
        who, area = scene.people[4 + rng.randrange(50)], rng.choice(AREAS)
        ms = day + (19 + rng.randrange(4)) * HOUR + rng.randrange(HOUR)
        if number % 2:
            key = scene.user(rng, scene.named("aws", "svc-wf-emergency"), address=who.home, agent=BY_HAND["aws"])
            steps = [("who", ""), ("instances", ""), ("secret", f"wf/{area}/db"), ("tasks", ""), ("scale", area)]
            key.series(ms, steps, 30 * SECOND, 6 * MINUTE)
        for _ in range(5 + rng.randrange(9)):
            act = rng.choice(("log-events", "instances", "databases", "firewalls", "scale", "queue", "trail-events"))
            scene.ordinary(cloud.person_does(rng, who, ms, act, f"/wf/{area}", who.home))
            ms += MINUTE + rng.randrange(6 * MINUTE)
        for act in ("pods", "log", "exec", "config", "drop-pod", "deploy"):
            ms += 3 * MINUTE
            scene.ordinary(cluster.person_does(rng, who, ms, act, f"{area}-app", area, address=who.home))


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; two new roles lack a right for a day; one more has an old password."""
    for number in range(58):
        system = tuple(_PASSING)[number % len(_PASSING)]
        ms = rng.choice(scene.company.days[4:-2]) + rng.randrange(23 * HOUR)
        machine = some_machine(scene, rng, system, ms)
        if act := next((act for act in machine.acts if act not in ("fetch", "clone", "push") and "!" not in act), ""):
            tried_again(scene, rng, machine, act, ms, _PASSING[system], 15 * SECOND)
    for day, name in ((9, "wf-parcels"), (33, "wf-recoveries")):
        role = scene.named("aws", name)
        steps = [(f"{role.acts[0]}!1", role.things[0])] * 28
        scene.user(rng, role).series(BEGINS + day * DAY + 18 * HOUR, steps, 15 * MINUTE, 20 * MINUTE)
    lists = scene.named("aws", "svc-wf-lists-corvo")
    tries = [("put-object!1", lists.things[0])] * 12
    scene.user(rng, lists).series(BEGINS + 21 * DAY + 5 * HOUR, tries, 5 * MINUTE, 30 * MINUTE)


def _claims(scene: Scene, rng: Random) -> None:
    """Handlers open claims all day, twice as many after a night of bad weather; adjusters do so on the road."""
    boards = scene.known("jira", Jira)
    crew = [(number, one) for number, one in enumerate(scene.people) if one.team in ("handlers", "adjusters")]
    for day in scene.company.days[:-1]:
        bad = 2 if rng.random() < 0.15 else 1
        for number, who in crew:
            start = who.shift(rng, day)
            for _ in range((1 + rng.randrange(4)) * bad if start is not None else 0):
                ms = (start or 0) + rng.randrange(9 * HOUR)
                act = rng.choice(("browse", "browse", "issue", "comment", "attachment"))
                thing = attached(rng) if act == "attachment" else ticket(rng, BOARDS[number % 3])
                where = mobile(str(number), ms) if who.team == "adjusters" else who.place(day)
                scene.ordinary(boards.person_does(rng, who, ms, act, thing, where, who.agent))
        if bad == 2:
            photos = scene.user(rng, scene.named("aws", "svc-wf-tablets"))
            steps = [(rng.choice(("put-object", "object")), rng.choice(PHOTOS)) for _ in range(60)]
            photos.series(day + 7 * HOUR, steps, 2 * MINUTE, 12 * MINUTE)


def _sign_ins(scene: Scene, rng: Random) -> None:
    """Staff mistype; some have a new telephone and the desk sets factors anew; policy holders are guessed at."""
    okta, agents = scene.known("okta", Okta), [one.agent for one in scene.people]
    for day in scene.company.days[:-1]:
        for _ in range(3 + rng.randrange(9)):
            who = rng.choice(scene.people)
            ms, where = day + who.begins + rng.randrange(8 * HOUR), who.place(day)
            scene.ordinary(okta.person_does(rng, who, ms, "session", address=where, refused="INVALID_CREDENTIALS"))
            if rng.random() < 0.85:
                scene.ordinary(okta.person_does(rng, who, ms + 20 * SECOND, "session", address=where))
        for _ in range(rng.randrange(3) if weekday(day) < 5 else 0):
            whom, ms = rng.choice(scene.people[6:]), day + 8 * HOUR + rng.randrange(9 * HOUR)
            scene.ordinary(okta.person_does(rng, scene.people[rng.randrange(4)], ms, "factors", whom=whom))
            scene.ordinary(okta.person_does(rng, whom, ms + 9 * MINUTE, "factor", whom=whom, address=whom.place(day)))
        passwords_guessed(scene, rng, okta, day, agents, 6)


def _odd(scene: Scene, rng: Random) -> None:
    """A fair with an old key, one who counts costs, an engineer who takes all code, a lost photo, an appeal's pages."""
    fair = scene.user(rng, scene.named("aws", "svc-wf-show-2022"), address="198.19.251.61", agent=PYTHON)
    for day in (10, 11):
        fair.series(BEGINS + day * DAY + 9 * HOUR, [("instances", "")] * 4, MINUTE, HOUR)
    cloud, who = scene.known("aws", Aws), scene.people[23]
    ms = BEGINS + 22 * DAY + 9 * HOUR
    for _ in range(70):
        act = rng.choice(("buckets", "bucket", "volumes", "snapshots", "databases", "image-list", "functions", "roles",
                          "services", "task-clusters", "limits"))  # fmt: skip
        scene.ordinary(cloud.person_does(rng, who, ms, act, rng.choice(BUCKETS), who.office))
        ms += 20 * SECOND + rng.randrange(6 * MINUTE)
    clones = scene.user(rng, scene.named("github", "wf-steward"), address=scene.people[31].home, agent="git/2.55.1")
    clones.series(BEGINS + 24 * DAY + 7 * HOUR, [("clone", name) for name in REPOSITORIES], 4 * SECOND, 40 * SECOND)
    photos = scene.user(
        rng, scene.named("aws", "svc-wf-tablets"), address=scene.people[14].office, agent=BY_HAND["aws"]
    )
    looks = [("object", name) for name in rng.sample(PHOTOS, 110)]
    photos.series(BEGINS + 18 * DAY + 12 * HOUR, looks, 3 * SECOND, 30 * SECOND)
    lake = scene.user(rng, scene.named("aws", "svc-wf-lake"), address=scene.people[17].home, agent=BY_HAND["aws"])
    for day in (6, 19, 26):
        steps = [("objects", "wf-lake"), *(("object", name) for name in rng.sample(DUMPS, 3))]
        lake.series(BEGINS + day * DAY + 15 * HOUR, steps, MINUTE, 9 * MINUTE)
    index = scene.user(rng, scene.named("confluence", "wf-page-index"), address=OFFICES[1][0])
    index.series(BEGINS + 27 * DAY + 10 * HOUR, [("body", f"{space}/{page}") for space in SPACES for page in PAGES],
                 5 * SECOND, 20 * SECOND)  # fmt: skip
    dba = scene.user(rng, scene.named("postgresql", "dba_tor"), address=scene.people[3].home)
    steps = [("tables", ""), *((act, name) for name in TABLES[44:56] for act in ("columns", "count", "all"))]
    dba.series(BEGINS + 25 * DAY + 15 * HOUR, steps, 20 * SECOND, 4 * MINUTE)


ROUTINE = Routine({"people": _people, "new": _new, "changes": _changes, "roll-outs": _roll_outs, "by hand": _by_hand,
                   "on call": _on_call, "again": _again, "claims": _claims, "sign-ins": _sign_ins,
                   "outside": cluster_scanned, "odd": _odd})  # fmt: skip
