"""The tokens of three engineers copy private repositories on one Sunday, and do nothing else.

After Slack's code (December 2022): a few employees' tokens for the host of code, private repositories copied on a day
on which few work, tokens ended two days later.
"""

from scenarios.companies.pendrake_places import REPOSITORIES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.github import Github

_FROM, _GIT = "254.90.12.66", "git/2.34.1"


@intrusion("Tokens of three engineers copy private repositories on a Sunday")
def plan(scene: Scene) -> None:
    """One list each, then eight to eleven repositories each within the afternoon; ended on Tuesday."""
    rng, code = scene.rng("intruder"), scene.known("github", Github)
    names = rng.sample(REPOSITORIES, 29)
    ms = scene.at(6, 11) + rng.randrange(2 * HOUR)
    for number, place in enumerate((15, 22, 37)):
        who = scene.people[place]
        looked = code.granted(rng, who, ms, "repos", "", _FROM, "python-requests/2.28.2", country="NL")
        scene.hostile("look: repositories", looked)
        scene.foothold("credential", f"github@main:token_id:{code.token(who)}", ms, scene.at(8, 14))
        for name in names[number * 9 : number * 9 + 8 + number]:
            ms += 30 * SECOND + rng.randrange(4 * MINUTE)
            taken = code.granted(rng, who, ms, "clone", name, _FROM, _GIT, country="NL")
            scene.hostile("take: code", taken)
        ms += 20 * MINUTE + rng.randrange(40 * MINUTE)
