"""A surge: a team leaves; accounts are closed, memberships taken away, and all that the team held gets new keys."""

from dataclasses import replace

from scenarios.companies.brackwater import GROUPS
from scenarios.kit import FRESH, HOUR, MINUTE, Machine, Scene, surge


@surge("A team leaves, and what it held gets new keys")
def plan(scene: Scene) -> None:
    """Twelve people in a week; the sync of the personnel system closes them, administrators change keys by hand."""
    rng = scene.rng("leavers")
    sync = scene.user(rng, scene.named("okta", "personnel-sync"))
    for number, person in enumerate(list(scene.people[14:26])):
        left = scene.at(1 + number % 5, 16) + rng.randrange(HOUR)
        steps = [("deactivate", ""), *(("leave", group) for group in rng.sample(GROUPS, 3))]
        left = sync.series(left, steps, 900, 4000, whom=person.login)
        scene.people[14 + number] = replace(person, left=left)
    fresh: list[Machine] = []
    for number, old in enumerate(scene.machines):
        passed_over = old.vendor or old.key.startswith("role/") or "visit" in old.acts
        if old.system not in ("aws", "gitlab", "cloudflare") or passed_over:
            continue
        by, made = scene.people[number % 4], scene.at(1 + number % 5, 9) + rng.randrange(6 * HOUR)
        new = replace(old, key=FRESH[old.system](rng), created=made, moves=list(old.moves))
        old.ended = made + 3 * HOUR
        scene.changed(rng, new, by, made)
        scene.changed(rng, old, by, old.ended, made=False)
        if old.system == "aws" and number % 3 == 0:
            refusals = [(old.acts[0], old.things[0])] * 6
            late = scene.user(rng, old, error="InvalidClientTokenId")
            late.series(old.ended + 10 * MINUTE, refusals, 40 * MINUTE)
        fresh.append(new)
    scene.adds(*fresh)
