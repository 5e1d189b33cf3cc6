"""A surge: a policy orders that every static credential is at most a year old; all are handed on within nine days.

Team by team, by scripts and by hand; some old ones are used on for days and are then refused; what nobody misses is
taken away.
"""

from random import Random

from scenarios.kit import BY_HAND, DAY, HOUR, MINUTE, SECOND, Machine, Scene, handed, surge

_SYSTEMS = ("aws", "github", "okta", "cloudflare")


@surge("Every static credential is handed on within nine days, as the policy orders")
def plan(scene: Scene) -> None:
    """One system after the other in working hours; lists by administrators before and after; late jobs are refused."""
    rng = scene.rng("policy")
    due = [one for one in scene.lasting("", scene.at(0), scene.at(14)) if _static(one)]
    lists = scene.user(rng, scene.named("aws", "svc-tq-terraform"), address=scene.people[1].office,
                       agent=BY_HAND["aws"])  # fmt: skip
    for day in (0, 4, 9):
        steps = [("users", ""), ("groups", ""), *(("policies", one.name) for one in due if one.system == "aws")]
        lists.series(scene.at(day, 3), steps, SECOND, 6 * SECOND)
    for place, system in enumerate(_SYSTEMS):
        mine = [one for one in due if one.system == system and not one.job]
        for number, old in enumerate(mine):
            made = scene.at(1 + place * 2 + number % 2, 1) + number * 5 * MINUTE + rng.randrange(3 * MINUTE)
            _handed(scene, rng, old, made, number)


def _static(one: Machine) -> bool:
    """A credential that somebody can make anew and whose log tells of it."""
    return one.system in _SYSTEMS and not one.key.startswith("role/")


def _handed(scene: Scene, rng: Random, old: Machine, made: int, number: int) -> None:
    """The next one; it is tried by hand at once; one in five old ones is still tried after its end."""
    if old.every > 7 * DAY and number % 2:
        old.ended = made
        scene.changed(rng, old, scene.people[number % 4], made, made=False)
        return
    grace = (HOUR, 5 * HOUR, DAY, 3 * DAY)[number % 4]
    new = handed(scene, rng, old.name, made, scene.people[number % 4], grace=grace)[0]
    act = next((act for act in new.acts if "!" not in act), "")
    if act and old.system in ("aws", "github"):
        trial = scene.user(rng, new, address=scene.people[number % 4].office, agent=BY_HAND[old.system])
        trial.act(made + 2 * MINUTE, act, new.things[0] if new.things else "")
        if number % 5 == 1 and old.system == "aws":
            late = scene.user(rng, old, error="InvalidClientTokenId")
            late.series(made + grace + 20 * MINUTE, [(act, new.things[0] if new.things else "")] * 14, HOUR, HOUR)
