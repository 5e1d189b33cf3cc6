"""A surge: a vendor announces a breach; five people change every key by hand in an evening, laggards are refused."""

from collections.abc import Callable
from dataclasses import replace

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.machine import FOREVER, Machine
from scenarios.organisations import TARNFIELD
from scenarios.routines.tarnfield import FRESH
from scenarios.scenario import Scenario
from scenarios.scene import Scene

#: What a machine meets that still has the old key, where the system notes it.
_LATE = {"bitbucket": "401", "openbao": "1", "cloudflare": "1"}


def plan(scene: Scene) -> None:
    """From four in the afternoon until two at night, partly from homes; a fifth of the machines learns days later."""
    rng, begins = scene.rng("notice"), scene.start + 3 * DAY + 16 * HOUR
    held: dict[tuple[str, str], Machine] = {}
    for number, one in enumerate(scene.lasting("", begins, begins + 3 * DAY)):
        if one.system not in FRESH or one.system == "slack" or one.key.startswith(("role/", "svc-", "ext-")):
            continue
        made = begins + rng.randrange(10 * HOUR)
        known = held.get((one.system, one.key))
        made = known.created if known else made
        new = replace(one, key=known.key if known else FRESH[one.system](rng), created=made, moves=list(one.moves))
        one.ended = made + 20 * MINUTE
        by = scene.people[number % 5]
        by = replace(by, office=by.home if made > begins + 3 * HOUR else by.office)
        if not known:
            held[one.system, one.key] = new
            scene.ordinary(scene.tended(one.system).changes(rng, new, by, made, made=True))
            scene.ordinary(scene.tended(one.system).changes(rng, one, by, one.ended, made=False))
        late = made + (1 + rng.randrange(3)) * DAY if number % 5 == 0 and one.every < FOREVER else made
        if late > made and one.system in _LATE:
            for ms in range(one.ended + 11 * MINUTE, late, max(HOUR, min(one.every, 6 * HOUR))):
                scene.ordinary(scene.systems[one.system].work(rng, one, ms, one.acts[0], one.things[0],
                                                              refused=_LATE[one.system]))  # fmt: skip
        if late > made:
            new.only = _after(late, one.only)
        scene.machines.append(new)
    for person in scene.people[:12]:
        for system in scene.systems.values():
            for _ in range(6):
                scene.ordinary(system.live(rng, person, begins + rng.randrange(12 * HOUR), person.home))


def _after(late: int, before: Callable[[int], bool] | None) -> Callable[[int], bool]:
    return lambda day: day >= late and (before is None or before(day))


SCENARIO = Scenario("A vendor's notice: every key is changed in an evening", plan, surge=True, company=TARNFIELD)
