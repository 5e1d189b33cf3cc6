"""A surge: the cluster's upgrade fails by night; accounts are refused for hours, all is made again, much by hand.

Service accounts get other ids, secrets are read anew by everything, pods are deleted by the hundred, nine engineers of
three seats run commands in pods and bind rights for a night, and the vault's tokens are tried long after their end.
"""

from dataclasses import replace
from random import Random

from scenarios.companies.ostermoor_places import AREAS
from scenarios.kit import BY_HAND, HOUR, MINUTE, SECOND, Machine, Scene, surge, uuid
from scenarios.systems.aws import Aws
from scenarios.systems.kubernetes import Kubernetes


@surge("An upgrade of the cluster fails, and all that runs in it is made again")
def plan(scene: Scene) -> None:
    """At two in the night; refused until noon; made again in the afternoon; repairs by hand for a day more."""
    rng, begins = scene.rng("upgrade"), scene.at(3, 2)
    for number, old in enumerate(scene.of("kubernetes")):
        if old.created < begins < old.ended:
            _again(scene, rng, old, begins + number * MINUTE)
    _secrets(scene, rng, begins + 10 * HOUR)
    for number, place in enumerate((2, 7, 13, 24, 31, 36, 44, 50, 58)):
        _engineer(scene, rng, place, begins + HOUR + number * 3 * HOUR + rng.randrange(HOUR))
    _nodes(scene, rng, begins)


def _again(scene: Scene, rng: Random, old: Machine, ms: int) -> None:
    """An account is refused for half a day, and made again with another id, by another version of its program."""
    tries = [
        (f"{rng.choice(old.acts).partition('!')[0]}!1", rng.choice(old.things)) for _ in range(4 + rng.randrange(9))
    ]
    scene.user(rng, old).series(ms, tries, 9 * MINUTE, HOUR)
    made, ended = ms + 11 * HOUR, old.ended
    new = replace(old, key=uuid(rng), created=made, ended=ended, moves=[], upgrades=[])
    old.ended = made
    scene.adds(new)
    steps = [(rng.choice(old.acts), rng.choice(old.things)) for _ in range(5 + rng.randrange(6))]
    scene.user(rng, new).series(made + 2 * MINUTE, steps, 2 * SECOND, 2 * MINUTE)


def _secrets(scene: Scene, rng: Random, ms: int) -> None:
    """All secrets are read again by what carries them, and by services with the vault's tokens, some of it too late."""
    for act in ("secrets", "secret", "secret"):
        sync = scene.user(rng, scene.named("kubernetes", "platform/secret-sync"))
        ms = sync.series(ms, [(act, f"{area}:{area}-app") for area in AREAS], SECOND, 20 * SECOND) + 20 * MINUTE
    for token in scene.lasting("openbao", ms, ms + 3 * HOUR):
        if token.name.startswith("token-") and token.roams:
            tries = [("self", ""), *(("read", thing) for thing in token.things * 2), ("read!1", token.things[0])]
            scene.user(rng, token).series(ms + rng.randrange(3 * HOUR), tries, SECOND, 40 * SECOND)


def _engineer(scene: Scene, rng: Random, place: int, ms: int) -> None:
    """Hours of pods, commands and rights by one engineer, from home, with a deployer's own token for a while."""
    who, cluster = scene.people[place], scene.known("kubernetes", Kubernetes)
    for _ in range(60):
        area = rng.choice(AREAS)
        act = rng.choice(("pods", "exec", "drop-pod", "deploy", "config", "secret", "nodes", "drop-pod", "lease"))
        refused = act == "secret" and rng.random() < 0.5
        scene.ordinary(cluster.person_does(rng, who, ms, act, f"{area}-app", area, address=who.home, refused=refused))
        ms += 9 * SECOND + rng.randrange(6 * MINUTE)
    if place < 10:
        for area in rng.sample(AREAS, 4):
            scene.ordinary(cluster.person_does(rng, scene.people[place % 4], ms, "bind", f"{area}/deployer", area))
            ms += MINUTE
    area = rng.choice(AREAS)
    token = next(one for one in scene.of("kubernetes") if one.name == f"{area}/deployer"
                 and one.created <= ms < one.ended)  # fmt: skip
    hand = scene.user(rng, token, address=who.home, agent=BY_HAND["kubernetes"])
    hand.series(ms, [(rng.choice(token.acts), rng.choice(token.things)) for _ in range(12)], 9 * SECOND, 3 * MINUTE)


def _nodes(scene: Scene, rng: Random, begins: int) -> None:
    """Two sets of machines are started and ended, by the scaler's role and by hand."""
    cloud, scaler = scene.known("aws", Aws), scene.user(rng, scene.named("aws", "om-scaler"))
    for number in range(6):
        steps = [("run", "m8g.large"), ("instances", "")] * 6 + [("terminate", f"{rng.getrandbits(60):015x}")] * 6
        scaler.series(begins + number * 3 * HOUR, steps, 4 * SECOND, 40 * SECOND)
    who, ms = scene.people[7], begins + 5 * HOUR
    for _ in range(40):
        act = rng.choice(("terminate", "instances", "firewalls", "open-firewall", "image-list", "log-events", "run"))
        scene.ordinary(cloud.person_does(rng, who, ms, act, f"{rng.getrandbits(60):015x}", who.home))
        ms += 40 * SECOND + rng.randrange(9 * MINUTE)
