"""One visit of an intruder: some acts with one credential, from one place, each some time after the one before."""

from collections.abc import Iterable
from random import Random

from keyroll.replay.times import DAY
from scenarios.machine import Machine
from scenarios.scene import Scene


def visit(
    scene: Scene, rng: Random, one: Machine, ms: int, steps: Iterable[tuple[str, str, str]], pace: tuple[int, int],
    **told: str,
) -> int:  # fmt: skip
    """Plans steps of what it is for, an act (with ``!`` and a status if it is refused) and a thing; tells the end."""
    system = scene.systems[one.system]
    for what, said, thing in steps:
        act, _, refused = said.partition("!")
        records = system.work(rng, one, ms, act, thing, **({"refused": refused} if refused else {}), **told)
        scene.hostile(what, records, success=not refused)
        ms += pace[0] + rng.randrange(pace[1] - pace[0])
    return ms


def held(scene: Scene, system: str, name: str, days: int) -> Machine:
    """The machine of that name whose credential stays valid from the scenario's first day for so many days."""
    begins = scene.start
    return next(one for one in scene.lasting(system, begins, begins + days * DAY) if one.name == name and not one.job)
