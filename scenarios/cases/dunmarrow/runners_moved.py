"""A surge: builds move from the hoster's machines into the own cluster, with new clients and identities.

For ten days both run; what is new has wrong rights at first; everything is built anew several times.
"""

from dataclasses import replace
from random import Random
from zlib import crc32

from scenarios.companies.dunmarrow import AREAS, gate, runner
from scenarios.kit import DAY, FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, by_hand, digits, surge, take_up

_CLIENT = "git/2.55.0"
_SDK = "aws-cli/2.35.1 md/awscrt#0.32.0 ua/2.1 os/linux#6.17 md/arch#arm64 lang/python#3.14.3"


@surge("Builds move from the hoster's machines into the own cluster")
def plan(scene: Scene) -> None:
    """Area by area on six days: a new job beside the old one, tries that fail, many builds, then the old one ends."""
    rng, begins = scene.rng("runners"), scene.at(1, 7)
    for number, area in enumerate(AREAS):
        since = begins + number % 6 * DAY + rng.randrange(6 * HOUR)
        old = next(one for one in scene.lasting("github", begins, begins + 12 * DAY) if one.name == f"ci-{area}")
        _token(scene, rng, old, since, number)
        _role(scene, rng, area, since + HOUR)
        old.ended = since + 3 * DAY + rng.randrange(DAY)
        scene.changed(rng, old, scene.people[number % 4], old.ended, made=False)
    images = next(one for one in scene.of("aws") if one.name == "svc-dm-deploy" and not one.job)
    images.moves.append((begins + 8 * DAY, "198.18.71.200"))
    images.upgrades.append((begins + 8 * DAY, _SDK))
    by_hand(scene, rng, images, begins + 8 * DAY + HOUR, scene.people[6].office, 14)
    watch = scene.user(rng, scene.named("kubernetes", "ci/releaser"), address=gate("ci", begins),
                       agent="kubectl/v1.35.3 (linux/arm64) kubernetes/1b2c3d4")  # fmt: skip
    steps = [(act, f"{area}:{area}-app") for area in AREAS for act in ("pods!1", "config", "deploy")]
    watch.series(begins + 7 * DAY, steps * 2, 20 * SECOND, 9 * MINUTE)


def _within(key: str, ms: int) -> str:
    """One of the new build machines' exits."""
    return f"198.18.71.{200 + crc32(f'{key}/{ms // (20 * MINUTE)}'.encode()) % 6}"


def _token(scene: Scene, rng: Random, old: Machine, since: int, by: int) -> None:
    """A new token for the same builds; the first tries fail, then everything is cloned and built thrice."""
    new = replace(old, key=digits(rng, 9), name=f"build-{old.name[3:]}", agent=_CLIENT, created=since, ended=FOREVER,
                  every=HOUR, roams=_within, moves=[], upgrades=[])  # fmt: skip
    take_up(scene, new, by % 4)
    user = scene.user(rng, new)
    user.series(since + 9 * MINUTE, [("contents!404", new.things[0]), ("statuses!403", new.things[0])] * 3, MINUTE,
                6 * MINUTE)  # fmt: skip
    steps = [(act, thing) for thing in new.things * 3 for act in ("clone", "contents", "statuses")]
    user.series(since + 2 * HOUR, steps, 10 * SECOND, 4 * MINUTE)


def _role(scene: Scene, rng: Random, area: str, since: int) -> None:
    """The same builds take a role in the cloud, of which no key is made; images are looked up and put there."""
    role = Machine("aws", f"dm-build-{area}", f"role/build-{area}", "", _SDK, 2 * HOUR, 4, [area],
                   ("who", "log-in", "images", "image"), created=since, roams=_within,
                   phase=rng.randrange(HOUR))  # fmt: skip
    scene.adds(role)
    user = scene.user(rng, role, session=f"build-{area}")
    steps = [("image!1", area)] * (1 + rng.randrange(4)) + [(act, area) for act in role.acts] * 2
    user.series(since + 20 * MINUTE, steps, 20 * SECOND, 7 * MINUTE)
    hosted = runner(area, since)
    deploy = next(one for one in scene.of("aws") if one.name == "svc-dm-deploy" and not one.job)
    scene.user(rng, deploy, address=hosted).series(since + 3 * HOUR, [("image", area), ("images", area)], MINUTE)
