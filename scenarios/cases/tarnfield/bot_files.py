"""A bot's token, left in an image that was published, joins two channels and takes files."""

from scenarios.kit import HOUR, MINUTE, Scene, intrusion


@intrusion("A bot's token joins two channels and takes files")
def plan(scene: Scene) -> None:
    """Two channels on one day, then two or three files on each of six."""
    rng = scene.rng("intruder")
    # At the hoster that the builds use too; the bot's library, of a later version.
    origin = {"address": "243.31.90.14", "agent": "python-slack-sdk/3.37.0"}
    intruder = scene.intruder(rng, scene.named("slack", "field notes"), **origin)
    ms = scene.at(1, 2) + rng.randrange(18 * HOUR)
    intruder.series(ms, (("join", "incidents"), ("join", "contracts")), 2 * MINUTE, what="look: channel joined")
    for day in (1, 2, 3, 4, 6, 9):
        ms = scene.at(1 + day, 2) + rng.randrange(18 * HOUR)
        files = (("download", f"{rng.choice(('postmortem', 'offer', 'access', 'network'))}-{rng.randrange(90)}")
                 for _ in range(2 + rng.randrange(2)))  # fmt: skip
        intruder.series(ms, files, 3 * MINUTE, 50 * MINUTE, what="take: file taken")
    intruder.holds()
