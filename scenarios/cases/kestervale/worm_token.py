"""A library that a bot tried out takes the bot's token, which then writes itself into whatever it can reach.

After Shai-Hulud (2025): no person at work, many repositories in minutes, secrets collected on the way, and a second
wave some days later.
"""

from random import Random

from keyroll.replay.streams import digits
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.estates.kestervale_desk import PROJECTS
from scenarios.keeping import handed
from scenarios.machine import Machine
from scenarios.organisations import KESTERVALE
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.visit import held, visit

#: Machines of others that were caught before: the worm uses what it finds itself on.
_HOSTS = ("253.14.77.201", "253.80.6.19", "252.33.140.5")
_WITH = "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)"
_FAST = (400, 6 * SECOND)


def plan(scene: Scene) -> None:
    """Half an hour on a Tuesday night; the vault from what builds had; three days later what was left out."""
    rng = scene.rng("intruder")
    bot, builds = held(scene, "gitlab", "pins-bot", 10), held(scene, "openbao", "token-builds", 10)
    ms = scene.start + 8 * DAY + 2 * HOUR + rng.randrange(3 * HOUR)
    ms = visit(scene, rng, bot, ms, [("look: groups", "groups", ""), *[("look: projects", "projects", "")] * 3], _FAST,
               address=_HOSTS[0], agent=_WITH)  # fmt: skip
    ms = _spreads(scene, rng, bot, ms, PROJECTS, _HOSTS[0])
    visit(scene, rng, bot, ms, [("stay: runner made", "runner", "")], _FAST, address=_HOSTS[0], agent=_WITH)
    scene.foothold("runner", "gitlab@main:runner:new", ms)
    steps = [("look: self", "self", ""), ("look: mounts", "mounts!1", "")]
    steps += [("take: secret read", "read", f"builds/{name}") for name in ("registry", "packages", "signing")]
    steps += [("take: secret read", "read!1", "ops/copies")]
    since = ms + 9 * MINUTE
    visit(scene, rng, builds, since, steps, (SECOND, 20 * SECOND), address=_HOSTS[1], agent="axios/1.12.2")
    ms = scene.start + 11 * DAY + 21 * HOUR + rng.randrange(2 * HOUR)
    _spreads(scene, rng, bot, ms, PROJECTS[1:44:3], _HOSTS[2])
    gone = scene.start + 12 * DAY + 9 * HOUR
    for one, begun in ((bot, scene.first), (builds, since)):
        handed(scene, rng, one.name, gone, scene.people[1], grace=10 * MINUTE)
        scene.foothold("credential", scene.systems[one.system].identifier(one), begun, gone + 10 * MINUTE)


def _spreads(scene: Scene, rng: Random, bot: Machine, ms: int, names: tuple[str, ...], host: str) -> int:
    """Variables of each project, where they may be read; a branch with a pipeline; in some a key that stays."""
    told = {"address": host, "agent": _WITH}
    for number, name in enumerate(names):
        closed = "!403" if name not in bot.things and number % 3 else ""
        steps = [("take: variables read", f"variables{closed}", name)]
        if not closed:
            steps += [("look: file read", "file", name), ("stay: pipeline committed", "commit", name)]
        ms = visit(scene, rng, bot, ms, steps, _FAST, **told)
        if number % 9 == 4 and not closed:
            key = digits(rng, 5)
            step = [("stay: deploy key added", "key", name)]
            visit(scene, rng, bot, ms, step, _FAST, number=key, title="ci-cache", **told)
            scene.foothold("credential", f"gitlab@main:deploy_key:{key}", ms)
            ms += 2 * SECOND
    return ms


SCENARIO = Scenario("A bot's token writes itself into every project that it reaches", plan, company=KESTERVALE)
