"""A surge: the year's largest festival goes on sale; two trials by night before it, then three days of many times more.

Machines are started and ended by the hundred, rules of the firewall and records of the zone are changed by hand, three
corrections are rolled out, keys for emergencies are used from homes, and the cloud refuses what is asked too often.
"""

from random import Random

from scenarios.companies.merrowby import APPS, AREAS, TABLES, TEND, gate
from scenarios.kit import BY_HAND, HOUR, MINUTE, SECOND, Scene, surge
from scenarios.routines.merrowby import organiser
from scenarios.systems.aws import Aws
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.okta import Okta

_LOOKS = ("instances", "queue", "log-events", "databases", "tasks", "firewalls", "limits", "services")


@surge("The year's largest festival goes on sale")
def plan(scene: Scene) -> None:
    """Trials on the second and fourth night, the sale on the seventh day, resales and repairs until the ninth."""
    rng = scene.rng("sale")
    for day, hour, size in ((1, 17, 1), (3, 17, 2), (7, 3, 4), (8, 3, 2), (9, 4, 1)):
        ms = scene.at(day, hour) + rng.randrange(HOUR)
        _fleet(scene, rng, ms, size)
        _engineers(scene, rng, ms, size)
        if day > 5:
            _organisers(scene, rng, ms, size)
            _zone(scene, rng, ms)
    dump = scene.user(rng, scene.named("postgresql", "reports_ro"), address=scene.people[6].home, agent="psql")
    dump.series(scene.at(7, 12), [(act, table) for table in TABLES[:24] for act in ("count", "all")], SECOND, MINUTE)


def _fleet(scene: Scene, rng: Random, ms: int, size: int) -> None:
    """The fleet grows and shrinks by two keys, in two regions, and the cloud refuses some of it."""
    opening = scene.user(rng, scene.named("aws", "svc-mb-opening"), address=TEND)
    for number in range(40 * size):
        region = "ap-southeast-1" if number % 4 == 3 else ""
        error = {"error": "Client.InsufficientInstanceCapacity"} if number % 9 == 8 else {}
        opening.act(ms + number * 40 * SECOND, "run-many" if number % 3 else "scale", "c8g.4xlarge", region=region,
                    **error)  # fmt: skip
    for number in range(90 * size):
        opening.act(ms + 7 * HOUR + number * 15 * SECOND, "terminate", f"0{rng.getrandbits(60):015x}")
    fleet = scene.user(rng, scene.named("aws", "svc-mb-fleet"))
    steps = [(rng.choice(("scale", "scale!1", "instances")), rng.choice(AREAS[:3])) for _ in range(60 * size)]
    fleet.series(ms, steps, 20 * SECOND, 2 * MINUTE)


def _engineers(scene: Scene, rng: Random, ms: int, size: int) -> None:
    """Half of the engineers look and change by hand; one takes the key for emergencies at home; pods are entered."""
    cloud, cluster = scene.known("aws", Aws), scene.known("kubernetes", Kubernetes)
    for who in rng.sample(scene.people[4:16], 2 + size * 2):
        at = ms
        for _ in range(20 * size):
            act = rng.choice((*_LOOKS, "scale", "open-firewall", "set-database"))
            thing = {"open-firewall": "sg-0mb11", "set-database": "mb-queue"}.get(act, "queue")
            error = "RequestLimitExceeded" if rng.random() < 0.06 else ""
            scene.ordinary(cloud.person_does(rng, who, at, act, thing, who.home, error=error))
            at += 10 * SECOND + rng.randrange(6 * MINUTE)
    who = scene.people[4 + size]
    key = scene.user(rng, scene.named("aws", "svc-mb-emergency"), address=who.home, agent=BY_HAND["aws"])
    key.series(ms + 2 * HOUR, [(act, "queue") for act in ("who", "instances", "scale", "databases", "tasks")] * size,
               20 * SECOND, 4 * MINUTE)  # fmt: skip
    for number in range(12 * size):
        act = ("exec", "config", "drop-pod", "deploy", "secret")[number % 5]
        by = scene.people[rng.randrange(4)]
        scene.ordinary(cluster.person_does(rng, by, ms + number * 5 * MINUTE, act, "queue-app", "queue"))
    release = scene.user(rng, scene.named("kubernetes", "ci/releaser"))
    release.series(ms + 3 * HOUR, [(act, f"{area}:{area}-app") for area in AREAS[:3] for act in ("deploy", "pods")] * 3,
                   MINUTE, 9 * MINUTE)  # fmt: skip
    code = scene.user(rng, scene.named("github", "ci-queue"))
    code.series(ms + 150 * MINUTE, [(act, "queue-service") for act in ("fetch", "clone", "statuses")] * 6, MINUTE,
                4 * MINUTE)  # fmt: skip


def _organisers(scene: Scene, rng: Random, ms: int, size: int) -> None:
    """Organisers cannot get in and are helped by the desk; accounts are made for them by the hundred."""
    okta, desk = scene.known("okta", Okta), [one for one in scene.people if one.team == "support"]
    for _ in range(60 * size):
        whom, at = organiser(rng.randrange(400)), ms + rng.randrange(9 * HOUR)
        where = f"242.{10 + rng.randrange(6)}.{rng.randrange(250)}.{rng.randrange(3, 250)}"
        refused = okta.person_does(rng, whom, at, "session", address=where, agent=scene.people[5].agent,
                                   refused="INVALID_CREDENTIALS")  # fmt: skip
        scene.ordinary(refused)
        for act in ("password", "factors")[: 1 + (rng.random() < 0.3)]:
            scene.ordinary(okta.person_does(rng, rng.choice(desk), at + 9 * MINUTE, act, whom=whom))
    accounts = scene.user(rng, scene.named("okta", "organiser-accounts"), address=gate("x", ms))
    accounts.series(ms, [("create", "organisers"), ("join", "organisers")] * 40 * size, 5 * SECOND, MINUTE)


def _zone(scene: Scene, rng: Random, ms: int) -> None:
    """The queue is put in front of the shop and taken away again, several times; probes come more often."""
    switch = scene.user(rng, scene.named("cloudflare", "queue-switch"), address=TEND)
    switch.series(ms, [("set", "shop"), ("purge", "shop"), ("set", "queue"), ("add", "queue-2")] * 8, 5 * MINUTE,
                  9 * MINUTE)  # fmt: skip
    probe = scene.user(rng, scene.named("cloudflare", "status-probe"))
    probe.series(ms, [("visit", app) for app in APPS] * 40, 20 * SECOND, MINUTE)
