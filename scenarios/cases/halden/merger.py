"""A surge: another company's twenty people get accounts and rights within two days; everything gets new labels."""

from dataclasses import replace

from scenarios.companies.halden import BUCKETS, CLOUD, DOMAIN, FARM, TEAMS, person, repositories
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Machine, Scene, digits, hexes, surge
from scenarios.systems.gcp import Gcp
from scenarios.systems.github import Github
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.microsoft import Microsoft


@surge("Twenty new people get rights in two days, and everything gets new labels")
def plan(scene: Scene) -> None:
    """Three administrators work through the list by hand, two of the new people become administrators too."""
    rng = scene.rng("merger")
    github, gcp = scene.known("github", Github), scene.known("gcp", Gcp)
    cluster, tenant = scene.known("kubernetes", Kubernetes), scene.known("microsoft", Microsoft)
    new = [replace(person(rng, 150 + number, scene.at(2)), office="192.0.2.180") for number in range(20)]
    scene.people += new
    for number, joiner in enumerate(new):
        by, ms = scene.people[number % 3], scene.at(1 + number % 2, 9) + number * 19 * MINUTE
        login, admin, team = joiner.login, number in (4, 11), TEAMS[number % 8]
        scene.ordinary(tenant.person_does(rng, by, ms, "Add user.", login))
        scene.ordinary(tenant.person_does(rng, by, ms + MINUTE, "Add member to group.", login))
        right, role = ("admin", "roles/owner") if admin else ("read", "roles/viewer")
        scene.ordinary(github.person_does(rng, by, ms + 2 * MINUTE, "org.add_member", login, permission=right))
        path = f"halden-labs/{team}"
        scene.ordinary(github.person_does(rng, by, ms + 3 * MINUTE, "team.add_member", login, team=path))
        scene.ordinary(gcp.grants(rng, by, ms + 5 * MINUTE, login, role))
        scene.ordinary(cluster.person_does(rng, by, ms + 6 * MINUTE, "rolebind", f"{login}@{DOMAIN}", team))
    _relabel(scene)


def _relabel(scene: Scene) -> None:
    """Two accounts that label a thing now and then change every bucket and repository, over and over, in a day."""
    rng = scene.rng("labels")
    cloud = Machine("gcp", "platform-labels", hexes(rng, 40), f"{CLOUD}.222", "gcloud-python/2.19.0", DAY, 4,
                    list(BUCKETS[:5]), ("label",), phase=7 * HOUR)  # fmt: skip
    code = Machine("github", "platform-topics", digits(rng, 9), f"{FARM}.201", "octokit-rest.js/21.0", DAY, 3,
                   repositories()[:5], ("topics",), phase=8 * HOUR)  # fmt: skip
    scene.adds(cloud, code)
    ms = scene.at(4, 8)
    for _ in range(40):
        ms = scene.user(rng, cloud).series(ms, (("label", name) for name in BUCKETS), SECOND)
        ms = scene.user(rng, code).series(ms, (("topics", name) for name in repositories()), SECOND)
