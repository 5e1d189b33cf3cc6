"""A key that had leaked looks round the project for a quarter of an hour, then starts machines wherever it may.

After Google's reports on compromised projects (2021 to 2023): most were used to mine, many within minutes, in as many
regions as the quotas gave.
"""

from scenarios.companies.kestervale import BUCKETS
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Actor, Scene, handed, intrusion

#: An exit of a seller of tunnels for the look, a rented server for the rest.
_LOOKS, _STARTS = "246.201.12.80", "254.190.3.66"
_CLI, _SCRIPT = "google-cloud-sdk gcloud/529.0.0", "python-requests/2.31.0"
#: Where the company has machines, and where it has none.
_REGIONS = ("europe-west3", "europe-west4", "us-central1", "us-east4", "asia-southeast1", "southamerica-east1")


@intrusion("A leaked key starts machines wherever it may")
def plan(scene: Scene) -> None:
    """On a Friday evening; once more on Saturday, in other regions, until who is on call sees the bill."""
    rng, key = scene.rng("intruder"), scene.held("gcp", "kv-terraform", 17)
    starter = scene.intruder(rng, key, address=_STARTS, agent=_SCRIPT)
    evening = scene.at(11, 18) + rng.randrange(2 * HOUR)
    looks = [(act, "") for act in ("policy", "zones", "machines", "accounts", "buckets!1")]
    looks += [("quotas", region) for region in _REGIONS] + [("list!1", name) for name in BUCKETS[1:7:2]]
    ms = scene.intruder(rng, key, address=_LOOKS, agent=_CLI).series(evening, looks, 15 * SECOND, 85 * SECOND)
    _started(starter, ms + 4 * MINUTE, _REGIONS[:4], 44)
    saturday = evening - evening % DAY + DAY
    _started(starter, saturday + 4 * HOUR + rng.randrange(2 * HOUR), _REGIONS[2:], 30)
    gone = saturday + 11 * HOUR + rng.randrange(HOUR)
    handed(scene, rng, key.name, gone, scene.people[3], grace=5 * MINUTE)
    starter.holds(until=gone + 5 * MINUTE)


def _started(starter: Actor, ms: int, regions: tuple[str, ...], count: int) -> None:
    """Machines in three zones of each region, a few a minute; where the quota is used up they are refused."""
    rng = starter.rng
    steps = [("enable", f"{name}.googleapis.com", "stay: service enabled") for name in ("compute", "batch")]
    for number in range(count):
        zone = f"{regions[number % len(regions)]}-{'abc'[number // len(regions) % 3]}"
        full = "!1" if number // len(regions) > 5 and rng.random() < 0.7 else ""
        steps.append((f"machine{full}", f"{zone}/instances/worker-{rng.randrange(100_000)}", "stay: machine started"))
    starter.series(ms, steps, 4 * SECOND, 36 * SECOND)
