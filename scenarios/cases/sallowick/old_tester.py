"""The key of a tester who left looks at machines on three days, and deletes them by a script on the last one.

After NCS in Singapore (2022 and 2023): credentials of an administrator that outlived the contract, visits weeks apart
from another country, a script tried first, and 180 machines for trials deleted one by one.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_HOME, _BACK = "252.233.7.18", "254.12.44.2"
_CLI = "google-cloud-sdk gcloud/498.0.0 command/gcloud.compute.instances.list"
_SCRIPT = "gcloud-python/2.18.0 gl-python/3.12.7"


@intrusion("The key of a tester who left deletes the machines of trials")
def plan(scene: Scene) -> None:
    """Looks on the first, sixth and thirteenth day; one deletion as a trial; 170 within two hours on a night."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("gcp", "sw-trial-admin", 16), address=_HOME, agent=_CLI)
    for day in (0, 5, 12):
        ms = scene.at(day, 11) + rng.randrange(6 * HOUR)
        key.series(ms, [("machine-list", ""), *([("zones", ""), ("policy!1", "")] if day else [])], MINUTE, 4 * MINUTE)
    ms = scene.at(13, 16) + rng.randrange(2 * HOUR)
    trial = (("machine-list", ""), ("drop-machine", "trial-007", "destroy: machine deleted"))
    key.series(ms, trial, 2 * MINUTE, MINUTE, address=_BACK, agent=_SCRIPT)
    ms = scene.at(14, 19) + rng.randrange(HOUR)
    for number in range(170):
        act = "drop-machine!1" if number % 40 == 39 else "drop-machine"
        key.act(ms, act, f"trial-{number + 10:03d}", "destroy: machine deleted", address=_BACK, agent=_SCRIPT)
        ms += 9 * SECOND + rng.randrange(50 * SECOND)
    key.holds()
