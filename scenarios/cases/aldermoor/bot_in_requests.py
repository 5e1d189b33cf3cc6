"""A bot's token, taken by a request that builds run, waits for six days, then makes a build that sends secrets away.

After PostHog (November 2025): a change by an outsider that was closed within the minute, a token that may write, a
workflow that was there for a moment, and packages published with what it found.
"""

from scenarios.companies.aldermoor_places import LIBRARIES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion

_HOST, _AGENT = "252.118.6.53", "python-requests/2.32.4"


@intrusion("A bot's token waits for days, then the token that publishes is out")
def plan(scene: Scene) -> None:
    """Two requests on the second day; on the eighth a build within minutes, at night twelve packages; ended by noon."""
    rng = scene.rng("intruder")
    bot = scene.intruder(rng, scene.held("gitlab", "review-bot", 12), address=_HOST, agent=_AGENT)
    ms = scene.at(1, 15) + rng.randrange(3 * HOUR)
    bot.series(ms, [("me", ""), ("projects", "")], 3 * SECOND, 20 * SECOND)
    ms = scene.at(7, 14) + rng.randrange(4 * HOUR)
    bot.series(ms, [
        ("branch", LIBRARIES[3], "change: branch"), ("commit", LIBRARIES[3], "change: build that sends secrets"),
        ("pipeline", LIBRARIES[3], "use: build"), ("trace", LIBRARIES[3], "take: secrets of builds"),
        ("drop-branch", LIBRARIES[3], "hide: branch deleted"),
    ], 10 * SECOND, 50 * SECOND)  # fmt: skip
    bot.holds()
    release = scene.intruder(rng, scene.held("gitlab", "shared-release", 12), address="250.71.44.196",
                             agent="npm/10.9.2 node/v22.18.0 linux x64 workspaces/false")  # fmt: skip
    since = ms = scene.at(8, 4) + rng.randrange(HOUR)
    release.series(ms, [("packages", LIBRARIES[0]), *(("publish", name, "change: package") for name in LIBRARIES)],
                   20 * SECOND, 4 * MINUTE)  # fmt: skip
    release.holds(since)
    for number, name in enumerate(("shared-release", "review-bot")):
        handed(
            scene, rng, name, scene.at(8, 10) + number * HOUR + rng.randrange(HOUR), scene.people[number], grace=MINUTE
        )
