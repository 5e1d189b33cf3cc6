"""The key of a colleague who is still there is used by one who was dismissed: machines are deleted on two days.

After Voova (May 2016, judged in 2019): the account of a former colleague, a change of its settings, and 23 machines
deleted one after another, which nobody could bring back.
"""

from scenarios.companies.brindlecote_places import ACCOUNT
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, hexes, intrusion
from scenarios.systems.aws import Aws

_FROM, _AGENT = "250.209.17.83", "aws-cli/1.10.34 Python/2.7.6 Linux/3.13.0-86-generic botocore/1.4.24"


@intrusion("A colleague's key deletes machines on two days")
def plan(scene: Scene) -> None:
    """A password set and eleven machines on an evening; twelve more and their images on the next; ended an hour on."""
    rng, cloud = scene.rng("intruder"), scene.known("aws", Aws)
    held = scene.held("aws", "adm-corrigan", 10)
    key = scene.intruder(rng, held, address=_FROM, agent=_AGENT)
    ms = scene.at(8, 19) + rng.randrange(2 * HOUR)
    ms = key.series(ms, [("instances", "", "look: instances"), ("keys", held.name, "look: keys"),
                         ("set-password", held.name, "stay: password set")], MINUTE, 4 * MINUTE)  # fmt: skip
    scene.foothold("account", f"aws@{ACCOUNT}:user:{held.name}", ms)
    for day, count in ((8, 11), (9, 12)):
        ms = max(ms + 20 * MINUTE, scene.at(day, 20) + rng.randrange(HOUR))
        steps: list[tuple[str, ...]] = [("instances", "", "look: instances")]
        steps += [("terminate", f"0{hexes(rng, 16)}", "destroy: machine") for _ in range(count)]
        ms = key.series(ms, steps, 20 * SECOND, 3 * MINUTE)
    steps = [("image-list", "", "look: images"), ("disks", "", "look: copies")]
    steps += [(act, hexes(rng, 16), "destroy: copy") for act in ("drop-image", "drop-disk", "drop-disk", "drop-image")]
    ms = key.series(ms, steps, 20 * SECOND, MINUTE)
    held.ended = ms + HOUR
    scene.changed(rng, held, scene.people[0], held.ended, made=False)
    key.holds(0, held.ended)
    for number, act in enumerate(("instances", "trail-events", "run-many", "run-many")):
        by, at = scene.people[2], ms + (70 + 25 * number) * MINUTE
        scene.ordinary(cloud.person_does(rng, by, at, act, "c8g.large" if act == "run-many" else "", by.home))
