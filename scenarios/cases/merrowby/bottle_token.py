"""The token that a build server showed to everybody is tried: what it may do, and one object written into a repository.

After Homebrew (2018): a list of the environment on a page of the build server, a token that may write to the
repositories in which built packages are, half an hour from the first look on, and nothing changed that anybody got.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion

_FROM, _WITH = "245.203.7.91", "curl/7.54.0"


@intrusion("A token that a build server showed writes one object into a repository")
def plan(scene: Scene) -> None:
    """Nine requests in half an hour, two of them refused; the token is changed on the next morning."""
    rng, bot = scene.rng("intruder"), scene.held("github", "bottle-bot", 10)
    token = scene.intruder(rng, bot, address=_FROM, agent=_WITH)
    ms = scene.at(4, 16) + rng.randrange(5 * HOUR)
    steps = (("user", "", "look: who"), ("orgs", "", "look: organisations"), ("repos", "", "look: repositories"),
             ("contents", "bottles", "look: repository"), ("commits", "bottles", "look: repository"),
             ("blob!404", "infrastructure", "change: object refused"),
             ("blob", "bottles", "change: object written"), ("contents", "scanner-app", "look: repository"),
             ("secrets!403", "bottles", "look: secrets"))  # fmt: skip
    token.series(ms, steps, 30 * SECOND, 6 * MINUTE)
    handed(scene, rng, bot.name, scene.at(5, 4) + rng.randrange(2 * HOUR), scene.people[2], grace=2 * MINUTE)
    token.holds()
