"""A surge: within a week the code of all services goes into one repository, with all of its history.

A program copies every repository twice and pushes over what is protected; thirty engineers copy all of it anew; tokens
of builds are ended and one takes their place; old repositories are renamed, closed, and some trials destroyed.
"""

from random import Random

from scenarios.companies.brindlecote_places import AREAS, REPOSITORIES, TEND, builder
from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, by_hand, surge, take_up
from scenarios.machine import job
from scenarios.systems.github import Github

_ONE, _TRIALS = "everything", ("everything-try", "everything-try-2", "history-probe")


@surge("The code of all services goes into one repository within a week")
def plan(scene: Scene) -> None:
    """Two trials by day, the move in a night; all engineers on two days; builds for three; leftovers on the last."""
    rng, code = scene.rng("one"), scene.known("github", Github)
    mover = job(rng, "github", "bc-mover", "git/2.55.2", 6 * HOUR, 3, (_ONE,), ("fetch", "commits"), TEND)
    build = job(rng, "github", "bc-build-everything", "git/2.55.2", HOUR, 9, (_ONE,), ("clone", "statuses", "fetch"),
                builder)  # fmt: skip
    for number, new in enumerate((mover, build)):
        new.created = scene.at(1 + 3 * number, 9)
        take_up(scene, new, 2)
    user = scene.user(rng, mover)
    for day, hour, into in ((1, 11, _TRIALS[0]), (2, 13, _TRIALS[1]), (3, 21, _ONE)):
        ms = scene.at(day, hour)
        for name in REPOSITORIES:
            ms = user.series(ms, [("clone", name), ("push", into)], 8 * SECOND, MINUTE)
        ms = user.series(
            ms, [("protect", into), ("push", into), ("push", into), ("edit!403", into)], MINUTE, 5 * MINUTE
        )
    by_hand(scene, rng, mover, scene.at(2, 16), scene.people[14].home, 12)
    for who in [one for one in scene.people[:44] if one.left > scene.at(9)]:
        _engineer(scene, rng, who)
    _ended(scene, rng, code)


def _engineer(scene: Scene, rng: Random, who: Person) -> None:
    """An engineer copies the one repository, some twice, and those of his own trunk that he still needs."""
    code, ms = scene.known("github", Github), scene.at(4, 7) + rng.randrange(30 * HOUR)
    where = who.place(scene.at(4))
    for name in (_ONE, *rng.sample(REPOSITORIES, 5 + rng.randrange(9)), _ONE):
        scene.ordinary(code.granted(rng, who, ms, "clone", name, where, "git/2.50.1"))
        ms += 5 * SECOND + rng.randrange(3 * MINUTE)
    for act in ("push", "protect", "push") if rng.random() < 0.4 else ("push",):
        ms += 10 * MINUTE + rng.randrange(2 * HOUR)
        scene.ordinary(code.granted(rng, who, ms, act, _ONE, where, "git/2.50.1"))


def _ended(scene: Scene, rng: Random, code: Github) -> None:
    """Tokens of single builds are ended on three days, old repositories renamed and closed, trials destroyed."""
    tokens = [one for one in scene.of("github") if one.name.startswith("bc-build-") and one.every > HOUR
              and one.ended > scene.at(9)]  # fmt: skip
    for number, one in enumerate(tokens):
        one.ended = scene.at(6 + number % 3, 14) + number * 7 * MINUTE
        scene.changed(rng, one, scene.people[number % 4], one.ended, made=False)
    mover, by = scene.user(rng, scene.named("github", "bc-mover")), scene.people[0]
    ms = scene.at(7, 18)
    for area in AREAS:
        for name in (f"{area}-service", f"{area}-web"):
            mover.act(ms, "rename", f"{name}-closed")
            mover.act(ms + 4 * SECOND, "edit", f"{name}-closed", refused="403" if area == AREAS[5] else "")
            ms += 9 * SECOND + rng.randrange(20 * SECOND)
    for name in _TRIALS:
        scene.ordinary(code.granted(rng, by, ms, "destroy", name, by.home, by.agent))
        ms += 2 * MINUTE
