"""A surge: another company's twenty people get accounts and rights within two days; everything gets new labels."""

from dataclasses import replace

from keyroll.replay.streams import digits, hexes
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.halden import CLOUD, DOMAIN, FARM, TEAMS, person, repositories
from scenarios.machine import Machine
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.gcp import BUCKETS, Gcp
from scenarios.systems.github import Github
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.microsoft import Microsoft

_OFFICE = "192.0.2.180"


def plan(scene: Scene) -> None:
    """Three administrators work through the list by hand, two of the new people become administrators too."""
    rng = scene.rng("merger")
    github, gcp = scene.known("github", Github), scene.known("gcp", Gcp)
    cluster, tenant = scene.known("kubernetes", Kubernetes), scene.known("microsoft", Microsoft)
    new = [replace(person(rng, 150 + number, scene.start + 2 * DAY), office=_OFFICE) for number in range(20)]
    scene.people += new
    for number, one in enumerate(new):
        by, ms = scene.people[number % 3], scene.start + (1 + number % 2) * DAY + 9 * HOUR + number * 19 * MINUTE
        admin = number in (4, 11)
        scene.ordinary(tenant.person_does(rng, by, ms, "Add user.", one.login))
        scene.ordinary(tenant.person_does(rng, by, ms + MINUTE, "Add member to group.", one.login))
        right = "admin" if admin else "read"
        scene.ordinary(github.person_does(rng, by, ms + 2 * MINUTE, "org.add_member", one.login, permission=right))
        team = f"halden-labs/{TEAMS[number % 8]}"
        scene.ordinary(github.person_does(rng, by, ms + 3 * MINUTE, "team.add_member", one.login, team=team))
        role = "roles/owner" if admin else "roles/viewer"
        scene.ordinary(gcp.grants(rng, by, ms + 5 * MINUTE, one.login, role))
        name = f"{one.login}@{DOMAIN}"
        scene.ordinary(cluster.person_does(rng, by, ms + 6 * MINUTE, "rolebind", name, TEAMS[number % 8]))
    _relabel(scene)


def _relabel(scene: Scene) -> None:
    """Two accounts that label a thing now and then change every bucket and repository, over and over, in a day."""
    rng = scene.rng("labels")
    cloud = Machine("gcp", "platform-labels", hexes(rng, 40), f"{CLOUD}.222", "gcloud-python/2.19.0", DAY, 4,
                    list(BUCKETS[:5]), ("label",), phase=7 * HOUR)  # fmt: skip
    code = Machine("github", "platform-topics", digits(rng, 9), f"{FARM}.201", "octokit-rest.js/21.0", DAY, 3,
                   repositories()[:5], ("topics",), phase=8 * HOUR)  # fmt: skip
    scene.machines += [cloud, code]
    ms = scene.start + 4 * DAY + 8 * HOUR
    for _ in range(40):
        for name in BUCKETS:
            scene.ordinary(scene.systems["gcp"].work(rng, cloud, ms, "label", name))
            ms += SECOND
        for name in repositories():
            scene.ordinary(scene.systems["github"].work(rng, code, ms, "topics", name))
            ms += SECOND


SCENARIO = Scenario("Twenty new people get rights in two days, and everything gets new labels", plan, surge=True)
