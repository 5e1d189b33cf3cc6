"""The token of an assistant's builds puts a commit into it; the next release, by another machine, carries it.

After Amazon Q's extension (2025): a token of builds that may write, got by a change from outside, a commit that looks
like one of the builds, and a release that nobody looked at. The token is found and ended days later.
"""

from random import Random

from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Machine, Scene, intrusion

_FROM = ("252.40.40.7", "250.66.190.31")
_WITH = "PyGithub/2.3.0"
_REPO = "technician-assistant"


@intrusion("A token of builds puts a commit into an assistant, which the next release carries")
def plan(scene: Scene) -> None:
    """Looks on one day, commits in the night of the next, a release two days later; refused elsewhere; ended."""
    rng = scene.rng("intruder")
    token = scene.held("github", "om-assistant-builds", 10)
    user = scene.intruder(rng, token, address=_FROM[0], agent=_WITH)
    ms = scene.at(1, 20) + rng.randrange(3 * HOUR)
    looks = [("user", ""), ("orgs", ""), ("list", ""), ("contents", _REPO), ("secrets!403", _REPO),
             ("contents!404", "access-rules")]  # fmt: skip
    user.series(ms, looks, 4 * SECOND, 2 * MINUTE, path="package.json")
    ms = scene.at(2, 23) + rng.randrange(2 * HOUR)
    steps = [("clone", _REPO, "take: code"), ("push", _REPO, "change: branch pushed"),
             ("open", _REPO, "change: request opened"),
             ("workflow!403", "cluster-state", "change: commit tried")]  # fmt: skip
    ms = user.series(ms, steps, 40 * SECOND, 4 * MINUTE, address=_FROM[1], path=".github/workflows/build.yml")
    user.act(ms, "workflow", _REPO, "change: commit", address=_FROM[1], path="scripts/extensionNode.ts")
    scene.foothold("change", f"github@main:commit:{_REPO}", ms)
    _carried(scene, rng, ms + 40 * HOUR + rng.randrange(6 * HOUR))
    ms = scene.at(6, 1) + rng.randrange(2 * HOUR)
    again = [("commits", _REPO, "look: commits"), ("push!403", "builder-kit", "change: push tried")]
    user.series(ms, again[:1], 20 * SECOND, 4 * MINUTE)
    _ended(scene, rng, token)
    user.holds(0, token.ended)


def _carried(scene: Scene, rng: Random, ms: int) -> None:
    """The machine that releases does so, as on any day."""
    release = scene.user(rng, scene.named("github", "om-release"))
    release.series(ms, [("commits", _REPO), ("push", _REPO), ("release", _REPO)], 20 * SECOND, 3 * MINUTE)


def _ended(scene: Scene, rng: Random, token: Machine) -> None:
    """Somebody who uses the assistant tells of it; the token is taken away, and the release replaced."""
    token.ended = scene.at(7, 9) + rng.randrange(3 * HOUR)
    scene.changed(rng, token, scene.people[2], token.ended, made=False)
    _carried(scene, rng, token.ended + HOUR)
    late = scene.user(rng, token)
    late.series(token.ended + 3 * HOUR, [("pulls!401", _REPO)] * 6, HOUR + MINUTE, DAY // 12)
    late.act(token.ended + 2 * HOUR + 20 * SECOND, "statuses!401", _REPO)
