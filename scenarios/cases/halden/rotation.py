"""A surge: a team of new people starts, and every key is changed within three days."""

from dataclasses import replace

from scenarios.companies.halden import person
from scenarios.kit import FRESH, HOUR, MINUTE, Machine, Scene, surge


@surge("New people, and every key changed within three days")
def plan(scene: Scene) -> None:
    """Consumers move to the new key within hours; some go on with the old one for a while and are refused."""
    rng, by = scene.rng("rotation"), scene.people[2]
    scene.people += [person(rng, 100 + number, scene.start) for number in range(10)]
    fresh: list[Machine] = []
    for number, old in enumerate(scene.machines):
        if old.system not in ("github", "gcp", "openbao", "microsoft") or old.vendor:
            continue
        made = scene.at(1 + number % 3, 9) + rng.randrange(7 * HOUR)
        new = replace(old, key=FRESH[old.system](rng), created=made, moves=list(old.moves))
        old.ended = made + 2 * HOUR
        scene.changed(rng, new, by, made)
        scene.changed(rng, old, by, old.ended, made=False)
        if old.system in ("openbao", "microsoft") and rng.random() < 0.3:
            refusals = [(f"{old.acts[0]}!1", old.things[0])] * 5
            scene.user(rng, old).series(old.ended + 20 * MINUTE, refusals, 30 * MINUTE)
        fresh.append(new)
    scene.adds(*fresh)
