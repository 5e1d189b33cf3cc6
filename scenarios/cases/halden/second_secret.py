"""An application gives itself a second secret, waits, and reads two people's mail with it."""

from scenarios.companies.halden import DOMAIN
from scenarios.kit import HOUR, Scene, intrusion, uuid
from scenarios.systems.microsoft import Microsoft

#: Another home each time, as a network of rented homes gives.
_FROM = ("198.18.205.44", "198.18.209.13", "198.18.213.201", "198.18.226.90")


@intrusion("An application gives itself a second secret and reads mail with it")
def plan(scene: Scene) -> None:
    """Seven acts in two weeks, twelve records, with the application's own library; nothing is refused."""
    rng = scene.rng("intruder")
    app, tenant = rng.choice(scene.of("microsoft", vendor=False)), scene.known("microsoft", Microsoft)
    intruder, second = scene.intruder(rng, app), uuid(rng)
    boxes = [f"{person.login}@{DOMAIN}" for person in rng.sample(scene.people[:8], 2)]
    ms = scene.at(1, 14) + rng.randrange(3 * HOUR)
    intruder.act(ms, "sign-in", "", "look: signed in", address=_FROM[0])
    ms += 40_000 + rng.randrange(200_000)
    scene.hostile("stay: second secret", tenant.adds_secret(rng, app, ms, second))
    scene.foothold("credential", f"entra@main:key_id:{second}", ms)
    for number, day in enumerate((5, 6, 9, 13, 15)):
        ms, where = scene.at(day, 18) + rng.randrange(5 * HOUR), _FROM[number % len(_FROM)]
        intruder.act(ms, "mail", boxes[number % 2], "take: mail read", address=where, secret=second)
    intruder.holds()
