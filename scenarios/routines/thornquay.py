"""What goes on at the studio: nights of maintenance, hotfixes, load tests, mistyped passwords, short contracts."""

from random import Random

from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.thornquay import (
    AREAS,
    BUCKETS,
    CLI,
    GO,
    PHONES,
    PYTHON,
    REPOSITORIES,
    RUST,
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
from scenarios.staff import looks_around
from scenarios.systems.aws import Aws
from scenarios.systems.github import Github
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.okta import Okta

#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (3, "build-match", "git/2.56.1"), (5, "svc-tq-metrics", GO.replace("1.45.0", "1.45.3")),
    (8, "crash digest", "198.18.120.90"), (11, "svc-tq-backups", PYTHON.replace("1.44.9", "1.44.30")),
    (14, "svc-tq-drawings", "198.18.120.32"), (16, "pins-bot", "renovate/43.190.2"),
    (18, "platform/secret-sync", "external-secrets/v2.5.0"), (20, "ember-console", "git/2.56.0.windows.1"),
    (23, "runbook-mirror", "198.18.120.78"), (25, "svc-tq-patches", RUST.replace("1.4.2", "1.5.0")),
    (27, "monitoring/agent", "vmagent/1.142.1"), (30, "svc-tq-costs", "198.18.120.78"),
    (32, "chart-watch", "argocd-repo-server/3.5.2"), (34, "svc-tq-deploy", CLI.replace("2.37.2", "2.38.0")),
    (36, "new drawings", "198.18.120.32"), (39, "svc-tq-voxhollow", GO.replace("1.45.0", "1.46.1")),
    (42, "anvilrun", "Anvilrun-Agent/11.5"),
)  # fmt: skip
#: What a machine meets that tries again soon, as its system has it.
_PASSING: dict[str, dict[str, str]] = {
    "aws": {"error": "ThrottlingException"}, "github": {"refused": "502"}, "kubernetes": {"refused": "1"},
}  # fmt: skip


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the studio that works every day and whose credential is there for some days."""
    return steady(scene, rng, system, ms - 3 * DAY, ms + DAY, "role/")


def _maintenance(scene: Scene, rng: Random) -> None:
    """Each Wednesday at two in the night there the games stand still: sessions, pods, patches and caches by hand."""
    cloud, cluster = scene.known("aws", Aws), scene.known("kubernetes", Kubernetes)
    for week in range(6):
        begins = scene.company.begins + (7 * week + 1) * DAY + 17 * HOUR + rng.randrange(HOUR)
        crew = rng.sample(scene.people[4:48], 4)
        for number, who in enumerate(crew):
            ms, where = begins + number * 6 * MINUTE, (who.home, who.office)[number % 2]
            for _ in range(10 + rng.randrange(14)):
                act = rng.choice(("scale", "tasks", "instances", "snapshot", "set-database", "databases", "log-events"))
                scene.ordinary(cloud.person_does(rng, who, ms, act, f"tq-{rng.choice(AREAS)}", where))
                ms += 30 * SECOND + rng.randrange(9 * MINUTE)
        for number in range(8 + rng.randrange(8)):
            by, area = scene.people[number % 4], rng.choice(AREAS)
            act = ("exec", "drop-pod", "deploy", "config")[number % 4]
            scene.ordinary(cluster.person_does(rng, by, begins + number * 7 * MINUTE, act, f"{area}-app", area))
        patches = scene.user(rng, scene.named("aws", "svc-tq-patches"))
        steps = [("put-object", thing) for thing in rng.sample(patches.machine.things, 60)]
        patches.series(begins + HOUR, steps, SECOND, 9 * SECOND)
        edge = scene.user(rng, scene.named("cloudflare", "cache-emptier"))
        edge.series(begins + 3 * HOUR, [("purge", "www"), ("purge", "patches")] * 3, MINUTE, 4 * MINUTE)


def _new(scene: Scene, rng: Random) -> None:
    """A third game's first services in the third week; a vendor of analysis in the fifth, a reader of reviews."""
    for day, system, name, every, things, acts, agent, where, key in (
        (15, "aws", "tq-guild", HOUR, ("tq/guild/db", "tq/guild/peer"), ("secret", "queue"), GO, node, "role/guild"),
        (15, "kubernetes", "guild/deployer", 2 * HOUR, ("guild-app",), ("pods", "config", "deploy"),
         "argocd-application-controller/v3.5.0 (linux/arm64) kubernetes/$Format", node, ""),
        (16, "github", "build-guild", 2 * HOUR, (*REPOSITORIES[6:9], "build-farm"), ("fetch", "clone", "statuses"),
         "git/2.56.0", runner, ""),
        (29, "aws", "svc-tq-adwillow", 6 * HOUR, ("tq-ember-telemetry|day",), ("object", "query"), PYTHON, "", ""),
        (33, "slack", "reviews", 4 * HOUR, ("review",), ("upload",), "slack-go/0.20.0", gate, ""),
        (36, "aws", "svc-tq-reviews", DAY, ("tq-site|reviews.json",), ("object", "put-object"), GO, PHONES, ""),
    ):  # fmt: skip
        new = job(rng, system, name, agent, every, 3, things, acts, where, key=key)
        if name.endswith("adwillow"):
            sold(new)
        # a role has no key that anybody makes
        begun(scene, rng, new, scene.company.begins + day * DAY + HOUR + rng.randrange(7 * HOUR), made=not key)


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs move; seven credentials are rotated, one old value works for three days."""
    renewed(scene, _CHANGED, lambda: rng.randrange(23 * HOUR))
    all_handed(scene, rng, (
        (5, "build-shop", 2), (12, "svc-tq-crashes", 5), (19, "help-desk", 1), (24, "certificates", 3),
        (31, "svc-tq-backups", 70), (35, "level-merger", 1), (41, "svc-tq-mailer", 6),
    ), 0, 9 * HOUR)  # fmt: skip


def _by_hand(scene: Scene, rng: Random) -> None:
    """On sixteen days an engineer runs what a machine runs; five times somebody takes the key for emergencies."""
    for number, day in enumerate(some_days(scene, rng, 16)):
        who = scene.people[4 + rng.randrange(40)]
        ms = day + HOUR + rng.randrange((8 + number % 3 * 4) * HOUR)
        machine = some_machine(scene, rng, ("aws", "github", "kubernetes", "aws")[number % 4], ms)
        by_hand(scene, rng, machine, ms, (who.home, who.office, who.place(day))[number % 3], 2 + rng.randrange(14))
    for day in some_days(scene, rng, 5):
        who = scene.people[5 + rng.randrange(30)]
        looks = [("who", ""), ("instances", ""), ("databases", ""), ("secret", f"tq/{rng.choice(AREAS)}/db"),
                 ("scale", rng.choice(AREAS)), ("tasks", "")]  # fmt: skip
        key = scene.user(rng, scene.named("aws", "svc-tq-emergency"), address=who.home, agent=BY_HAND["aws"])
        key.series(day + 12 * HOUR + rng.randrange(9 * HOUR), looks, 20 * SECOND, 5 * MINUTE)


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; a console's build lacks a right for two days."""
    failing(scene, rng, 40, _PASSING, some_machine, first_act("fetch", "clone", "push"), 15 * SECOND)
    patches = scene.named("aws", "svc-tq-patches")
    steps = [("put-object!1", f"tq-tide-builds|{number}/pak") for number in range(30)]
    scene.user(rng, patches).series(scene.company.begins + 21 * DAY + 3 * HOUR, steps, 40 * MINUTE, 50 * MINUTE)


