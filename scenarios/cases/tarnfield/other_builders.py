"""A surge: builds go to another hoster's service; new tokens clone everything, old and new run beside each other."""

from collections.abc import Callable
from dataclasses import replace

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.tarnfield import builder, other_builder
from scenarios.organisations import TARNFIELD
from scenarios.routines.tarnfield import FRESH, take_up
from scenarios.scenario import Scenario
from scenarios.scene import Scene


def plan(scene: Scene) -> None:
    """Two builds a day get their new token, tried with a wrong value first; what shares the builders moves as it is."""
    rng, git = scene.rng("builders"), scene.systems["bitbucket"]
    since = scene.start + DAY + 9 * HOUR
    mine = [one for one in scene.lasting("bitbucket", since, scene.company.ends) if one.roams is builder]
    for number, old in enumerate(mine):
        made = since + number // 2 * DAY + rng.randrange(6 * HOUR)
        new = replace(old, name=f"{old.name}-next", key=FRESH["bitbucket"](rng), created=made, roams=other_builder,
                      agent="git/2.50.1", phase=rng.randrange(DAY))  # fmt: skip
        take_up(scene, new, 1)
        ms = made + 10 * MINUTE
        for _ in range(1 + number % 3):
            scene.ordinary(git.work(rng, new, ms, "fetch", new.things[0], refused="401"))
            ms += 2 * MINUTE
        for thing in new.things:
            scene.ordinary(git.work(rng, new, ms, "clone", thing))
            ms += 30 * SECOND + rng.randrange(4 * MINUTE)
        old.ended = made + 6 * DAY
        scene.ordinary(scene.tended("bitbucket").changes(rng, old, scene.people[1], old.ended, made=False))
    for one in scene.machines:
        if one.system != "bitbucket" and one.roams is builder:
            one.roams = _from(since + 3 * DAY)


def _from(at: int) -> Callable[[str, int], str]:
    return lambda key, ms: (other_builder if ms >= at else builder)(key, ms)


SCENARIO = Scenario("Builds go to another hoster", plan, surge=True, company=TARNFIELD)
