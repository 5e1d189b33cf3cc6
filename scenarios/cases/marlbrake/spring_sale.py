"""A surge: the spring sale; a load test on two evenings before it, then four days of several times the usual."""

from dataclasses import replace
from random import Random

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.estates.marlbrake_cloud import TABLES
from scenarios.keeping import by_hand
from scenarios.machine import Machine
from scenarios.organisations import MARLBRAKE
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_SELLS = ("shop", "basket", "stock", "parcels", "returns", "prices", "tracker", "order")


def plan(scene: Scene) -> None:
    """What sells runs three times as often and on more nodes; what reports reads more; people work late and by hand."""
    rng = scene.rng("sale")
    begins, ends = scene.start + 3 * DAY, scene.start + 7 * DAY
    _load(scene, rng)
    busy = [one for one in scene.lasting("", begins, ends) if one.every <= 4 * HOUR and not one.only
            and any(word in one.name.lower() for word in _SELLS)]  # fmt: skip
    for one in busy:
        for copy in range(2):
            scene.machines.append(_more(rng, one, begins, ends, f"sale{copy}"))
    for one in [one for one in scene.of("aws") if one.key.startswith("role/")]:
        for copy in range(3):
            node = _more(rng, one, begins, ends, f"node{copy}")
            node.address, node.moves = f"10.20.{9 + copy}.{40 + rng.randrange(200)}", []
            scene.machines.append(node)
    _reports(scene, rng, begins)
    for evening in range(4):
        who = scene.people[4 + rng.randrange(18)]
        one = rng.choice([one for one in busy if one.system in ("aws", "kubernetes", "openbao")])
        by_hand(scene, rng, one, begins + evening * DAY + 19 * HOUR, who.home, 4 + rng.randrange(8))
        for person in (one for one in scene.people if one.team in ("desk", "warehouse", "engineering")):
            for system in scene.systems.values():
                ms = begins + evening * DAY + 8 * HOUR + rng.randrange(14 * HOUR)
                scene.ordinary(system.live(rng, person, ms, person.place(begins + evening * DAY)))


def _more(rng: Random, one: Machine, begins: int, ends: int, job: str) -> Machine:
    """The same credential and client at work once more, as long as the sale lasts."""
    return replace(one, created=begins, ended=ends, job=one.job + job, phase=rng.randrange(HOUR), moves=list(one.moves),
                   upgrades=list(one.upgrades))  # fmt: skip


def _load(scene: Scene, rng: Random) -> None:
    """For two hours on two evenings what sells is driven hard; the cloud slows it down at times."""
    for evening in (0, 1):
        ms = scene.start + evening * DAY + 18 * HOUR
        mine = [one for one in scene.lasting("aws", ms, ms + DAY) if one.name in ("svc-mb-shop", "svc-mb-basket")]
        mine += [one for one in scene.of("postgresql") if one.name in ("shop_app", "basket_app")]
        for number in range(1200):
            one, ms = mine[number % len(mine)], ms + rng.randrange(12 * SECOND)
            told = {"error": "ThrottlingException"} if one.system == "aws" and number % 17 == 0 else {}
            act, thing = rng.choice(one.acts), rng.choice(one.things)
            scene.ordinary(scene.systems[one.system].work(rng, one, ms, act, thing, **told))
    ops = next(one for one in scene.of("aws") if one.name == "svc-mb-ops")
    for number in range(12):
        ms = scene.start + number % 2 * DAY + 18 * HOUR + number * 9 * MINUTE
        scene.ordinary(scene.systems["aws"].work(rng, ops, ms, "scale", ("shop", "basket")[number % 2]))


def _reports(scene: Scene, rng: Random, begins: int) -> None:
    """Whoever wants to know how it goes has the reporting role read and copy all day."""
    one = next(one for one in scene.of("postgresql") if one.name == "insight_ro")
    for day in range(4):
        ms = begins + day * DAY + 7 * HOUR
        for _ in range(90):
            act, table = rng.choice(("read", "read", "copy")), rng.choice(TABLES)
            scene.ordinary(scene.systems["postgresql"].work(rng, one, ms, act, table))
            ms += MINUTE + rng.randrange(14 * MINUTE)


SCENARIO = Scenario("The spring sale, and the load test before it", plan, surge=True, company=MARLBRAKE)
