"""A surge: an incident drill, in which responders use the accounts that are kept for emergencies, by hand."""

from keyroll.replay.streams import code, hexes
from keyroll.replay.times import DAY, HOUR, SECOND
from scenarios.companies.halden import TEAMS
from scenarios.machine import FOREVER, Machine
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.gcp import BUCKETS


def plan(scene: Scene) -> None:
    """The emergency accounts slept for months; in one day they look at storage and secrets, from the office."""
    rng, who = scene.rng("drill"), scene.people[3]
    vault = Machine("openbao", "token-emergency", code(rng, 24), who.office, "curl/8.7.1", FOREVER, 1, [], ("read",))
    cloud = Machine("gcp", "emergency", hexes(rng, 40), who.office, "google-cloud-sdk gcloud/512.0.0", FOREVER, 1, [],
                    ("list",))  # fmt: skip
    scene.machines += [vault, cloud]
    ms = scene.start + 3 * DAY + 9 * HOUR
    for team in TEAMS:
        scene.ordinary(scene.systems["openbao"].work(rng, vault, ms, "read", f"{team}/db"))
        ms += 30 * SECOND + rng.randrange(600 * SECOND)
        scene.ordinary(scene.systems["gcp"].work(rng, cloud, ms, "list", rng.choice(BUCKETS)))
        ms += 30 * SECOND + rng.randrange(600 * SECOND)
    for responder in scene.people[3:7]:
        for system in scene.systems.values():
            for _ in range(12):
                at = scene.start + 3 * DAY + 9 * HOUR + rng.randrange(6 * HOUR)
                scene.ordinary(system.live(rng, responder, at, responder.office))


SCENARIO = Scenario("An incident drill with the emergency accounts", plan, surge=True)
