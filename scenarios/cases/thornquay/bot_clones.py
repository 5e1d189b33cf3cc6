"""The token of a bot clones five repositories on one night, and is not used again until it is taken away.

After GitHub (2022, told of in January 2023): a token of a machine's account, repositories with certificates that are
sealed, one day, nothing changed.
"""

from scenarios.kit import DAY, HOUR, MINUTE, Scene, intrusion

_FROM = "254.118.33.7"


@intrusion("A bot's token clones five repositories on one night")
def plan(scene: Scene) -> None:
    """Five clones within a quarter of an hour or two; the token is taken away after a day."""
    rng = scene.rng("intruder")
    held = scene.held("github", "release-notes", 8)
    bot = scene.intruder(rng, held, address=_FROM, agent="git/2.38.1", country="NL")
    ms = scene.at(6, 18) + rng.randrange(5 * HOUR)
    wanted = ("launcher", "signing", "ember-client", "tide-client", "store-pages")
    ms = bot.series(ms, [("clone", name, "take: repository cloned") for name in wanted], MINUTE, 6 * MINUTE)
    held.ended = ms + DAY + rng.randrange(3 * HOUR)
    scene.changed(rng, held, scene.people[0], held.ended, made=False)
    bot.holds(0, held.ended)
