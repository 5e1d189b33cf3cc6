"""A package takes the tokens of own builders; all but one are changed on that day, and that one clones everything.

After Grafana Labs (May and June 2026): tokens taken on the builds' own hosts and seen at once, a change of all of them
that left one out, five days without an act, every repository within hours, then a demand.
"""

from scenarios.companies.wrenfold_places import AREAS, REPOSITORIES, own_builder
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion

_FROM, _GIT = ("251.33.120.9", "251.33.121.40"), "git/2.39.5"
_BUN = "Bun/1.3.2"


@intrusion("The token that a change of all tokens left out clones every repository")
def plan(scene: Scene) -> None:
    """A question who each token is, from the builders; twenty are handed on; five days later 84 clones."""
    rng = scene.rng("intruder")
    names = [f"wf-build-{area}" for number, area in enumerate(AREAS) if number % 4 == 2]
    ms = scene.at(2, 10) + rng.randrange(4 * HOUR)
    left = names[3]
    for name in (*names, "wf-image-builds"):
        held = scene.held("github", name, 16 if name == left else 2)
        taken = scene.intruder(rng, held, address=own_builder(held.key, ms), agent=_BUN)
        taken.series(ms, (("user", ""), ("repos", "")), SECOND, 4 * SECOND)
        taken.holds(ms)
        ms += 5 * SECOND + rng.randrange(11 * MINUTE)
    ms += 3 * HOUR
    for number, name in enumerate((*(f"wf-build-{area}" for area in AREAS), "wf-image-builds", "wf-bot", "wf-release")):
        if name != left:
            ms += MINUTE + rng.randrange(9 * MINUTE)
            handed(scene, rng, name, ms, scene.people[number % 4], grace=10 * MINUTE)
    token = scene.intruder(rng, scene.held("github", left, 16), agent=_GIT)
    ms = scene.at(7, 1) + rng.randrange(5 * HOUR)
    ms = token.series(ms, (("user", ""), ("list", ""), ("list", "")), 5 * SECOND, MINUTE, address=_FROM[0],
                      agent="python-requests/2.32.4")  # fmt: skip
    for number, name in enumerate(REPOSITORIES):
        token.act(ms, "clone", name, "take: code", address=_FROM[number % 2])
        ms += 4 * SECOND + rng.randrange(2 * MINUTE)
    handed(scene, rng, left, scene.at(8, 9) + rng.randrange(3 * HOUR), scene.people[1], grace=MINUTE)
