"""A token that publishes is copied out of a build; another one is revoked in its place; days later it publishes once.

After Cline (February 2026): the theft was reported, the wrong token was taken away, and the right one published one
version that installed something else.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion

_BUILD, _LATER = "252.33.180.9", "254.71.16.203"
_CURL, _NPM = "curl/8.5.0", "npm/10.8.2 node/v20.18.1 linux x64 workspaces/false"


@intrusion("A token that was not revoked publishes one version")
def plan(scene: Scene) -> None:
    """Three calls; the other token is handed on the next day; nine days later one version, seen after eight hours."""
    rng = scene.rng("intruder")
    token = scene.intruder(rng, scene.held("gitlab", "publisher", 12), agent=_CURL, address=_BUILD)
    ms = scene.at(2, 4) + rng.randrange(6 * HOUR)
    token.series(
        ms, [("me", ""), ("packages", "shared/messages"), ("packages", "shared/forms")], 30 * SECOND, 4 * MINUTE
    )
    handed(scene, rng, "publisher-night", scene.at(3, 10) + rng.randrange(4 * HOUR), scene.people[2], grace=MINUTE)
    ms = scene.at(12, 11) + rng.randrange(2 * HOUR)
    steps = [
        ("packages", "shared/messages", "look: versions"),
        ("publish", "shared/messages", "change: version put out"),
    ]
    token.series(ms, steps, 3 * MINUTE, 5 * MINUTE, agent=_NPM, address=_LATER)
    token.holds()
    handed(scene, rng, "publisher", ms + 8 * HOUR, scene.people[2], grace=MINUTE)
