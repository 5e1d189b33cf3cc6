"""A bot's token, left in an image that was published, joins two channels and takes files."""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.organisations import TARNFIELD
from scenarios.scenario import Scenario
from scenarios.scene import Scene

#: At the hoster that the builds use too; the bot's library, of a later version.
_FROM, _WITH = "243.31.90.14", "python-slack-sdk/3.37.0"


def plan(scene: Scene) -> None:
    """Two channels on one day, then two or three files on each of six."""
    rng, slack = scene.rng("intruder"), scene.systems["slack"]
    one = next(one for one in scene.of("slack") if one.name == "field notes")
    ms = scene.start + DAY + 2 * HOUR + rng.randrange(18 * HOUR)
    for channel in ("incidents", "contracts"):
        scene.hostile("look: channel joined", slack.work(rng, one, ms, "join", channel, address=_FROM, agent=_WITH))
        ms += 2 * MINUTE
    for day in (1, 2, 3, 4, 6, 9):
        ms = scene.start + (1 + day) * DAY + 2 * HOUR + rng.randrange(18 * HOUR)
        for _ in range(2 + rng.randrange(2)):
            name = f"{rng.choice(('postmortem', 'offer', 'access', 'network'))}-{rng.randrange(90)}"
            records = slack.work(rng, one, ms, "download", name, address=_FROM, agent=_WITH)
            scene.hostile("take: file taken", records)
            ms += 3 * MINUTE + rng.randrange(50 * MINUTE)
    scene.foothold("credential", slack.identifier(one), scene.first)


SCENARIO = Scenario("A bot's token joins two channels and takes files", plan, company=TARNFIELD)
