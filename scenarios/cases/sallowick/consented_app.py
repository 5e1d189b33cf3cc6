"""A vendor's application gets one more secret without anybody of the house, and reads mail by the interface.

After Silk Typhoon (2025): vendors' keys and applications with consent, secrets of the intruder's own on them, hosts
that are rented near the victim, mail and documents by the interface alone.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion, uuid
from scenarios.systems.microsoft import Microsoft

_HOSTS = ("254.70.11.8", "254.70.11.9", "252.188.4.71", "250.3.99.14")


@intrusion("A vendor's application gets another secret and reads editors' mail")
def plan(scene: Scene) -> None:
    """A try with the vendor's own secret; the second secret; from then on one to six boxes on nine days."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    held = scene.held("microsoft", "Scrivenor transcripts", 16)
    app = scene.intruder(rng, held, address=_HOSTS[0], agent="Go-http-client/1.1")
    ms = scene.at(2, 10) + rng.randrange(8 * HOUR)
    app.series(ms, (("sign-in", ""), ("sign-in", "")), MINUTE, 5 * MINUTE)
    secret = uuid(rng)
    ms += 12 * MINUTE
    scene.hostile("stay: secret added", tenant.adds_secret(rng, held, ms, secret))
    scene.foothold("credential", f"entra@main:key_id:{secret}", ms)
    boxes = [f"{box}@{tenant.domain}" for box in ("editor", "legal", "tips", "press")]
    boxes += [f"{person.login}@{tenant.domain}" for person in scene.people[34:40]]
    for number, day in enumerate((3, 4, 5, 7, 8, 10, 11, 14, 16)):
        ms = scene.at(day, 7) + rng.randrange((5 if day == 16 else 11) * HOUR - 2 * HOUR)
        steps = [("mail", box) for box in rng.sample(boxes, 1 + number % 6)]
        app.series(
            ms, steps, 20 * SECOND, 5 * MINUTE, what="take: mail read", address=_HOSTS[number % 4], secret=secret
        )
    app.holds()
