"""A request from outside runs with a bot's token, which hides a repository, deletes its releases and puts one out.

After Trivy, the first time (StepSecurity and Aqua, March 2026): a build that ran an outsider's change with a token that
may do everything, then within the hour a new name, no access for others, no releases, and an extension with more in it.
"""

from random import Random

from scenarios.companies.wrenfold_places import builder
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion
from scenarios.systems.github import Github

_FROM, _CURL, _GIT = "253.40.9.171", "curl/8.5.0", "git/2.43.0"
_NAME = "editor-extension"


@intrusion("A bot's token deletes all releases and puts out another one")
def plan(scene: Scene) -> None:
    """Two questions from the build; an hour later some forty requests in twenty minutes; restored in a day."""
    rng = scene.rng("intruder")
    held = scene.held("github", "wf-bot", 9)
    bot = scene.intruder(rng, held, agent=_CURL)
    ms = scene.at(6, 2) + rng.randrange(4 * HOUR)
    ms = bot.series(ms, (("user", ""), ("repos", "")), 2 * SECOND, 9 * SECOND, address=builder(held.key, ms))
    ms += 50 * MINUTE + rng.randrange(40 * MINUTE)
    steps: list[tuple[str, ...]] = [("user", ""), ("orgs", ""), ("list", ""), ("releases", _NAME)]
    steps += [("push", _NAME, "change: code pushed"), ("release", _NAME, "change: release put out"),
              ("rename", _NAME, "destroy: repository renamed")]  # fmt: skip
    ms = bot.series(ms, steps, 10 * SECOND, 2 * MINUTE, address=_FROM)
    lost = f"private-{_NAME}"
    bot.act(ms, "visibility", lost, "destroy: repository hidden", address=_FROM, made="private")
    steps = [("drop-release", lost, "destroy: release deleted") for _ in range(32)]
    steps.append(("push", lost, "destroy: branch emptied"))
    ms = bot.series(ms + 20 * SECOND, steps, SECOND, 12 * SECOND, address=_FROM, agent=_GIT)
    bot.holds()
    _restored(scene, rng, lost, ms + 4 * HOUR)


def _restored(scene: Scene, rng: Random, lost: str, ms: int) -> None:
    """The token is changed; an engineer gives the repository its name back and pushes what there was."""
    handed(scene, rng, "wf-bot", ms, scene.people[0], grace=MINUTE)
    code, by = scene.known("github", Github), scene.people[7]
    for act, thing in (("visibility", lost), ("rename", lost), ("push", _NAME), ("push", _NAME), ("release", _NAME),
                       ("release", _NAME), ("releases", _NAME)):  # fmt: skip
        ms += 4 * MINUTE + rng.randrange(20 * MINUTE)
        scene.ordinary(code.granted(rng, by, ms, act, thing, by.home, by.agent))
