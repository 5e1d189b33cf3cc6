"""A surge: the house practises the loss of its cluster; for two days everything runs on a second site."""

from random import Random

from keyroll.replay.streams import aws_id, code
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.tarnfield import AREAS, CLUSTER
from scenarios.machine import FOREVER, Machine
from scenarios.organisations import TARNFIELD
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_SITE, _REFUSED = "198.18.250.9", {"bitbucket": "503", "jira": "503", "confluence": "503"}


def plan(scene: Scene) -> None:
    """An hour in which nothing answers, then the second site; what is kept for this restores; names are set twice."""
    rng, who = scene.rng("failover"), scene.people[5]
    away, back = scene.start + 8 * DAY + 9 * HOUR, scene.start + 10 * DAY + 15 * HOUR
    key = Machine("aws", "svc-tf-restore", aws_id(rng, "AKIA"), _SITE, "aws-cli/2.28.21 md/awscrt#0.27.6", FOREVER, 1,
                  [], ("secret",))  # fmt: skip
    vault = Machine("openbao", "token-break-glass", code(rng, 24), who.office, "bao/2.3.1", FOREVER, 1, [], ("read",))
    scene.machines += [key, vault]
    _moves(scene, rng, away, back)
    ms = away + 5 * MINUTE
    for area in AREAS:
        for name in ("db", "api"):
            scene.ordinary(scene.systems["openbao"].work(rng, vault, ms, "read", f"{area}/{name}"))
            ms += 20 * SECOND + rng.randrange(3 * MINUTE)
        for act, thing in (("secret", f"tf/{area}/db"), ("snapshots", ""), ("snapshot", f"tf-{area}")):
            scene.ordinary(scene.systems["aws"].work(rng, key, ms, act, thing))
            ms += 10 * SECOND + rng.randrange(MINUTE)
    names = next(one for one in scene.of("cloudflare") if one.name == "dns01-solver")
    for at in (away + 10 * MINUTE, back + 10 * MINUTE):
        for number, area in enumerate(AREAS):
            scene.ordinary(scene.systems["cloudflare"].work(rng, names, at + number * 4 * SECOND, "set", area))
    for person in scene.people[4:24]:
        for system in scene.systems.values():
            for _ in range(5):
                at = away + rng.randrange(8 * HOUR)
                scene.ordinary(system.live(rng, person, at, person.office))


def _moves(scene: Scene, rng: Random, away: int, back: int) -> None:
    """What runs in the cluster goes and comes back, after an hour of tries at what does not answer."""
    for number, one in enumerate(scene.machines):
        if one.address != CLUSTER or one.roams or one.every >= FOREVER:
            continue
        one.moves += [(away + number % 7 * 5 * MINUTE, _SITE), (back + number % 7 * 5 * MINUTE, CLUSTER)]
        if one.system in _REFUSED and one.created < away < one.ended:
            for again in range(7):
                at = away - HOUR + (2 << again) * 20 * SECOND + number * SECOND
                scene.ordinary(scene.systems[one.system].work(rng, one, at, one.acts[0].partition("!")[0],
                                                              one.things[0], refused=_REFUSED[one.system]))  # fmt: skip


SCENARIO = Scenario("An exercise: two days on the second site", plan, surge=True, company=TARNFIELD)
