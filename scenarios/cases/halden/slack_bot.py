"""A bot's token takes files out of many channels, eight or so a day, from a home connection."""

from scenarios.kit import HOUR, MINUTE, WINDOWS, Scene, chrome, code, intrusion


@intrusion("A bot's token takes files out of many channels")
def plan(scene: Scene) -> None:
    """The bot only ever put reports there; over six days its token takes what people shared."""
    rng = scene.rng("intruder")
    bot = rng.choice(scene.of("slack", vendor=False))
    intruder = scene.intruder(rng, bot, address="203.0.113.33", agent=chrome(WINDOWS, 133))
    for day in range(6):
        ms = scene.at(1 + day, 17) + rng.randrange(4 * HOUR)
        files = (("download", f"shared-{code(rng, 6)}") for _ in range(5 + rng.randrange(6)))
        intruder.series(ms, files, 2 * MINUTE, 20 * MINUTE, what="take: file downloaded")
    intruder.holds()
