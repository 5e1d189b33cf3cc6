"""A surge: a team of new people starts, and every key is changed within three days."""

from dataclasses import replace

from keyroll.replay.streams import code, digits, hexes, uuid
from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies.halden import person
from scenarios.machine import Machine
from scenarios.scenario import Scenario
from scenarios.scene import Scene


def plan(scene: Scene) -> None:
    """Consumers move to the new key within hours; some go on with the old one for a while and are refused."""
    rng, by = scene.rng("rotation"), scene.people[2]
    scene.people += [person(rng, 100 + number, scene.start) for number in range(10)]
    keys = {
        "github": lambda: digits(rng, 9), "gcp": lambda: hexes(rng, 40), "openbao": lambda: code(rng, 24),
        "microsoft": lambda: uuid(rng),
    }  # fmt: skip
    fresh: list[Machine] = []
    for number, one in enumerate(scene.machines):
        if one.system not in keys or one.vendor:
            continue
        system = scene.tended(one.system)
        made = scene.start + DAY + number % 3 * DAY + 9 * HOUR + rng.randrange(7 * HOUR)
        new = replace(one, key=keys[one.system](), created=made, moves=list(one.moves))
        one.ended = made + 2 * HOUR
        scene.ordinary(system.changes(rng, new, by, made, made=True))
        scene.ordinary(system.changes(rng, one, by, one.ended, made=False))
        if one.system in ("openbao", "microsoft") and rng.random() < 0.3:
            for late in range(5):
                at = one.ended + (20 + late * 30) * MINUTE
                scene.ordinary(system.work(rng, one, at, one.acts[0], one.things[0], refused="1"))
        fresh.append(new)
    scene.machines += fresh


SCENARIO = Scenario("New people, and every key changed within three days", plan, surge=True)
