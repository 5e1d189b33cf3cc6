"""A surge: a vendor announces a breach; five people change every key by hand in an evening, laggards are refused."""

from collections.abc import Callable
from dataclasses import replace

from scenarios.kit import DAY, FOREVER, HOUR, MINUTE, Machine, Scene, surge
from scenarios.routines.tarnfield import FRESH

#: What a machine meets that still has the old key, where the system notes it.
_LATE = {"bitbucket": "401", "openbao": "1", "cloudflare": "1"}


@surge("A vendor's notice: every key is changed in an evening")
def plan(scene: Scene) -> None:
    """From four in the afternoon until two at night, partly from homes; a fifth of the machines learns days later."""
    rng, begins = scene.rng("notice"), scene.at(3, 16)
    changed: dict[tuple[str, str], Machine] = {}
    for number, old in enumerate(scene.lasting("", begins, begins + 3 * DAY)):
        if old.system not in FRESH or old.system == "slack" or old.key.startswith(("role/", "svc-", "ext-")):
            continue
        made, known = begins + rng.randrange(10 * HOUR), changed.get((old.system, old.key))
        made = known.created if known else made
        new = replace(old, key=known.key if known else FRESH[old.system](rng), created=made, moves=list(old.moves))
        old.ended = made + 20 * MINUTE
        by = scene.people[number % 5]
        by = replace(by, office=by.home if made > begins + 3 * HOUR else by.office)
        if not known:
            changed[old.system, old.key] = new
            scene.changed(rng, new, by, made)
            scene.changed(rng, old, by, old.ended, made=False)
        late = made + (1 + rng.randrange(3)) * DAY if number % 5 == 0 and old.every < FOREVER else made
        if late > made and old.system in _LATE:
            laggard, act = scene.user(rng, old), f"{old.acts[0]}!{_LATE[old.system]}"
            for ms in range(old.ended + 11 * MINUTE, late, max(HOUR, min(old.every, 6 * HOUR))):
                laggard.act(ms, act, old.things[0])
        if late > made:
            new.only = _after(late, old.only)
        scene.adds(new)
    for person in scene.people[:12]:
        for system in scene.systems:
            for _ in range(6):
                scene.lives(rng, person, begins + rng.randrange(12 * HOUR), person.home, system)


def _after(late: int, before: Callable[[int], bool] | None) -> Callable[[int], bool]:
    return lambda day: day >= late and (before is None or before(day))
