"""A surge: an incident drill, in which responders use the accounts that are kept for emergencies, by hand."""

from scenarios.companies.halden import BUCKETS, TEAMS
from scenarios.kit import FOREVER, HOUR, SECOND, Machine, Scene, code, hexes, surge


@surge("An incident drill with the emergency accounts")
def plan(scene: Scene) -> None:
    """The emergency accounts slept for months; in one day they look at storage and secrets, from the office."""
    rng, where = scene.rng("drill"), scene.people[3].office
    vault = Machine("openbao", "token-emergency", code(rng, 24), where, "curl/8.7.1", FOREVER, 1, [], ("read",))
    cloud = Machine("gcp", "emergency", hexes(rng, 40), where, "google-cloud-sdk gcloud/512.0.0", FOREVER, 1, [],
                    ("list",))  # fmt: skip
    scene.adds(vault, cloud)
    ms = scene.at(3, 9)
    for team in TEAMS:
        ms = scene.user(rng, vault).series(ms, [("read", f"{team}/db")], 30 * SECOND, 600 * SECOND)
        ms = scene.user(rng, cloud).series(ms, [("list", rng.choice(BUCKETS))], 30 * SECOND, 600 * SECOND)
    for responder in scene.people[3:7]:
        for system in scene.systems:
            for _ in range(12):
                scene.lives(rng, responder, scene.at(3, 9) + rng.randrange(6 * HOUR), responder.office, system)
