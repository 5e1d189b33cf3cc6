"""A bot's token reads the one that replaces it, waits, moves tags of the steps of builds, and takes what builds have.

After Trivy's second time (March 2026): the tokens were changed after the first theft, but one after the other, so that
a valid one could still read what was put in place of the others.
"""

from random import Random

from scenarios.companies.quillhaven_places import PROJECTS, builder
from scenarios.kit import BY_HAND, HOUR, MINUTE, SECOND, Scene, handed, intrusion

_FIRST, _SECOND = "252.61.8.140", ("253.88.19.6", "250.17.140.33")
_CLIENT, _LATER = "python-requests/2.32.5", "git/2.43.0"
_STEPS = PROJECTS[48:59]


@intrusion("A token reads the next one during a change, and moves the tags of builds' steps")
def plan(scene: Scene) -> None:
    """Six calls; the change on the next day, and one more call; eleven tags ten days later; secrets on two nights."""
    rng = scene.rng("intruder")
    old = scene.held("gitlab", "steps-keeper", 3)
    bot = scene.intruder(rng, old, address=_FIRST, agent=_CLIENT)
    ms = scene.at(1, 1) + rng.randrange(5 * HOUR)
    looks = [("me", ""), ("projects", ""), ("variables", "steps/release"), ("variables", "steps/deploy"),
             ("variables!403", "cloud/vault"), ("tags", "steps/build")]  # fmt: skip
    bot.series(ms, looks, 5 * SECOND, 50 * SECOND, what="look: {act}")
    changed = scene.at(2, 9) + rng.randrange(3 * HOUR)
    for number, name in enumerate(("publisher", "steps-keeper", "cluster-state", "reports-data")):
        handed(scene, rng, name, changed + number * 25 * MINUTE, scene.people[1], grace=3 * HOUR)
    bot.act(changed + 70 * MINUTE, "variables", "steps/deploy", "take: next token")
    since = changed + 25 * MINUTE
    new = next(one for one in scene.of("gitlab") if one.name == "steps-keeper" and one.created == since)
    _tags(scene, rng, new.key, scene.at(12, 17) + rng.randrange(2 * HOUR))
    bot.holds(ms, changed + 25 * MINUTE + 3 * HOUR)
    scene.foothold("credential", f"gitlab@main:access_token:{new.key}", changed + 70 * MINUTE)
    _vault(scene, rng)


def _tags(scene: Scene, rng: Random, key: str, ms: int) -> None:
    """The next token moves one tag of each step: taken away and set again."""
    machine = next(one for one in scene.of("gitlab") if one.key == key)
    bot = scene.intruder(rng, machine, address=_SECOND[0], agent=_LATER)
    bot.act(ms, "me", "", "look: {act}")
    for step in rng.sample(_STEPS, len(_STEPS)):
        ms += 8 * SECOND + rng.randrange(25 * SECOND)
        bot.act(ms, "untag", step, "change: tag taken away")
        bot.act(ms + 2 * SECOND, "tag", step, "change: tag set")


def _vault(scene: Scene, rng: Random) -> None:
    """What builds carried is used: first where builds run, then elsewhere."""
    token = scene.intruder(rng, scene.held("openbao", "token-builds", 16), agent=BY_HAND["openbao"])
    ms = scene.at(13, 2) + rng.randrange(3 * HOUR)
    steps = [("self", ""), *(("read", f"builds/{name}", "take: secret") for name in ("registry", "deploy", "signing"))]
    token.series(ms, steps, 6 * SECOND, MINUTE, address=builder("x", ms))
    token.holds(ms)
    ms = scene.at(15, 1) + rng.randrange(4 * HOUR)
    more = [("list!1", "shared/"), ("read", "builds/signing", "take: secret"), ("read!1", "tablets/signing")]
    token.series(ms, more, 9 * SECOND, 2 * MINUTE, address=_SECOND[1])
