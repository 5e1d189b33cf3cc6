"""A key makes a function with a public address that makes an account at each call; the second one replaces the first.

After the case that Datadog described in May 2025: a key of long life, looks through a VPN, a function and its address,
an account with rights at each call, and one more call after the first account was deleted.
"""

from random import Random

from scenarios.companies.wexholme_places import BUCKETS, NEAR, PROJECT
from scenarios.kit import HOUR, MINUTE, SECOND, Actor, Scene, intrusion
from scenarios.machine import FOREVER, Machine, job
from scenarios.systems.gcp import Gcp

_VPN = ("250.203.44.18", "253.66.19.121")
_CLI = "google-cloud-sdk gcloud/541.0.0 command/gcloud.projects.get-iam-policy python/3.12.9"
_FUNCTION = "health-probe"


@intrusion("A function makes an account with a key at each call")
def plan(scene: Scene) -> None:
    """Looks on the second day, the function a day later; the first account ended on the sixth, the second lives on."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("gcp", "wx-terraform", 16), address=_VPN[0], agent=_CLI)
    ms = scene.at(1, 11) + rng.randrange(6 * HOUR)
    key.series(ms, [("policy", ""), ("accounts", ""), ("functions", ""), ("secrets!1", ""), ("buckets", ""),
                    ("quotas", "us-central1")], 20 * SECOND, 3 * MINUTE)  # fmt: skip
    key.holds()
    ms = scene.at(2, 22) + rng.randrange(HOUR)
    key.act(ms, "function", _FUNCTION, "stay: function made")
    scene.foothold("workload", f"gcp@main:function:{_FUNCTION}", ms)
    key.act(ms + 3 * MINUTE, "open-run", _FUNCTION, "stay: function for everybody")
    first = _called(scene, rng, "svc-probe-01", ms + 7 * MINUTE)
    own = scene.named("gcp", "wx-default-compute")
    scene.foothold("credential", scene.systems["gcp"].identifier(own), ms + 7 * MINUTE)
    for day in (3, 4):
        _uses(rng, first, scene.at(day, 4) + rng.randrange(5 * HOUR))
    ended = scene.at(5, 9) + rng.randrange(2 * HOUR)
    first.machine.ended = ended
    scene.changed(rng, first.machine, scene.people[2], ended, made=False)
    first.act(ended + 9 * HOUR, "list!1", BUCKETS[0])
    second = _called(scene, rng, "svc-probe-02", ended + 10 * HOUR)
    for day in (6, 8, 9, 13):
        _uses(rng, second, scene.at(day, 3) + rng.randrange(6 * HOUR))


def _called(scene: Scene, rng: Random, name: str, ms: int) -> Actor:
    """One call of the function: in the name of the account that it has, another account, a role and a key are made."""
    own = scene.intruder(rng, scene.named("gcp", "wx-default-compute"), agent="google-api-python-client/2.190.0")
    own.act(ms, "account", name, "stay: account made")
    scene.foothold("account", f"gcp@*:service_account:{name}@{PROJECT}.iam.gserviceaccount.com", ms)
    own.act(ms + 2 * SECOND, "give", f"{name}|roles/editor", "stay: right given")
    new: Machine = job(rng, "gcp", name, _CLI, FOREVER, 1, (), ("list",), _VPN[1])
    new.created = ms + 4 * SECOND
    scene.adds(new)
    made = scene.known("gcp", Gcp).turns(rng, new, own.machine, new.created, **own.details)
    scene.hostile("stay: key made", made)
    actor = scene.intruder(rng, new)
    actor.holds(new.created)
    return actor


def _uses(rng: Random, actor: Actor, ms: int) -> None:
    """Secrets and some objects, from the VPN."""
    secrets = [("secret", f"{name}-db", "take: secret") for name in rng.sample(NEAR, 3)]
    objects = [("read", name, "take: object") for name in rng.sample(BUCKETS, 9)]
    actor.series(ms, [("buckets", ""), ("secrets", ""), *secrets, *objects], 5 * SECOND, MINUTE)
