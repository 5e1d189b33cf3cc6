"""Mail of three people is read with tokens that nobody issued: there is no sign-in, only the access to the box.

After the theft of a signing key at Microsoft (2023), which a customer noticed because mail was accessed by an
application that never had been seen doing so.
"""

from scenarios.companies.lowmere import DOMAIN
from scenarios.kit import HOUR, MINUTE, Scene, intrusion, uuid
from scenarios.systems.microsoft import Microsoft

_FROM = ("248.30.4.9", "248.30.4.71", "249.101.8.20")


@intrusion("Mail is read with tokens that nobody issued")
def plan(scene: Scene) -> None:
    """One to four accesses on eleven days to three boxes; nothing else, and nothing is refused."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    app, boxes = uuid(rng), [f"{scene.people[number].login}@{DOMAIN}" for number in (1, 7)] + [f"director@{DOMAIN}"]
    for day in (0, 1, 2, 3, 5, 6, 7, 9, 12, 13, 16):
        ms = scene.at(day, 1) + rng.randrange(9 * HOUR)
        for _ in range(1 + rng.randrange(4)):
            scene.hostile("take: mail read", tenant.reads(rng, ms, rng.choice(boxes), rng.choice(_FROM), app))
            ms += 4 * MINUTE + rng.randrange(HOUR)
    scene.foothold("token", f"m365@main:app:{app}", scene.first)
