"""A surge: a flood makes all reserves wrong, and for a week they are computed anew, at any hour and any price.

Three hundred machines in another region, quotas asked for, every copy of every table read, flows by the hundred,
actuaries who read the database from homes by night, and an engineer who helps with whatever key may do it.
"""

from random import Random

from scenarios.companies.wrenfold_places import DUMPS, TABLES, tunnel
from scenarios.kit import BY_HAND, HOUR, MINUTE, SECOND, Scene, by_hand, code, surge
from scenarios.routines.wrenfold import some_machine
from scenarios.systems.aws import Aws
from scenarios.systems.kubernetes import Kubernetes

_REGION = "us-east-1"


@surge("A flood makes all reserves wrong, and they are computed anew for a week")
def plan(scene: Scene) -> None:
    """Machines from the second day on; reads of everything on five nights; people until midnight; a region left."""
    rng = scene.rng("flood")
    _machines(scene, rng)
    _reads(scene, rng)
    _flows(scene, rng)
    for day in range(2, 9):
        for number in range(4):
            who, ms = scene.people[4 + rng.randrange(50)], scene.at(day, 17 + number) + rng.randrange(HOUR)
            system = ("aws", "postgresql", "kubernetes", "aws")[number]
            by_hand(scene, rng, some_machine(scene, rng, system, ms), ms, who.home, 6 + rng.randrange(16))
        crew = [one for one in scene.people if one.team in ("actuaries", "handlers") and one.joined <= scene.at(day)]
        for _ in range(120):
            who, ms = rng.choice(crew), scene.at(day, 6) + rng.randrange(17 * HOUR)
            scene.lives(rng, who, ms, rng.choice((who.home, who.place(scene.at(day)))),
                        *rng.sample(("jira", "slack", "okta", "confluence"), 2))  # fmt: skip


def _machines(scene: Scene, rng: Random) -> None:
    """An engineer asks for quotas in a region that nobody used, and starts groups of machines there; some in vain."""
    cloud, who = scene.known("aws", Aws), scene.people[9]
    key = scene.user(rng, scene.named("aws", "svc-wf-reserves"), address=who.home, agent=BY_HAND["aws"])
    for day in (1, 2, 4):
        ms = scene.at(day, 18) + rng.randrange(2 * HOUR)
        for act, thing in (("limits", "ec2"), ("regions", ""), ("image-list", ""), ("firewall", "reserves"),
                           ("key-pair", f"reserves-{day}"), ("template", f"reserves-{day}")):  # fmt: skip
            key.act(ms, act, thing, region=_REGION)
            ms += 30 * SECOND + rng.randrange(3 * MINUTE)
        for number in range(40):
            more = {"error": "Client.InstanceLimitExceeded", "refused": "1"} if number % 9 == 8 else {}
            key.act(ms, "run-many", "c8g.16xlarge", region=_REGION, **more)
            ms += 6 * SECOND + rng.randrange(MINUTE)
        for act in ("instances", "volumes", "role", "instances"):
            if act != "role":
                scene.ordinary(cloud.person_does(rng, who, ms, act, "", who.home))
            ms += MINUTE
    ms = scene.at(9, 9)
    for _ in range(160):
        key.act(ms, "terminate", f"0{rng.getrandbits(60):015x}", region=_REGION)
        ms += 2 * SECOND + rng.randrange(20 * SECOND)


def _reads(scene: Scene, rng: Random) -> None:
    """Every copy of every table by two keys, and tables by the actuaries' role through the tunnel."""
    for name in ("svc-wf-lake", "svc-wf-reserves", "svc-wf-models"):
        for day in (2, 3, 4, 6, 7):
            where = f"{243 + day % 2}.201.{day}.{10 + rng.randrange(200)}"
            steps = [("objects", "wf-lake"), *(("object", dump) for dump in DUMPS)]
            user = scene.user(rng, scene.named("aws", name), address=where)
            user.series(scene.at(day, 19) + rng.randrange(3 * HOUR), steps, SECOND, 9 * SECOND, region=_REGION)
    for name, agent in (("actuaries_ro", "RStudio"), ("reserve_ro", "psycopg"), ("reports_ro", "DBeaver 26.2.1")):
        for day in range(2, 9):
            where = tunnel(f"{name}/{day}", scene.at(day))
            steps = [(rng.choice(("all", "copy", "count")), table) for table in rng.sample(TABLES, 40)]
            user = scene.user(rng, scene.named("postgresql", name), address=where, agent=agent)
            user.series(scene.at(day, 18) + rng.randrange(4 * HOUR), steps, 10 * SECOND, 4 * MINUTE)


def _flows(scene: Scene, rng: Random) -> None:
    """Flows by the hundred through the panel, pods by the controller, and engineers who look into pods."""
    panel = scene.user(rng, scene.named("kubernetes", "flows/server"))
    makes = scene.user(rng, scene.named("kubernetes", "flows/controller"))
    cluster = scene.known("kubernetes", Kubernetes)
    for day in range(2, 8):
        ms = scene.at(day, 7)
        for _ in range(60):
            name = f"flows:flood-{code(rng, 5).lower()}"
            panel.act(ms, "flow", name)
            makes.series(ms + 2 * SECOND, [("pod", f"{name}-{pod}") for pod in range(4)], SECOND, 9 * SECOND)
            ms += MINUTE + rng.randrange(24 * MINUTE)
        who = scene.people[4 + rng.randrange(50)]
        for act in ("pods", "nodes", "log", "exec", "config", "drop-pod", "jobs"):
            ms += 4 * MINUTE
            scene.ordinary(cluster.person_does(rng, who, ms, act, "reserves-app", "reserves", address=who.home))
