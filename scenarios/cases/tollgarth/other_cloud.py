"""A surge: five services move from Google Cloud to Azure within nine days.

Their objects are read to the last one by new hosts, new applications are made and given roles, secrets are copied from
one vault to the other, old keys end while something still uses them, and builds deploy to both at all hours.
"""

from random import Random

from scenarios.companies.tollgarth_places import AREAS, BUCKETS, builder, gate
from scenarios.kit import HOUR, MINUTE, SECOND, Machine, Scene, surge, take_up, uuid
from scenarios.machine import job
from scenarios.routines.tollgarth import engineer
from scenarios.systems.azure import Azure

_MOVED = AREAS[5:10]
_MOVER = "198.18.221.90"
_SDK = "azsdk-net-Storage.Blobs/12.29.0 (.NET 10.0.6; Ubuntu 24.04)"
_COPIER = "rclone/v1.74.2"


@surge("Five services move from one cloud to another")
def plan(scene: Scene) -> None:
    """A service on every second day: copies by night, the next morning the new one, two days later the old key ends."""
    rng = scene.rng("move")
    copier = job(rng, "gcp", "tg-mover", _COPIER, 12 * HOUR, 2, BUCKETS[:3], ("list",), _MOVER)
    copier.created = scene.at(0, 15)
    take_up(scene, copier, 1)
    for number, area in enumerate(_MOVED):
        day = 1 + 2 * number
        _copies(scene, rng, copier, area, day)
        _new(scene, rng, area, day)
        old = scene.held("gcp", f"tg-{area}", day + 2)
        old.ended = scene.at(day + 2, 9) + rng.randrange(5 * HOUR)
        scene.changed(rng, old, scene.people[number % 4], old.ended, made=False)
        late = [(f"{old.acts[0]}!1", old.things[0])] * 24
        scene.user(rng, old).series(old.ended + 10 * MINUTE, late, HOUR, 2 * HOUR)


def _copies(scene: Scene, rng: Random, copier: Machine, area: str, day: int) -> None:
    """Every object of three buckets, from the mover's host, in an evening and a night."""
    user = scene.user(rng, copier)
    buckets = [name for name in BUCKETS if f"-{area}-" in name] or list(BUCKETS[:2])
    steps = [step for number in range(260) for step in (("list", rng.choice(buckets)),
                                                        ("read", f"{rng.choice(buckets)}/{number:05d}"))]  # fmt: skip
    user.series(scene.at(day, 18), steps, SECOND, 40 * SECOND)
    for kind in ("db", "bus", "key"):
        scene.user(rng, copier).act(scene.at(day, 17) + rng.randrange(HOUR), "secret", f"{area}-{kind}")


def _new(scene: Scene, rng: Random, area: str, day: int) -> None:
    """Two applications, their roles and secrets, and what engineers and builds set for them."""
    cloud, begins = scene.known("azure", Azure), scene.at(day + 1, 7)
    for number, kind in enumerate(("service", "jobs")):
        things = [f"tg-{area}/{name}" for name in ("db", "bus", "key")]
        new = job(rng, "azure", f"{area} {kind}", _SDK, 4 * HOUR, 4, things, ("secret", "sign-in"), gate)
        new.created = begins + number * 40 * MINUTE + rng.randrange(30 * MINUTE)
        take_up(scene, new, number)
        refused = [("secret!1", things[0])] * (2 + 3 * number) + [("secret", thing) for thing in things]
        scene.user(rng, new).series(new.created + 5 * MINUTE, refused, MINUTE, 9 * MINUTE)
    deploy = scene.user(rng, scene.named("azure", "Azure deployments"))
    steps = [(act, f"tg-{area}") for act in ("deployment", "site", "site-settings", "publish-profile", "tag")] * 6
    deploy.series(begins, steps, MINUTE, 12 * MINUTE, address=builder(area, begins))
    for _ in range(4):
        who, ms = engineer(scene, rng), begins + rng.randrange(20 * HOUR)
        role = "Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe"
        for act, thing in (("storage", f"tg{area}"), ("storage-keys", f"tg{area}"), ("role", uuid(rng)),
                           ("set-secret", f"tg-{area}/db"), ("net", area), ("sql-firewall", f"tg-sql-{area}"),
                           ("drop-sql-firewall", f"tg-sql-{area}")):  # fmt: skip
            given = role if act == "role" else ""
            records = cloud.person_does(rng, who.login, ms, act, thing, who.home, agent=who.agent, role=given)
            scene.ordinary(records)
            ms += MINUTE + rng.randrange(8 * MINUTE)
