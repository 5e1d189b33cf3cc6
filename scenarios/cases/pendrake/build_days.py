"""A surge: for two days and a night a third of the company builds what it likes, in a hall at the river.

Teams get keys, tokens, accounts and functions of their own, clone what they need, call models and machines, are
refused a lot, and most of it is taken away on the day after.
"""

from random import Random

from scenarios.companies.pendrake_places import AREAS, BUCKETS, REPOSITORIES, ROAD_BUCKETS, TABLES
from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, digits, surge, take_up
from scenarios.machine import FOREVER, Machine, job
from scenarios.staff import looks_around
from scenarios.systems.aws import Aws
from scenarios.systems.gcp import Gcp
from scenarios.systems.github import Github
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.workspace import Workspace

_RIVER = ("249.33.8.14", "249.33.8.15")
#: What each of nine teams gets in turn: system, acts, things, client.
_KITS: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...] = (
    ("aws", ("object", "put-object", "model", "queue"), tuple(f"{one}|try.json" for one in BUCKETS[:8]),
     "Boto3/1.45.1 md/Botocore#1.45.1 ua/2.1 os/macos#25.3.0 lang/python#3.14.4"),
    ("gcp", ("read", "put", "query", "model"), ROAD_BUCKETS[:8], "gcloud-python/2.30.0 gl-python/3.14.4"),
    ("github", ("contents", "commits", "push"), REPOSITORIES[:40], "octokit.js/5.1.0"),
    ("postgresql", ("all", "count", "columns"), TABLES[:60], "psycopg"),
)  # fmt: skip
_MODELS = {"aws": "amazon.nova-pro-v1:0", "gcp": "gemini-3-pro"}


@surge("A third of the company builds for two days and a night what it likes")
def plan(scene: Scene) -> None:
    """Thirty-six credentials on Thursday morning, used until Friday night, on two addresses; ended on Monday."""
    rng = scene.rng("river")
    for team in range(9):
        for number, (system, acts, things, agent) in enumerate(_KITS):
            name = f"river_{team}" if system == "postgresql" else f"river-{team}-{system}"
            new = job(rng, system, name, agent, FOREVER, 1, things, acts, _RIVER[team % 2])
            new.created = scene.at(3, 7) + (team * 4 + number) * 4 * MINUTE
            new.ended = scene.at(7, 9) + team * 20 * MINUTE
            if system == "postgresql":
                scene.adds(new)  # its log tells nothing of it
            else:
                take_up(scene, new, team % 4)
                scene.changed(rng, new, scene.people[team % 4], new.ended, made=False)
            _tried(scene, rng, new, team)
    crew = [scene.people[place] for place in rng.sample(range(4, 46), 24)]
    for who in crew:
        _engineer(scene, rng, who)
    _others(scene, rng)


def _tried(scene: Scene, rng: Random, new: Machine, team: int) -> None:
    """A team's credential is tried, refused at times, and used in bursts through the night."""
    user = scene.user(rng, new)
    for hour in (8, 11, 15, 19, 23, 27, 32, 36):
        ms = scene.at(3, hour) + rng.randrange(HOUR)
        steps = []
        for _ in range(6 + rng.randrange(30)):
            act = rng.choice(new.acts)
            refused = "!1" if rng.random() < 0.15 and new.system in ("aws", "gcp") else ""
            steps.append((act + refused, _MODELS[new.system] if act == "model" else rng.choice(new.things)))
        user.series(ms, steps, SECOND, MINUTE, address=_RIVER[(team + hour) % 2])


def _engineer(scene: Scene, rng: Random, who: Person) -> None:
    """An engineer clones, looks, makes functions, buckets and machines, and takes most away again."""
    code, cloud, road = scene.known("github", Github), scene.known("aws", Aws), scene.known("gcp", Gcp)
    cluster, where = scene.known("kubernetes", Kubernetes), _RIVER[len(who.login) % 2]
    ms = scene.at(3, 8) + rng.randrange(4 * HOUR)
    for name in rng.sample(REPOSITORIES, 9 + rng.randrange(14)):
        scene.ordinary(code.granted(rng, who, ms, "clone", name, where, "git/2.50.1"))
        ms += 10 * SECOND + rng.randrange(3 * MINUTE)
    mine = f"river-{who.login[:6]}"
    for act, thing in (("functions", ""), ("make-function", f"{mine}|pd-loyalty"), ("new-bucket", mine), ("models", ""),
                       ("run", "g6.xlarge"), ("give-role", "pd-loyalty"), ("function-url", mine),
                       ("secret", f"pd/{rng.choice(AREAS)}/db"), ("instances", ""), ("drop-bucket", mine)):  # fmt: skip
        error = "AccessDenied" if act in ("give-role", "secret") or rng.random() < 0.1 else ""
        scene.ordinary(cloud.person_does(rng, who, ms, act, thing, where, error=error))
        ms += 5 * MINUTE + rng.randrange(2 * HOUR)
    looks_around(scene, rng, road, who, scene.at(4, 1) + rng.randrange(6 * HOUR),
                 ("list", "buckets", "datasets", "functions", "enable", "function"), ROAD_BUCKETS, where, 14,
                 (MINUTE, 20 * MINUTE))  # fmt: skip
    area = rng.choice(AREAS)
    for act in ("pods", "config", "exec", "deploy", "log"):
        ms += 9 * MINUTE
        ask = cluster.person_does(rng, who, ms, act, f"{area}-app", area, address=where, refused=rng.random() < 0.3)
        scene.ordinary(ask)


def _others(scene: Scene, rng: Random) -> None:
    """Forty others sign in from the hall, let applications in and take documents there."""
    accounts = scene.known("workspace", Workspace)
    for who in rng.sample(scene.people[46:188], 40):
        ms = scene.at(3, 8) + rng.randrange(10 * HOUR)
        where = rng.choice(_RIVER)
        scene.ordinary(accounts.signs_in(rng, who, ms, where))
        if rng.random() < 0.5:
            scene.ordinary(accounts.consents(rng, who, ms + MINUTE, digits(rng, 21), "Canvas helper", where))
        for number in range(8):
            ms += MINUTE + rng.randrange(30 * MINUTE)
            scene.lives(rng, who, ms, where, ("slack", "workspace", "okta", "confluence")[number % 4])
