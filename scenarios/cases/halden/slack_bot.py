"""A bot's token takes files out of many channels, eight or so a day, from a home connection."""

from keyroll.replay.streams import code
from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_FROM = "203.0.113.33"
_WITH = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36"
)


def plan(scene: Scene) -> None:
    """The bot only ever put reports there; over six days its token takes what people shared."""
    rng = scene.rng("intruder")
    own, slack = scene.of("slack", vendor=False), scene.systems["slack"]
    one = own[rng.randrange(len(own))]
    for day in range(6):
        ms = scene.start + (1 + day) * DAY + 17 * HOUR + rng.randrange(4 * HOUR)
        for _ in range(5 + rng.randrange(6)):
            records = slack.work(rng, one, ms, "download", f"shared-{code(rng, 6)}", address=_FROM, agent=_WITH)
            scene.hostile("take: file downloaded", records)
            ms += 2 * MINUTE + rng.randrange(20 * MINUTE)
    scene.foothold("credential", slack.identifier(one), scene.first)


SCENARIO = Scenario("A bot's token takes files out of many channels", plan)
