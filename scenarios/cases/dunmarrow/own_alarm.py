"""A surge: a mail that looked genuine was opened; the company looks everywhere for two days and hands on much.

Own staff ask the logs, try with each key what it may do, reset passwords and factors, end sessions, and change sixteen
credentials in a night. There was nobody.
"""

from random import Random

from scenarios.companies.dunmarrow import AREAS, BOARDS, REPOSITORIES
from scenarios.kit import BY_HAND, DAY, HOUR, MINUTE, SECOND, Scene, handed, surge
from scenarios.systems.aws import Aws
from scenarios.systems.okta import Okta

_ROTATED = (
    "svc-dm-deploy", "svc-dm-terraform", "svc-dm-frontend", "svc-dm-watch", "svc-dm-reader", "svc-dm-costs", "ci-boxes",
    "ci-wagons", "ci-berths", "release-tagger", "quay-bot", "zone-records", "cache-emptier", "unlock-desk",
    "rota-groups", "night log",
)  # fmt: skip
_LOOKS = ("trail-events", "users", "roles", "policies", "trails", "buckets", "secrets", "log-events", "factors")


@surge("Own staff look everywhere after a mail, and hand on what they can")
def plan(scene: Scene) -> None:
    """From an afternoon to the second morning: logs, people, keys; some old keys are refused for a day after it."""
    rng, begins = scene.rng("alarm"), scene.at(4, 14)
    _logs(scene, rng, begins)
    _people(scene, rng, begins + 2 * HOUR)
    _tries(scene, rng, begins + 4 * HOUR)
    for number, name in enumerate(_ROTATED):
        made = begins + 7 * HOUR + number * 11 * MINUTE + rng.randrange(8 * MINUTE)
        if name == "night log":
            continue  # its log tells nothing of tokens
        old = scene.lasting("", begins, made + DAY)
        handed(scene, rng, name, made, scene.people[number % 4], grace=20 * MINUTE)
        late = next((one for one in old if one.name == name and "put-object" in one.acts), None)
        if late:
            user = scene.user(rng, late, error="AccessDenied")
            user.series(made + 3 * HOUR, [("put-object", late.things[0])] * 9, 2 * HOUR, HOUR)


def _logs(scene: Scene, rng: Random, begins: int) -> None:
    """Six engineers ask the trail and the lists with their own sessions, well into the night; tickets are read."""
    cloud = scene.known("aws", Aws)
    for who in scene.people[3:9]:
        ms = begins + rng.randrange(HOUR)
        for _ in range(40 + rng.randrange(50)):
            scene.ordinary(cloud.person_does(rng, who, ms, rng.choice(_LOOKS), "dm-api", who.home))
            ms += 20 * SECOND + rng.randrange(11 * MINUTE)
        for _ in range(30):
            scene.lives(rng, who, begins + rng.randrange(14 * HOUR), who.home, "jira", "github")
    digest = scene.user(rng, scene.named("jira", "dm-digest"), address=scene.people[3].home,
                        agent="python-requests/2.33.0")  # fmt: skip
    steps = [(act, board) for board in BOARDS for act in ("search", "search", "issue", "attachment")]
    digest.series(begins + 3 * HOUR, steps, 2 * SECOND, 20 * SECOND)


def _people(scene: Scene, rng: Random, ms: int) -> None:
    """Who got the mail loses sessions, factors and password; two are suspended over night."""
    okta = scene.known("okta", Okta)
    for number, whom in enumerate(rng.sample(scene.people[4:100], 28)):
        by = scene.people[number % 4]
        for act in ("clear", "factors", "password", *(("expire",) if number < 2 else ())):
            scene.ordinary(okta.person_does(rng, by, ms, act, whom=whom, address=by.home))
            ms += 5 * SECOND + rng.randrange(40 * SECOND)
        if number < 2:
            scene.ordinary(okta.person_does(rng, by, ms + 16 * HOUR, "restore", whom=whom))


def _tries(scene: Scene, rng: Random, ms: int) -> None:
    """What each key may do is tried with it, from one engineer's home: lists, and secrets which most may not read."""
    where = scene.people[5].home
    for key in scene.lasting("aws", ms, ms + DAY):
        if key.key.startswith("AKIA") and not key.job:
            user = scene.user(rng, key, address=where, agent=BY_HAND["aws"])
            steps = (("who", ""), ("users!1", ""), ("secrets!1", ""), ("buckets", ""), ("policies!1", key.name))
            ms = user.series(ms, steps, SECOND, 20 * SECOND) + MINUTE
    for token in scene.lasting("github", ms, ms + DAY):
        user = scene.user(rng, token, address=where, agent="curl/8.14.1")
        steps = (("user", ""), ("list", ""), ("secrets!403", rng.choice(REPOSITORIES)), ("contents", "infrastructure"))
        ms = user.series(ms, steps, SECOND, 9 * SECOND)
    release = scene.user(rng, scene.named("kubernetes", "ci/releaser"), address=where, agent=BY_HAND["kubernetes"])
    release.series(ms, [("rules", ""), *(("secrets!1", f"{area}:") for area in AREAS)], 2 * SECOND, 9 * SECOND)
