"""An application gives itself a second secret, waits, and reads two people's mail with it."""

from keyroll.replay.streams import uuid
from keyroll.replay.times import DAY, HOUR
from scenarios.companies.halden import DOMAIN
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.microsoft import Microsoft

#: Another home each time, as a network of rented homes gives.
_FROM = ("198.18.205.44", "198.18.209.13", "198.18.213.201", "198.18.226.90")


def plan(scene: Scene) -> None:
    """Seven acts in two weeks, twelve records, with the application's own library; nothing is refused."""
    rng = scene.rng("intruder")
    tenant = scene.known("microsoft", Microsoft)
    one = rng.choice(scene.of("microsoft", vendor=False))
    second = uuid(rng)
    boxes = [f"{person.login}@{DOMAIN}" for person in rng.sample(scene.people[:8], 2)]
    ms = scene.start + DAY + 14 * HOUR + rng.randrange(3 * HOUR)
    scene.hostile("look: signed in", tenant.work(rng, one, ms, "sign-in", "", address=_FROM[0]))
    ms += 40_000 + rng.randrange(200_000)
    scene.hostile("stay: second secret", tenant.adds_secret(rng, one, ms, second))
    scene.foothold("credential", f"entra@main:key_id:{second}", ms)
    for number, day in enumerate((5, 6, 9, 13, 15)):
        ms = scene.start + day * DAY + 18 * HOUR + rng.randrange(5 * HOUR)
        where = _FROM[number % len(_FROM)]
        records = tenant.work(rng, one, ms, "mail", boxes[number % 2], address=where, secret=second)
        scene.hostile("take: mail read", records)
    scene.foothold("credential", tenant.identifier(one), scene.first)


SCENARIO = Scenario("An application gives itself a second secret and reads mail with it", plan)
