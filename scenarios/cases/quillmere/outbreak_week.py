"""A surge: an outbreak brings four times as many samples for a week; people, machines and vendors do more.

Accounts are made for physicians and for helpers from other hospitals, the fleet grows by hand, a correction is rolled
out each day, keys for emergencies are used, jobs run again, and what is asked too often is refused.
"""

from random import Random

from scenarios.companies.quillmere import AREAS, SITES, TABLES, gate, mobile, person, runner
from scenarios.kit import BY_HAND, DAY, HOUR, MINUTE, SECOND, Scene, surge
from scenarios.routines.quillmere import physician
from scenarios.systems.aws import Aws
from scenarios.systems.okta import Okta
from scenarios.systems.slack import Slack


@surge("An outbreak brings four times as many samples for a week")
def plan(scene: Scene) -> None:
    """Helpers on the first two days; fleets, releases and repairs on seven; statistics are sent each night."""
    rng = scene.rng("outbreak")
    _helpers(scene, rng)
    for day in range(1, 8):
        _samples(scene, rng, scene.at(day))
        _engineers(scene, rng, scene.at(day, 7), day)
        _physicians(scene, rng, scene.at(day, 6))
    for day in (2, 4, 6, 8):
        job = scene.user(rng, scene.named("aws", "svc-qm-statistics"))
        job.series(
            scene.at(day, 2), [("query", "statistics")] * 60 + [("objects", "statistics")] * 30, SECOND, 9 * SECOND
        )
        reads = [(act, table) for table in TABLES[18:42] for act in ("count", "all")]
        who = scene.people[81]
        reports = scene.user(rng, scene.named("postgresql", "reports_ro"), address=who.home, agent="DBeaver 26.1.2")
        reports.series(scene.at(day, 16), reads, 5 * SECOND, MINUTE)


def _helpers(scene: Scene, rng: Random) -> None:
    """Fourteen of other hospitals get accounts; they work at the sites, some at night."""
    okta = scene.known("okta", Okta)
    for number in range(14):
        joined = scene.at(1 + number // 8, 6) + number * 9 * MINUTE
        new = person(rng, 200 + number, "lab", joined)
        scene.people.append(new)
        for act, thing in (("create", ""), ("join", "lab"), ("assign", "Results"), ("factor", "")):
            scene.ordinary(okta.person_does(rng, scene.people[number % 4], joined, act, thing, whom=new))
            joined += 30 * SECOND
        for refused in ("INVALID_CREDENTIALS", "INVALID_CREDENTIALS", "")[number % 3 :]:
            scene.ordinary(okta.person_does(rng, new, joined + HOUR, "session", address=SITES[number % 3],
                                            refused=refused))  # fmt: skip
            joined += MINUTE


def _samples(scene: Scene, rng: Random, day: int) -> None:
    """Results, orders and vans: machines repeat their own acts many more times, through the whole day."""
    for system, name, count in (("aws", "svc-qm-link", 260), ("postgresql", "reagenta_link", 160),
                                ("aws", "qm-results", 120),
                                ("postgresql", "results_app", 140), ("postgresql", "orders_app", 140),
                                ("cloudflare", "hospital-orders", 90), ("slack", "analyser alarms", 60),
                                ("aws", "svc-qm-dictaphrase", 60), ("jira", "qm-forms", 90)):  # fmt: skip
        machine = scene.named(system, name)
        for _ in range(count):
            thing = rng.choice(machine.things) if machine.things else ""
            scene.user(rng, machine).act(day + rng.randrange(DAY - HOUR), rng.choice(machine.acts), thing)
    late = scene.user(rng, scene.named("aws", "qm-results"), error="ThrottlingException")
    late.series(day + 11 * HOUR, [("queue", ""), ("secret", "qm/results/db")] * 20, 20 * SECOND, 2 * MINUTE)


def _engineers(scene: Scene, rng: Random, ms: int, day: int) -> None:
    """Fleets grow by hand, a correction a day, the key for emergencies at homes, a channel for everybody."""
    cloud, chat, role = scene.known("aws", Aws), scene.known("slack", Slack), scene.named("aws", "qm-ci-deploy")
    for who in rng.sample(scene.people[4:14], 4):
        at = ms + rng.randrange(3 * HOUR)
        for _ in range(18 + rng.randrange(20)):
            act = rng.choice(
                ("scale", "scale", "instances", "tasks", "databases", "log-events", "limits", "set-database")
            )
            error = "RequestLimitExceeded" if rng.random() < 0.05 else ""
            scene.ordinary(
                cloud.person_does(rng, who, at, act, rng.choice(("results", "orders")), who.home, error=error)
            )
            at += 30 * SECOND + rng.randrange(9 * MINUTE)
    where, area = runner("deploy", ms), rng.choice(AREAS[:4])
    scene.ordinary(cloud.by_pipeline(rng, role, ms + 13 * HOUR, f"quillmere/{area}-service", where))
    steps = [("log-in", ""), ("image", area), ("update-stack", area), ("stacks", area)]
    rolled = scene.user(rng, role, address=where, session="GitHubActions")
    rolled.series(ms + 13 * HOUR, steps, 9 * SECOND, MINUTE)
    if day in (2, 3, 5):
        who = scene.people[4 + day]
        key = scene.user(rng, scene.named("aws", "svc-qm-emergency"), address=who.home, agent=BY_HAND["aws"])
        steps = [("who", ""), ("secret", "qm/results/db"), ("scale", "results"), ("instances", ""),
                 ("secret", "qm/orders/db"), ("databases", "")]  # fmt: skip
        key.series(ms + 14 * HOUR, steps, 20 * SECOND, 4 * MINUTE)
    for one in rng.sample(scene.people[:80], 25):
        scene.ordinary(chat.person_does(rng, one, ms + rng.randrange(8 * HOUR), "join", f"outbreak-{day}", one.home,
                                        one.agent))  # fmt: skip


def _physicians(scene: Scene, rng: Random, ms: int) -> None:
    """Accounts for physicians by the hundred; many sign in at night and mistype."""
    okta = scene.known("okta", Okta)
    accounts = scene.user(rng, scene.named("okta", "physician-accounts"), address=gate("x", ms))
    accounts.series(ms, [("create", "physicians"), ("join", "physicians")] * 30, 5 * SECOND, 40 * SECOND)
    for _ in range(40):
        whom, at = physician(rng.randrange(400)), ms + rng.randrange(17 * HOUR)
        refused = "INVALID_CREDENTIALS" if rng.random() < 0.5 else ""
        scene.ordinary(okta.person_does(rng, whom, at, "session", address=mobile(whom.login, at),
                                        agent=scene.people[5].agent, refused=refused))  # fmt: skip
