"""A surge: a team leaves; accounts are closed, memberships taken away, and all that the team held gets new keys."""

from dataclasses import replace

from keyroll.replay.streams import aws_id, digits, hexes
from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.okta import GROUPS


def plan(scene: Scene) -> None:
    """Twelve people in a week; the sync of the personnel system closes them, administrators change keys by hand."""
    rng = scene.rng("leavers")
    okta, sync = scene.systems["okta"], next(one for one in scene.of("okta") if one.name == "personnel-sync")
    for number, person in enumerate(list(scene.people[14:26])):
        left = scene.start + (1 + number % 5) * DAY + 16 * HOUR + rng.randrange(HOUR)
        for act, thing in (("deactivate", ""), *(("leave", group) for group in rng.sample(GROUPS, 3))):
            scene.ordinary(okta.work(rng, sync, left, act, thing, whom=person.login))
            left += 900 + rng.randrange(4000)
        scene.people[14 + number] = replace(person, left=left)
    fresh = {"aws": lambda: aws_id(rng, "AKIA"), "gitlab": lambda: digits(rng, 5), "cloudflare": lambda: hexes(rng, 32)}
    made_new = []
    for number, one in enumerate(scene.machines):
        if one.system not in fresh or one.vendor or one.key.startswith("role/") or "visit" in one.acts:
            continue
        system, by = scene.tended(one.system), scene.people[number % 4]
        made = scene.start + (1 + number % 5) * DAY + 9 * HOUR + rng.randrange(6 * HOUR)
        new = replace(one, key=fresh[one.system](), created=made, moves=list(one.moves))
        one.ended = made + 3 * HOUR
        scene.ordinary(system.changes(rng, new, by, made, made=True))
        scene.ordinary(system.changes(rng, one, by, one.ended, made=False))
        if one.system == "aws" and number % 3 == 0:
            for late in range(6):
                at = one.ended + (10 + late * 40) * MINUTE
                scene.ordinary(system.work(rng, one, at, one.acts[0], one.things[0], error="InvalidClientTokenId"))
        made_new.append(new)
    scene.machines += made_new


SCENARIO = Scenario("A team leaves, and what it held gets new keys", plan, surge=True, company=BRACKWATER)