def _sign_ins(scene: Scene, rng: Random) -> None:
    """People mistype passwords, get new telephones, and are locked out; some have a factor reset while they travel."""
    okta = scene.known("okta", Okta)
    for day in scene.company.days[:-1]:
        for _ in range(9 + rng.randrange(9)):
            who = rng.choice(scene.people[:160])
            ms = day + who.begins + rng.randrange(9 * HOUR)
            for _ in range(1 + rng.randrange(3)):
                scene.ordinary(okta.person_does(rng, who, ms, "session", address=who.place(day),
                                                refused="INVALID_CREDENTIALS"))  # fmt: skip
                ms += 8 * SECOND + rng.randrange(MINUTE)
            scene.ordinary(okta.person_does(rng, who, ms, "session", address=who.place(day)))
        for _ in range(rng.randrange(3) if weekday(day) < 5 else 0):
            whom, by = rng.choice(scene.people[6:160]), rng.choice(scene.people[:4])
            ms = day + 2 * HOUR + rng.randrange(7 * HOUR)
            scene.ordinary(okta.person_does(rng, by, ms, "factors", whom=whom))
            scene.ordinary(okta.person_does(rng, whom, ms + 4 * MINUTE + rng.randrange(HOUR), "factor", whom=whom,
                                            address=whom.place(day)))  # fmt: skip


