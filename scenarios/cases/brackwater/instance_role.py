"""The session of an instance's role is taken out and used through a VPN, in working hours, with the same library."""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies.brackwater import AREAS
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_FROM = "203.0.113.98"


def plan(scene: Scene) -> None:
    """Three mornings: what its own program reads, and each time a few secrets of other areas; sessions are renewed."""
    rng = scene.rng("intruder")
    one = rng.choice([one for one in scene.of("aws") if one.key.startswith("role/") and one.roams is None])
    aws = scene.systems["aws"]
    others = [
        f"bw/{area}/{name}" for area in AREAS for name in ("db", "cache") if f"bw/{area}/{name}" not in one.things
    ]
    rng.shuffle(others)
    for morning in (1, 2, 5):
        ms = scene.start + morning * DAY + 8 * HOUR + rng.randrange(2 * HOUR)
        for act, thing in (("secret", one.things[0]), ("queue", ""), ("secret", others.pop()), ("secret", others.pop()),
                           ("decrypt", "")):  # fmt: skip
            records = aws.work(rng, one, ms, act, thing, address=_FROM)
            scene.hostile(f"{'take: secret read' if act == 'secret' else f'look: {act}'}", records)
            ms += MINUTE + rng.randrange(25 * MINUTE)
    scene.foothold("credential", aws.identifier(one), scene.first)


SCENARIO = Scenario("The session of an instance's role is used through a VPN", plan, company=BRACKWATER)
