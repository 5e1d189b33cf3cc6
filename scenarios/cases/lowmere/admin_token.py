"""An administrator's token that stood in a commit makes an account, makes it an administrator, and others use it.

After Sourcegraph (2023): six weeks from the commit to the first use, a new account raised by the token, and a service
by which anybody could ask through it.
"""

from random import Random

from scenarios.companies.lowmere import PROJECTS
from scenarios.kit import DAY, FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, digits, intrusion
from scenarios.systems.gitlab import Gitlab

_HOST, _NEW = "248.61.3.19", "l.hartmann"


@intrusion("An administrator's token makes an account an administrator, and others use it")
def plan(scene: Scene) -> None:
    """An account on a Wednesday; raised a day later; looks of many others through it, until it is blocked."""
    rng, instance = scene.rng("intruder"), scene.known("gitlab", Gitlab)
    steward = scene.intruder(rng, scene.held("gitlab", "steward", 14), address=_HOST, agent="PostmanRuntime/7.43.0")
    ms = scene.at(2, 18) + rng.randrange(5 * HOUR)
    steps = (("me", "", "look: me"), ("users", "", "look: users"), ("user", _NEW, "stay: account made"))
    ms = steward.series(ms, steps, 20 * SECOND, 4 * MINUTE)
    scene.foothold("account", f"gitlab@main:user:{_NEW}", ms)
    instance.accounts[_NEW] = 240
    made = Machine("gitlab", _NEW, digits(rng, 5), _HOST, "PostmanRuntime/7.43.0", FOREVER, 1, [PROJECTS[0]], (),
                   created=ms, ended=scene.at(6, 1))  # fmt: skip
    account = scene.intruder(rng, made)
    account.series(ms + 20 * MINUTE, (("me", ""), ("projects", ""), ("users!403", "")), 9 * SECOND, MINUTE)
    ms += DAY
    steward.act(ms, "promote", _NEW, "stay: administrator made")
    for _ in range(150):
        ms += rng.randrange(28 * MINUTE)
        act, thing = rng.choice((("projects", ""), ("search", rng.choice(PROJECTS)), ("file", rng.choice(PROJECTS)),
                                 ("users", "")))  # fmt: skip
        if ms < made.ended:
            account.act(ms, act, thing, "use: asked through it", address=_other(rng), agent="axios/1.7.9")
    steward.act(scene.at(8, 17) + rng.randrange(3 * HOUR), "users", "", "look: is it still there")
    account.holds(made.created, made.ended)
    steward.holds()


def _other(rng: Random) -> str:
    """One of a few dozen machines through which others ask."""
    return f"24{3 + rng.randrange(4)}.150.{rng.randrange(3)}.{10 + rng.randrange(4)}"
