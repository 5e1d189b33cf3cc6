"""A surge: after an upgrade of the vault all of its tokens are made anew in a night, and many consumers are late.

Everything is read again, several times, from hosts and from homes; old tokens are refused until the second evening.
"""

from dataclasses import replace
from random import Random

from scenarios.companies.corvenside import AREAS, TEND
from scenarios.kit import BY_HAND, DAY, FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, code, surge
from scenarios.systems.openbao import Openbao

_CLIENT = "bao/2.5.0"


@surge("All tokens of the vault are made anew in a night")
def plan(scene: Scene) -> None:
    """A rehearsal, then the night; a third of the consumers are late by up to a day; all is read twice after it."""
    rng, begins = scene.rng("vault"), scene.at(3, 2)
    keeper = scene.named("openbao", "token-keeper")
    tend = scene.user(rng, scene.held("openbao", "token-tend", 3), address=TEND, agent=_CLIENT)
    looks = [(act, "") for act in ("self", "mounts", "rules", "rules")] + [("list", f"{area}/") for area in AREAS]
    tend.series(begins - 30 * HOUR, looks, 20 * SECOND, 2 * MINUTE)
    for number, old in enumerate(scene.lasting("openbao", begins, begins + 12 * HOUR)):
        if old.every == FOREVER:
            continue
        made = begins + number * 6 * MINUTE + rng.randrange(4 * MINUTE)
        _reissued(scene, rng, old, keeper, made, late=number % 3 == 0)
    for act in ("secrets", "secret", "secret"):
        sync = scene.user(rng, scene.named("kubernetes", "platform/secret-sync"))
        begins = sync.series(begins + 3 * HOUR, [(act, f"{area}:{area}-app") for area in AREAS], SECOND, 20 * SECOND)
    who = scene.people[2]
    restart = scene.user(
        rng, scene.named("kubernetes", "clearing/night"), address=who.home, agent=BY_HAND["kubernetes"]
    )
    restart.series(begins, [("pods", "clearing:night"), ("config", "clearing:night")] * 6, MINUTE, 6 * MINUTE)


def _reissued(scene: Scene, rng: Random, old: Machine, keeper: Machine, made: int, *, late: bool) -> None:
    """The next token, made by the keeper's own; who is late is refused with the old one until he has it."""
    vault, ended = scene.known("openbao", Openbao), old.ended
    new = replace(old, key=code(rng, 24), created=made, ended=ended, agent=_CLIENT, moves=[], upgrades=[])
    old.ended = made + 20 * MINUTE
    scene.adds(new)
    scene.ordinary(vault.turns(rng, new, keeper, made, made=True))
    scene.ordinary(vault.turns(rng, old, keeper, old.ended, made=False))
    if late:
        tries = [("read!1", rng.choice(old.things)) for _ in range(8 + rng.randrange(16))]
        scene.user(rng, old).series(old.ended + HOUR, tries, 20 * MINUTE, DAY // 24)
    steps = [("self", ""), *(("read", thing) for thing in old.things * 2)]
    scene.user(rng, new).series(made + 30 * MINUTE, steps, 5 * SECOND, 3 * MINUTE)