def _command_lines(scene: Scene, rng: Random) -> None:
    """Engineers use their own command lines' tokens, which no list names; two read a great many repositories."""
    code = scene.known("github", Github)
    for number, who in enumerate(scene.people[6:40:2]):
        for day in rng.sample(scene.company.days[1:], 9):
            ms = day + who.begins + rng.randrange(9 * HOUR)
            for _ in range(40 if number in (3, 11) and rng.random() < 0.3 else 1 + rng.randrange(6)):
                act, thing = rng.choice(("clone", "contents", "pulls", "contents")), rng.choice(REPOSITORIES)
                scene.ordinary(code.granted(rng, who, ms, act, thing, who.place(day), "GitHub CLI 2.91.0"))
                ms += 5 * SECOND + rng.randrange(4 * MINUTE)


def _people(scene: Scene, rng: Random) -> None:
    """Eight begin; who draws for six weeks comes from a country of his own with an account for it."""
    okta = scene.known("okta", Okta)
    for number, (day, team) in enumerate(((7, "art"), (7, "art"), (14, "support"), (14, "engineering"), (21, "art"),
                                          (28, "live"), (28, "art"), (35, "support"))):  # fmt: skip
        scene.people.append(person(rng, 180 + number, team, scene.company.begins + day * DAY))
    for number in range(5):
        joined = scene.company.begins + (3 + 6 * number) * DAY + 2 * HOUR
        place = f"{249 + number % 2}.{30 + number}.7.{11 + number}"
        guest = Person(f"x-artist{number}", okta_id(rng, "00u"), place, place, scene.people[50 + number].agent, joined,
                       team="art", begins=(6 + 4 * number) * HOUR, left=joined + (20 + number * 4) * DAY)  # fmt: skip
        scene.people.append(guest)
        for act, thing in (("create", ""), ("join", "contractors"), ("assign", "Slack"), ("assign", "Boards")):
            scene.ordinary(okta.person_does(rng, scene.people[number % 4], joined, act, thing, whom=guest))
            joined += 30 * SECOND


def _odd(scene: Scene, rng: Random) -> None:
    """A fair: two evenings with a disused key; a new engineer looks at all that there is in the cloud."""
    expo = scene.user(rng, scene.named("aws", "svc-tq-expo"), address="198.19.250.14", agent=PYTHON)
    for day in (17, 18):
        expo.series(scene.company.begins + day * DAY + 9 * HOUR, [("objects", "tq-ember-builds")] * 4, MINUTE, HOUR)
    cloud, who = scene.known("aws", Aws), scene.people[30]
    ms = scene.company.begins + 22 * DAY + HOUR
    acts = ("buckets", "bucket", "roles", "users", "functions", "databases", "secrets", "clusters")
    looks_around(scene, rng, cloud, who, ms, acts, BUCKETS, who.office, 60, (20 * SECOND, 5 * MINUTE))


ROUTINE = Routine({"people": _people, "new": _new, "changes": _changes, "maintenance": _maintenance,
                   "by hand": _by_hand, "again": _again, "sign-ins": _sign_ins, "command lines": _command_lines,
                   "odd": _odd})  # fmt: skip
