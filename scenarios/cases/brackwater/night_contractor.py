"""Somebody who left still has the token of a script that he wrote, and uses it at night, from his home."""

from dataclasses import replace

from keyroll.replay.times import DAY, HOUR
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.gitlab import PROJECTS


def plan(scene: Scene) -> None:
    """One act on each of ten nights, with the script's own library: variables of builds, and schemas of one area."""
    rng = scene.rng("intruder")
    okta, gitlab = scene.systems["okta"], scene.systems["gitlab"]
    place = 6 + rng.randrange(14)
    who = scene.people[place]
    left = scene.start - 3 * DAY
    scene.people[place] = replace(who, left=left)
    sync = next(one for one in scene.of("okta") if one.name == "personnel-sync")
    scene.ordinary(okta.work(rng, sync, left + 17 * HOUR, "deactivate", "", whom=who.login, number=who.id))
    one = next(one for one in scene.of("gitlab") if one.name == "release-notes")
    wanted = [name for name in PROJECTS if name.endswith(("deploy", "schemas"))]
    rng.shuffle(wanted)
    for night in (1, 2, 4, 5, 6, 8, 9, 11, 12, 15):
        ms = scene.start + night * DAY + 21 * HOUR + rng.randrange(4 * HOUR)
        act = "archive" if night in (6, 12) else "variables"
        scene.hostile(f"take: {act}", gitlab.work(rng, one, ms, act, wanted.pop(), address=who.home))
    scene.foothold("credential", gitlab.identifier(one), scene.first)


SCENARIO = Scenario("Somebody who left uses a script's token at night, from home", plan, company=BRACKWATER)
