"""A token that may change names of the zone moves one of them, and makes itself another token."""

from scenarios.kit import DAY, HOUR, MINUTE, Scene, hexes, intrusion


@intrusion("A token moves a name of the zone and makes another token")
def plan(scene: Scene) -> None:
    """Four acts in three days: a name is changed for an hour and set back, then a token is made; the first one ends."""
    rng, token = scene.rng("intruder"), scene.named("cloudflare", "certificates")
    intruder = scene.intruder(rng, token, address="198.18.219.77")
    ms = scene.at(1, 11) + rng.randrange(5 * HOUR)
    for wait, act, thing in (
        (0, "set", "claims"), (40 * MINUTE, "add", "_acme-challenge.claims"), (HOUR, "set", "claims"),
    ):  # fmt: skip
        ms += wait + rng.randrange(5 * MINUTE)
        intruder.act(ms, act, thing, "take: record of {thing} changed")
    ms, made = ms + 2 * DAY, hexes(rng, 32)
    intruder.act(ms, "token", "", "stay: token made", number=made)
    scene.foothold("credential", f"cloudflare@main:account_token:{made}", ms)
    token.ended = ms + 2 * DAY
    intruder.holds(until=token.ended)
    scene.changed(rng, token, scene.people[0], token.ended, made=False)
