"""An old token of the zone moves mail for nine minutes, to get a certificate, and the portal for ten hours.

After Fox-IT (2017): a password that was years old and seldom used, a certificate that was asked for by mail, and a
portal whose traffic went through a server of the intruder's own.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM = "252.61.14.202"


@intrusion("An old token moves mail for minutes and the portal for hours")
def plan(scene: Scene) -> None:
    """Six changes of the zone in one night; in the morning the company sets its record back and ends the token."""
    rng = scene.rng("intruder")
    old = scene.held("cloudflare", "portal-zone", 9)
    zone, ops = scene.intruder(rng, old, address=_FROM), scene.user(rng, old)
    ms = since = scene.at(8, 3) + 38 * MINUTE + rng.randrange(20 * MINUTE)
    zone.act(ms, "set", "portal", "change: record tried")
    zone.act(ms + 6 * MINUTE, "set", "portal", "change: record set back")
    ms += 84 * MINUTE + rng.randrange(9 * MINUTE)
    zone.series(ms, [("set", "mail", "change: mail moved"), ("set", "mail", "change: mail moved back")], 9 * MINUTE)
    ms += 16 * MINUTE
    zone.act(ms, "set", "portal", "change: portal moved")
    zone.act(ms + 40 * SECOND, "add", "portal-origin", "change: record added")
    until = ms + 10 * HOUR + 24 * MINUTE
    scene.foothold("record", "cloudflare@main:record:portal", ms, until)
    ops.series(until, [("set", "portal"), ("drop", "portal-origin")], 2 * MINUTE)
    old.ended = until + 30 * MINUTE
    scene.changed(rng, old, scene.people[2], old.ended, made=False)
    zone.holds(since, old.ended)
