"""A token that may change names of the zone moves one of them, and makes itself another token."""

from keyroll.replay.streams import hexes
from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_FROM = "198.18.219.77"


def plan(scene: Scene) -> None:
    """Four acts in three days: a name is changed for an hour and set back, then a token is made; the first one ends."""
    rng = scene.rng("intruder")
    cloudflare = scene.tended("cloudflare")
    one = next(one for one in scene.of("cloudflare") if one.name == "certificates")
    ms = scene.start + DAY + 11 * HOUR + rng.randrange(5 * HOUR)
    for wait, act, thing in (
        (0, "set", "claims"),
        (40 * MINUTE, "add", "_acme-challenge.claims"),
        (HOUR, "set", "claims"),
    ):
        ms += wait + rng.randrange(5 * MINUTE)
        scene.hostile(f"take: record of {thing} changed", cloudflare.work(rng, one, ms, act, thing, address=_FROM))
    ms, made = ms + 2 * DAY, hexes(rng, 32)
    scene.hostile("stay: token made", cloudflare.work(rng, one, ms, "token", "", address=_FROM, number=made))
    scene.foothold("credential", f"cloudflare@main:account_token:{made}", ms)
    gone = ms + 2 * DAY
    scene.foothold("credential", cloudflare.identifier(one), scene.first, gone)
    one.ended = gone
    scene.ordinary(cloudflare.changes(rng, one, scene.people[0], gone, made=False))


SCENARIO = Scenario("A token moves a name of the zone and makes another token", plan, company=BRACKWATER)
