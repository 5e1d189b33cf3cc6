"""A token that no administrator made puts a script in front of the site for some hours, and takes it away again.

After BadgerDAO (2021): tokens made through an account that was not fully registered, a script that was there at times
only and for some visitors only, for weeks.
"""

from dataclasses import replace

from scenarios.kit import DAY, FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, hexes, intrusion

_MADE, _FROM = "250.140.71.9", ("252.8.61.14", "253.8.61.15", "251.8.61.16")


@intrusion("A token that nobody ordered puts a script in front of the site at times")
def plan(scene: Scene) -> None:
    """The token; nothing for three days; five times a script for two to seven hours, by day and by night."""
    rng = scene.rng("intruder")
    ms = scene.at(1, 10) + rng.randrange(9 * HOUR)
    token = Machine("cloudflare", "site-preview", hexes(rng, 32), _FROM[0], "", FOREVER, 1, [], ("script",), created=ms)
    admin = replace(scene.people[2], office=_MADE)
    scene.hostile("stay: token made", scene.tended("cloudflare").changes(rng, token, admin, ms, made=True))
    scene.adds(token)
    user = scene.intruder(rng, token)
    for number, day in enumerate((4, 5, 8, 11, 15)):
        ms = scene.at(day) + rng.randrange(20 * HOUR)
        where = _FROM[number % 3]
        user.act(ms, "script", "site-metrics", "change: script put before the site", address=where)
        user.act(ms + 40 * SECOND, "route", "www", "change: route to the script", address=where)
        ms += 2 * HOUR + rng.randrange(5 * HOUR)
        user.act(ms, "drop-script", "site-metrics", "hide: script removed", address=where)
        if number % 2:
            user.act(ms + MINUTE, "purge", "www", "hide: cache emptied", address=where)
    user.holds(token.created)
    scene.foothold("session", f"cloudflare@main:user:{admin.login}", token.created, token.created + DAY)
