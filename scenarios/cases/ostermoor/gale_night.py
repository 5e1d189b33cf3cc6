"""A surge: a gale on two coasts; lifts stop by the thousand, and for two days everything runs as never before.

What counts alarms writes and reads tenfold, machines are started by the dozen, who repairs works by night from other
lines, and who is on call uses the emergency key, machines' scripts and tables by hand.
"""

from random import Random

from scenarios.companies.ostermoor_places import AREAS, BOARDS, REGIONS, line
from scenarios.kit import BY_HAND, HOUR, MINUTE, SECOND, Scene, surge
from scenarios.systems.aws import Aws
from scenarios.systems.jira import Jira, ticket
from scenarios.systems.kubernetes import Kubernetes

_BUSY = ("alarms", "visits", "lifts", "doors")


@surge("A gale stops lifts on two coasts, and everything runs tenfold for two days")
def plan(scene: Scene) -> None:
    """From a Wednesday evening to the Friday: machines, people on the road, people on call."""
    rng, begins = scene.rng("gale"), scene.at(2, 18)
    for number in range(16):
        _machines(scene, rng, begins + number * 3 * HOUR)
    _road(scene, rng, begins)
    for number in range(9):
        _on_call(scene, rng, begins + number * 4 * HOUR + rng.randrange(2 * HOUR), 4 + number * 5)


def _machines(scene: Scene, rng: Random, ms: int) -> None:
    """Keys, roles of the database and of the cluster do what they always do, much more of it; some of it fails."""
    for area in _BUSY[:3]:
        for region in REGIONS[:2]:
            key = scene.named("aws", f"svc-om-{area}-{region}")
            user = scene.user(rng, key)
            steps = [(rng.choice(("put-object", "object")), rng.choice(key.things)) for _ in range(22)]
            user.series(ms + rng.randrange(HOUR), steps, SECOND, 9 * SECOND)
            user.act(ms + 2 * HOUR, "put-object", key.things[0], error="SlowDown", refused="1")
    for area in _BUSY:
        role = scene.named("postgresql", f"{area}_app")
        steps = [(rng.choice(("read", "write")), rng.choice(role.things)) for _ in range(16)]
        scene.user(rng, role).series(ms + rng.randrange(HOUR), steps, SECOND, 20 * SECOND)
    scaler = scene.user(rng, scene.named("aws", "om-scaler"))
    steps = [("run", rng.choice(("c8g.xlarge", "c8g.4xlarge"))) for _ in range(9)] + [("instances", "")] * 5
    scaler.series(ms, steps, 9 * SECOND, 2 * MINUTE)
    boards = scene.user(rng, scene.named("jira", "om-visits"))
    boards.series(
        ms, [(rng.choice(("open", "comment")), rng.choice(BOARDS[:3])) for _ in range(60)], SECOND, 40 * SECOND
    )


def _road(scene: Scene, rng: Random, begins: int) -> None:
    """Who repairs works through two nights."""
    boards = scene.known("jira", Jira)
    for number, who in [(number, who) for number, who in enumerate(scene.people) if who.team == "road"]:
        for _ in range(9 + rng.randrange(12)):
            ms = begins + rng.randrange(40 * HOUR)
            act = rng.choice(("browse", "issue", "comment", "comment"))
            thing = ticket(rng, BOARDS[number % 2])
            scene.ordinary(boards.person_does(rng, who, ms, act, thing, line(number, ms), who.agent))


def _on_call(scene: Scene, rng: Random, ms: int, number: int) -> None:
    """One engineer at home: the emergency key, the cluster, and a service's role with a shell for statements."""
    who, cloud, cluster = scene.people[number], scene.known("aws", Aws), scene.known("kubernetes", Kubernetes)
    key = scene.user(rng, scene.named("aws", "svc-om-emergency"), address=who.home, agent=BY_HAND["aws"])
    key.series(ms, [("who", ""), ("instances", ""), ("scale", "alarms"), ("secret", "om/alarms/db"), ("queue", ""),
                    ("scale", "visits"), ("firewalls", "")], 30 * SECOND, 5 * MINUTE)  # fmt: skip
    for _ in range(18):
        act = rng.choice(("instances", "log-events", "databases", "scale", "tasks", "set-database"))
        scene.ordinary(cloud.person_does(rng, who, ms, act, f"om-{rng.choice(AREAS)}", who.home))
        ms += MINUTE + rng.randrange(5 * MINUTE)
    for area in _BUSY:
        for act in ("pods", "exec", "drop-pod", "deploy", "config"):
            scene.ordinary(cluster.person_does(rng, who, ms, act, f"{area}-app", area, address=who.home))
            ms += 20 * SECOND + rng.randrange(3 * MINUTE)
    role = scene.user(rng, scene.named("postgresql", "alarms_app"), address=who.home, agent="psql")
    role.series(
        ms, [("count", "alarms.events"), ("all", "alarms.records"), ("count", "alarms.history")], MINUTE, 9 * MINUTE
    )
