"""A deploy token puts a hook on two repositories; the token is taken away two days later, the hooks stay."""

from keyroll.replay.streams import digits
from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_FROM, _WITH = "203.0.113.201", "python-httpx/0.28.1"


def plan(scene: Scene) -> None:
    """It reads how builds are made, adds hooks and a secret, and is quiet: the hooks deliver by themselves."""
    rng = scene.rng("intruder")
    own, github = scene.of("github", vendor=False), scene.tended("github")
    one = own[rng.randrange(len(own))]
    ms = scene.start + DAY + 9 * HOUR + rng.randrange(6 * HOUR)
    for name in one.things[:4]:
        scene.hostile(f"look: {name} read", github.work(rng, one, ms, "contents", name, address=_FROM, agent=_WITH))
        ms += MINUTE + rng.randrange(4 * MINUTE)
    for name in one.things[:2]:
        hook = digits(rng, 9)
        records = github.work(rng, one, ms, "hook", name, address=_FROM, agent=_WITH, hook=hook)
        scene.hostile(f"stay: hook on {name}", records)
        scene.foothold("webhook", f"github@main:webhook:{hook}", ms)
        ms += MINUTE + rng.randrange(20 * MINUTE)
    scene.hostile(
        "stay: secret changed", github.work(rng, one, ms, "secret", one.things[0], address=_FROM, agent=_WITH)
    )
    gone = ms + 2 * DAY
    scene.foothold("credential", github.identifier(one), scene.first, gone)
    one.ended = gone
    scene.ordinary(github.changes(rng, one, scene.people[0], gone, made=False))


SCENARIO = Scenario("A deploy token leaves hooks behind that outlive it", plan)
