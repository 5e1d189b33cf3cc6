"""A library that a bot tried out takes the bot's token, which then writes itself into whatever it can reach.

After Shai-Hulud (2025): no person at work, many repositories in minutes, secrets collected on the way, and a second
wave some days later.
"""

from scenarios.companies.kestervale import PROJECTS
from scenarios.kit import HOUR, MINUTE, SECOND, Actor, Scene, digits, handed, intrusion

#: Machines of others that were caught before: the worm uses what it finds itself on.
_HOSTS = ("253.14.77.201", "253.80.6.19", "252.33.140.5")
_WITH = "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)"
_FAST = (400, 6 * SECOND - 400)


@intrusion("A bot's token writes itself into every project that it reaches")
def plan(scene: Scene) -> None:
    """Half an hour on a Tuesday night; the vault from what builds had; three days later what was left out."""
    rng, bot = scene.rng("intruder"), scene.held("gitlab", "pins-bot", 10)
    worm = scene.intruder(rng, bot, address=_HOSTS[0], agent=_WITH)
    builds = scene.intruder(rng, scene.held("openbao", "token-builds", 10), address=_HOSTS[1], agent="axios/1.12.2")
    ms = scene.at(8, 2) + rng.randrange(3 * HOUR)
    ms = worm.series(ms, [("groups", ""), *[("projects", "")] * 3], *_FAST)
    ms = _spreads(worm, ms, PROJECTS)
    worm.series(ms, [("runner", "", "stay: runner made")], *_FAST)
    scene.foothold("runner", "gitlab@main:runner:new", ms)
    steps = [("self", "", "look: self"), ("mounts!1", "", "look: mounts")]
    steps += [("read", f"builds/{name}", "take: secret read") for name in ("registry", "packages", "signing")]
    steps += [("read!1", "ops/copies", "take: secret read")]
    since = ms + 9 * MINUTE
    builds.series(since, steps, SECOND, 19 * SECOND)
    second = scene.intruder(rng, bot, address=_HOSTS[2], agent=_WITH)
    _spreads(second, scene.at(11, 21) + rng.randrange(2 * HOUR), PROJECTS[1:44:3])
    gone = scene.at(12, 9)
    for intruder, begun in ((worm, scene.first), (builds, since)):
        handed(scene, rng, intruder.machine.name, gone, scene.people[1], grace=10 * MINUTE)
        intruder.holds(begun, gone + 10 * MINUTE)


def _spreads(worm: Actor, ms: int, names: tuple[str, ...]) -> int:
    """Variables of each project, where they may be read; a branch with a pipeline; in some a key that stays."""
    for number, name in enumerate(names):
        closed = name not in worm.machine.things and number % 3 > 0
        steps = [("variables!403" if closed else "variables", name, "take: variables read")]
        if not closed:
            steps += [("file", name, "look: file read"), ("commit", name, "stay: pipeline committed")]
        ms = worm.series(ms, steps, *_FAST)
        if number % 9 == 4 and not closed:
            key = digits(worm.rng, 5)
            worm.series(ms, [("key", name, "stay: deploy key added")], *_FAST, number=key, title="ci-cache")
            worm.scene.foothold("credential", f"gitlab@main:deploy_key:{key}", ms)
            ms += 2 * SECOND
    return ms
