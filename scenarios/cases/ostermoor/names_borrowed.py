"""A token that may change records of mail borrows names: for minutes to get certificates, for hours to read along.

After the hijacking of DNS that FireEye and CISA told of in 2019: records moved and set back, certificates got in
between, traffic of mail and of the way in taken several times, and passwords from it tried elsewhere.
"""

from random import Random

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, chrome, intrusion
from scenarios.systems.microsoft import Microsoft

_FROM = ("253.160.2.71", "250.202.9.14", "253.160.2.74")
_AGENT = chrome("Windows NT 10.0; Win64; x64", 150)


@intrusion("A token for records of mail borrows names for minutes and for hours")
def plan(scene: Scene) -> None:
    """Two names for minutes on one night; hours on four nights of eleven days; passwords tried on two days."""
    rng = scene.rng("intruder")
    token = scene.held("cloudflare", "mail-zone", 15)
    zone = scene.intruder(rng, token, address=_FROM[0])
    ms = scene.at(2, 23) + rng.randrange(2 * HOUR)
    for name in ("webmail", "vpn"):
        steps = [("set", name, "change: record moved"), ("add", f"_acme-challenge.{name}", "change: record added"),
                 ("drop", f"_acme-challenge.{name}", "hide: record removed"),
                 ("set", name, "hide: record set back")]  # fmt: skip
        ms = zone.series(ms, steps, 40 * SECOND, 4 * MINUTE) + 20 * MINUTE
    for number, day in enumerate((4, 7, 11, 14)):
        name, ms = ("webmail", "vpn")[number % 2], scene.at(day, 5) + rng.randrange(3 * HOUR)
        where = _FROM[1 + number % 2]
        zone.act(ms, "set", name, "change: record moved", address=where)
        until = ms + 2 * HOUR + rng.randrange(4 * HOUR)
        zone.act(until, "set", name, "hide: record set back", address=where)
        scene.foothold("record", f"cloudflare@main:record:{name}", ms, until)
    zone.holds()
    _tried(scene, rng)


def _tried(scene: Scene, rng: Random) -> None:
    """Passwords that were read along are right, but for the second factor; one person gives it."""
    tenant, given = scene.known("microsoft", Microsoft), scene.people[215]
    for day in (5, 8):
        ms = scene.at(day, 4) + rng.randrange(3 * HOUR)
        for who in (scene.people[120], scene.people[168], scene.people[140 + day]):
            records = tenant.signs_in(rng, who, ms, _FROM[2], _AGENT, "Outlook", denied=True)
            scene.hostile("use: password tried", records, success=False)
            ms += 2 * MINUTE + rng.randrange(20 * MINUTE)
    ms += 9 * MINUTE
    scene.hostile("use: session", tenant.signs_in(rng, given, ms, _FROM[2], _AGENT, "Outlook"))
    scene.foothold("session", f"entra@main:user:{given.login}", ms)
    box = f"{given.login}@{tenant.domain}"
    for _ in range(4):
        ms += 30 * SECOND + rng.randrange(4 * MINUTE)
        scene.hostile("take: mail", tenant.reads(rng, ms, box, _FROM[2], "00000002-0000-0ff1-ce00-000000000000"))
