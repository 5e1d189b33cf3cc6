"""Somebody who left still has the token of a script that he wrote, and uses it at night, from his home."""

from dataclasses import replace

from scenarios.companies.brackwater import PROJECTS
from scenarios.kit import HOUR, Scene, intrusion


@intrusion("Somebody who left uses a script's token at night, from home")
def plan(scene: Scene) -> None:
    """One act on each of ten nights, with the script's own library: variables of builds, and schemas of one area."""
    rng = scene.rng("intruder")
    place = 6 + rng.randrange(14)
    who, left = scene.people[place], scene.at(-3)
    scene.people[place] = replace(who, left=left)
    sync = scene.user(rng, scene.named("okta", "personnel-sync"))
    sync.act(left + 17 * HOUR, "deactivate", whom=who.login, number=who.id)
    intruder = scene.intruder(rng, scene.named("gitlab", "release-notes"), address=who.home)
    wanted = [name for name in PROJECTS if name.endswith(("deploy", "schemas"))]
    rng.shuffle(wanted)
    for night in (1, 2, 4, 5, 6, 8, 9, 11, 12, 15):
        ms, act = scene.at(night, 21) + rng.randrange(4 * HOUR), "archive" if night in (6, 12) else "variables"
        intruder.act(ms, act, wanted.pop(), "take: {act}")
    intruder.holds()
