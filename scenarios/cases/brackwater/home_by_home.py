"""A token that reads tags for release notes reads builds' variables, one a day, each time from another home."""

from keyroll.replay.times import DAY, HOUR
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.gitlab import PROJECTS

#: As a network of rented homes gives them: none comes twice.
_FROM = ("241.17.8.90", "241.203.77.4", "242.66.130.21", "242.141.9.188", "243.5.54.33", "243.88.201.7",
         "244.31.16.149", "244.190.3.62", "245.72.118.240")  # fmt: skip


def plan(scene: Scene) -> None:
    """Nine acts in ten days with the token's own library: a read that it always does, then eight that it never did."""
    rng, gitlab = scene.rng("intruder"), scene.systems["gitlab"]
    one = next(one for one in scene.of("gitlab") if one.name == "release-notes")
    wanted = [name for name in PROJECTS if name.endswith("/deploy")]
    rng.shuffle(wanted)
    homes = list(_FROM)
    rng.shuffle(homes)
    for number, day in enumerate((1, 2, 3, 4, 6, 7, 8, 9, 10)):
        ms = scene.start + day * DAY + 17 * HOUR + rng.randrange(6 * HOUR)
        act, thing = ("variables", wanted.pop()) if number else ("tags", one.things[0])
        what = "take: variables read" if number else "look: tags read"
        scene.hostile(what, gitlab.work(rng, one, ms, act, thing, address=homes.pop()))
    scene.foothold("credential", gitlab.identifier(one), scene.first)


SCENARIO = Scenario("A token reads builds' variables, each time from another home", plan, company=BRACKWATER)
