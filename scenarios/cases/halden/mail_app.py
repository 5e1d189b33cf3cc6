"""An application's secret reads the mail of a few people, some boxes a night, with the library that the app uses."""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies.halden import DOMAIN
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_FROM = "198.18.231.60"


def plan(scene: Scene) -> None:
    """Eight nights; first a refused try with an old value, then four to six boxes a night."""
    rng = scene.rng("intruder")
    own, tenant = scene.of("microsoft", vendor=False), scene.systems["microsoft"]
    one = own[rng.randrange(len(own))]
    boxes = [f"{person.login}@{DOMAIN}" for person in rng.sample(scene.people, 14)]
    start = scene.start + DAY + 20 * HOUR + rng.randrange(3 * HOUR)
    scene.hostile(
        "look: old secret refused", tenant.work(rng, one, start, "mail", "", address=_FROM, refused="1"), success=False
    )
    for night in range(8):
        ms = start + night * DAY + 5 * MINUTE
        for box in rng.sample(boxes, 4 + rng.randrange(3)):
            scene.hostile(f"take: {box} read", tenant.work(rng, one, ms, "mail", box, address=_FROM))
            ms += 3 * MINUTE + rng.randrange(25 * MINUTE)
    scene.foothold("credential", tenant.identifier(one), scene.first)


SCENARIO = Scenario("An application's secret reads people's mail", plan)
