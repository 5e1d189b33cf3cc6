"""A surge: keys that lie about are replaced by roles, which builds and hosts take for an hour; the keys are deleted.

For nine days old and new run beside each other, new roles lack rights at first, what nobody remembered fails when its
key is gone, and an engineer tries from his own computer what each role may do.
"""

from collections.abc import Callable
from random import Random
from zlib import crc32

from scenarios.companies.merrowby import AREAS, BUCKETS
from scenarios.kit import BY_HAND, DAY, HOUR, MINUTE, SECOND, Machine, Scene, surge
from scenarios.systems.aws import Aws

_MOVED = ("svc-mb-deploy", "svc-mb-terraform", "svc-mb-exports", "svc-mb-dumps", "svc-mb-costs", "svc-mb-watch",
          "svc-mb-fleet", "svc-mb-visitors")  # fmt: skip
_NEW = "aws-sdk-go-v2/1.46.0 ua/2.1 os/linux lang/go#1.26.5 md/GOOS#linux md/GOARCH#arm64"


@surge("Keys are replaced by roles within nine days")
def plan(scene: Scene) -> None:
    """A role a day; after a day its key loses its rights, which some notice late; after another it is deleted."""
    rng = scene.rng("roles")
    for number, name in enumerate(_MOVED):
        since = scene.at(1 + number, 4) + rng.randrange(5 * HOUR)
        for old in [one for one in scene.machines if one.name == name and one.created < since < one.ended]:
            _role(scene, rng, old, since, number)
            old.only, old.ended = _before(old.only, since + DAY), since + 2 * DAY
        gone = next(one for one in scene.of("aws") if one.name == name and one.ended == since + 2 * DAY)
        scene.changed(rng, gone, scene.people[number % 4], gone.ended, made=False)
        late = scene.user(rng, gone, error="AccessDenied")
        steps = [(rng.choice(gone.acts), rng.choice(gone.things)) for _ in range(4 + rng.randrange(14))]
        late.series(gone.ended - 22 * HOUR, steps, 9 * MINUTE, HOUR)
    _tries(scene, rng)


def _before(only: Callable[[int], bool] | None, end: int) -> Callable[[int], bool]:
    """The days on which it ran, until its rights are taken away."""
    return lambda day: day + DAY <= end and (only is None or only(day))


def _role(scene: Scene, rng: Random, old: Machine, since: int, number: int) -> None:
    """An administrator makes the role and gives it rights, twice as the first were not enough; then it is used."""
    cloud, by = scene.known("aws", Aws), scene.people[number % 4]
    name = f"mb-{old.name.removeprefix('svc-mb-')}{'-' + old.job if old.job else ''}"
    for act, thing in (("new-role", name), ("give-service", f"{name}|ReadOnlyAccess"), ("policies", old.name)):
        scene.ordinary(cloud.person_does(rng, by, since, act, thing, by.office))
        since += MINUTE + rng.randrange(5 * MINUTE)
    role = Machine("aws", name, f"role/{name}", old.address, _NEW, old.every if old.every > HOUR else 2 * HOUR,
                   old.burst, old.things, old.acts, created=since, only=old.only, phase=rng.randrange(HOUR),
                   roams=old.roams or None)  # fmt: skip
    scene.adds(role)
    user = scene.user(rng, role, session=f"{name}-{crc32(name.encode()) % 10_000}")
    tries = [(f"{rng.choice(role.acts)}!1", rng.choice(role.things)) for _ in range(5 + rng.randrange(12))]
    ms = user.series(since + 10 * MINUTE, tries, 20 * SECOND, 5 * MINUTE)
    scene.ordinary(cloud.person_does(rng, by, ms, "give-service", f"{name}|PowerUserAccess", by.home))
    steps = [(rng.choice(role.acts), rng.choice(role.things)) for _ in range(40)]
    user.series(ms + 9 * MINUTE, steps, 20 * SECOND, 4 * MINUTE)


def _tries(scene: Scene, rng: Random) -> None:
    """What each role and key may do is tried from one home; trust is counted; old users are looked for and deleted."""
    cloud, who = scene.known("aws", Aws), scene.people[5]
    for day in (2, 5, 8):
        ms = scene.at(day, 12)
        for number in range(70):
            act = ("users", "roles", "policies", "simulate", "secrets", "buckets", "bucket", "factors")[number % 8]
            thing = BUCKETS[number % len(BUCKETS)] if act == "bucket" else _MOVED[number % 8]
            error = "AccessDenied" if act == "secrets" else ""
            scene.ordinary(cloud.person_does(rng, who, ms, act, thing, who.home, error=error))
            ms += 5 * SECOND + rng.randrange(2 * MINUTE)
    site = scene.user(rng, scene.named("aws", "svc-mb-site"), address=who.home, agent=BY_HAND["aws"])
    site.series(scene.at(6, 13), (("who", ""), ("users!1", ""), ("buckets", ""), ("secret!1", f"mb/{AREAS[0]}/db")),
                9 * SECOND, MINUTE)  # fmt: skip
    ended = scene.at(11, 6)
    for name in ("svc-mb-old-shop", "svc-mb-fair"):
        old = scene.named("aws", name)
        old.ended = ended
        scene.changed(rng, old, scene.people[2], ended, made=False)
        scene.ordinary(cloud.person_does(rng, scene.people[2], ended + MINUTE, "drop-user", name, who.office))
