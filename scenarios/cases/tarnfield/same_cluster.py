"""Who broke into one service of the cluster uses its token beside it: same address, same client, its own secrets."""

from scenarios.kit import DAY, HOUR, Scene, intrusion


@intrusion("A service's token is used beside the service, from the cluster's one address")
def plan(scene: Scene) -> None:
    """Six reads in eleven days: five of what the service reads itself, the last of a neighbour's database."""
    rng, lasting = scene.rng("intruder"), scene.lasting("openbao", scene.start - 7 * DAY, scene.at(13))
    token = rng.choice([known for known in lasting if known.name not in ("token-turner", "token-sim")])
    intruder = scene.intruder(rng, token)
    for number, day in enumerate((1, 3, 4, 7, 9, 12)):
        ms = scene.at(day) + rng.randrange(23 * HOUR)
        intruder.act(ms, "read", rng.choice(token.things) if number < 5 else "portal/db", "take: secret read")
    intruder.holds()
