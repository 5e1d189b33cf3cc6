"""A surge: builds go to another hoster's service; new tokens clone everything, old and new run beside each other."""

from collections.abc import Callable
from dataclasses import replace

from scenarios.companies.tarnfield import builder, other_builder
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Scene, surge
from scenarios.routines.tarnfield import FRESH, take_up


@surge("Builds go to another hoster")
def plan(scene: Scene) -> None:
    """Two builds a day get their new token, tried with a wrong value first; what shares the builders moves as it is."""
    rng, since = scene.rng("builders"), scene.at(1, 9)
    mine = [build for build in scene.lasting("bitbucket", since, scene.company.ends) if build.roams is builder]
    for number, old in enumerate(mine):
        made = since + number // 2 * DAY + rng.randrange(6 * HOUR)
        new = replace(old, name=f"{old.name}-next", key=FRESH["bitbucket"](rng), created=made, roams=other_builder,
                      agent="git/2.50.1", phase=rng.randrange(DAY))  # fmt: skip
        take_up(scene, new, 1)
        build = scene.user(rng, new)
        ms = build.series(made + 10 * MINUTE, [("fetch!401", new.things[0])] * (1 + number % 3), 2 * MINUTE)
        build.series(ms, [("clone", thing) for thing in new.things], 30 * SECOND, 4 * MINUTE)
        old.ended = made + 6 * DAY
        scene.changed(rng, old, scene.people[1], old.ended, made=False)
    for machine in scene.machines:
        if machine.system != "bitbucket" and machine.roams is builder:
            machine.roams = _from(since + 3 * DAY)


def _from(at: int) -> Callable[[str, int], str]:
    return lambda key, ms: (other_builder if ms >= at else builder)(key, ms)
