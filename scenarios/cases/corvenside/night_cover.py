"""A surge: nine contractors from another continent take over the nights for two weeks, with all that engineers have.

Accounts, devices and groups within a day; code is fetched, everything is looked at once; then nights of repairs from
addresses that were never seen, with machines' scripts too.
"""

from random import Random

from keyroll.replay.browsers import LINUX
from scenarios.companies.corvenside import AREAS, PROJECTS
from scenarios.kit import BY_HAND, DAY, HOUR, MINUTE, SECOND, Person, Scene, firefox, okta_id, surge
from scenarios.systems.aws import Aws
from scenarios.systems.gitlab import Gitlab
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.okta import Okta

_SYSTEMS = ("openbao", "jira", "confluence", "slack", "cloudflare")


@surge("Contractors from another continent take over the nights")
def plan(scene: Scene) -> None:
    """Accounts on a Monday, looks on two days, and from then on a night of work for three of them each."""
    rng, joined = scene.rng("cover"), scene.at(0, 13)
    crew = [
        Person(f"n-{name}", okta_id(rng, "00u"), f"24{number % 3 + 6}.150.{number}.20", f"247.151.{number}.9",
               firefox(LINUX, 147), joined, team="engineering", rota=number, begins=2 * HOUR)
        for number, name in enumerate(("asha", "bilal", "chitra", "dev", "esha", "farid", "gita", "hari", "indu"))
    ]  # fmt: skip
    scene.people += crew
    okta = scene.known("okta", Okta)
    for number, who in enumerate(crew):
        ms = joined + number * 9 * MINUTE
        for act, thing in (("create", ""), ("join", "engineers"), ("join", "everyone"), ("assign", "GitLab"),
                           ("assign", "AWS IAM Identity Center")):  # fmt: skip
            scene.ordinary(okta.person_does(rng, scene.people[number % 4], ms, act, thing, whom=who))
            ms += 20 * SECOND
        ms += HOUR + rng.randrange(12 * HOUR)
        for act in ("session", "factor"):
            scene.ordinary(okta.person_does(rng, who, ms, act, whom=who if act == "factor" else None, address=who.home))
        _first_days(scene, rng, who, ms + HOUR)
    for night in range(2, 16):
        for who in rng.sample(crew, 3):
            _night(scene, rng, who, scene.at(night, 2) + rng.randrange(5 * HOUR))


def _first_days(scene: Scene, rng: Random, who: Person, ms: int) -> None:
    """Most projects are fetched, pages and tickets read, the cloud and the cluster looked at."""
    code, cloud = scene.known("gitlab", Gitlab), scene.known("aws", Aws)
    for project in rng.sample(PROJECTS, 30):
        scene.ordinary(code.person_does(rng, who, ms, "fetch", project, who.home, "git/2.52.0"))
        ms += 20 * SECOND + rng.randrange(3 * MINUTE)
    for _ in range(14):
        scene.lives(rng, who, ms, who.home, *_SYSTEMS)
        ms += 4 * MINUTE + rng.randrange(20 * MINUTE)
    for act in ("instances", "databases", "buckets", "roles", "functions", "secrets", "tasks", "trails", "users"):
        scene.ordinary(
            cloud.person_does(rng, who, ms, act, "", who.home, error="AccessDenied" if act == "users" else "")
        )
        ms += MINUTE + rng.randrange(5 * MINUTE)


def _night(scene: Scene, rng: Random, who: Person, ms: int) -> None:
    """Alerts are answered: logs, pods, a secret, and now and then a machine's own script by hand."""
    cloud, cluster = scene.known("aws", Aws), scene.known("kubernetes", Kubernetes)
    for _ in range(6 + rng.randrange(9)):
        act = rng.choice(("log-events", "instances", "databases", "tasks", "scale", "snapshot"))
        scene.ordinary(cloud.person_does(rng, who, ms, act, f"cs-{rng.choice(AREAS)}", who.office))
        ms += MINUTE + rng.randrange(9 * MINUTE)
    for act in ("exec", "config", "drop-pod"):
        area = rng.choice(AREAS)
        scene.ordinary(cluster.person_does(rng, who, ms, act, f"{area}-app", area))
        ms += 2 * MINUTE
    if rng.random() < 0.3:
        key = scene.user(rng, scene.named("aws", "svc-cs-emergency"), address=who.home, agent=BY_HAND["aws"])
        key.series(ms, [("who", ""), ("databases", ""), ("secret", f"cs/{rng.choice(AREAS)}/db")], MINUTE, DAY // 96)
