"""A key that had leaked looks round the project for a quarter of an hour, then starts machines wherever it may.

After Google's reports on compromised projects (2021 to 2023): most were used to mine, many within minutes, in as many
regions as the quotas gave.
"""

from random import Random

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.estates.kestervale_cloud import BUCKETS
from scenarios.keeping import handed
from scenarios.organisations import KESTERVALE
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.visit import held, visit

#: An exit of a seller of tunnels for the look, a rented server for the rest.
_LOOKS, _STARTS = "246.201.12.80", "254.190.3.66"
_CLI, _SCRIPT = "google-cloud-sdk gcloud/529.0.0", "python-requests/2.31.0"
#: Where the house has machines, and where it has none.
_REGIONS = ("europe-west3", "europe-west4", "us-central1", "us-east4", "asia-southeast1", "southamerica-east1")


def plan(scene: Scene) -> None:
    """On a Friday evening; once more on Saturday, in other regions, until who is on call sees the bill."""
    rng, one = scene.rng("intruder"), held(scene, "gcp", "kv-terraform", 17)
    evening = scene.start + 11 * DAY + 18 * HOUR + rng.randrange(2 * HOUR)
    look = [("policy", ""), ("zones", ""), ("machines", ""), ("accounts", ""), ("buckets!1", "")]
    look += [("quotas", region) for region in _REGIONS] + [("list!1", name) for name in BUCKETS[1:7:2]]
    steps = [(f"look: {act.rstrip('!1')}", act, thing) for act, thing in look]
    ms = visit(scene, rng, one, evening, steps, (15 * SECOND, 100 * SECOND), address=_LOOKS, agent=_CLI)
    ms = _started(scene, rng, ms + 4 * MINUTE, _REGIONS[:4], 44)
    saturday = evening - evening % DAY + DAY
    _started(scene, rng, saturday + 4 * HOUR + rng.randrange(2 * HOUR), _REGIONS[2:], 30)
    gone = saturday + 11 * HOUR + rng.randrange(HOUR)
    handed(scene, rng, one.name, gone, scene.people[3], grace=5 * MINUTE)
    scene.foothold("credential", scene.systems["gcp"].identifier(one), scene.first, gone + 5 * MINUTE)


def _started(scene: Scene, rng: Random, ms: int, regions: tuple[str, ...], count: int) -> int:
    """Machines in three zones of each region, a few a minute; where the quota is used up they are refused."""
    one = held(scene, "gcp", "kv-terraform", 11)
    steps = [("stay: service enabled", "enable", f"{name}.googleapis.com") for name in ("compute", "batch")]
    for number in range(count):
        zone = f"{regions[number % len(regions)]}-{'abc'[number // len(regions) % 3]}"
        full = "!1" if number // len(regions) > 5 and rng.random() < 0.7 else ""
        steps.append(("stay: machine started", f"machine{full}", f"{zone}/instances/worker-{rng.randrange(100_000)}"))
    return visit(scene, rng, one, ms, steps, (4 * SECOND, 40 * SECOND), address=_STARTS, agent=_SCRIPT)


SCENARIO = Scenario("A leaked key starts machines wherever it may", plan, company=KESTERVALE)
