"""The secret with which a vendor copies all mail is used beside it, for a few boxes.

After the warnings on Commvault's copies of mail (2025) and on Mimecast's connections (2021): the vendor keeps the
secret, what it may read is everything, and the intruder wants little of it.
"""

from scenarios.companies.lowmere import DOMAIN
from scenarios.kit import HOUR, MINUTE, Scene, intrusion

_HOSTS = ("246.200.7.18", "250.14.90.3")


@intrusion("The secret of a vendor of copies reads a few boxes")
def plan(scene: Scene) -> None:
    """A secret that has ended is tried; then one to three boxes on six nights, at the hour of the vendor's own work."""
    rng, app = scene.rng("intruder"), scene.named("microsoft", "Hoardwell mail copies")
    intruder = scene.intruder(rng, app, agent="MSAL.Python/1.31.0")
    ms = scene.at(1, 3) + rng.randrange(3 * HOUR)
    intruder.act(ms, "sign-in!1", "", "look: old secret tried", address=_HOSTS[0])
    intruder.act(ms + 9 * MINUTE, "sign-in", "", "look: signed in", address=_HOSTS[0])
    wanted = [f"{box}@{DOMAIN}" for box in ("patents", "partners", "director")]
    wanted += [f"{scene.people[number].login}@{DOMAIN}" for number in (0, 4)]
    for number, day in enumerate((3, 4, 7, 10, 11, 15)):
        ms = scene.at(day) + app.phase + rng.randrange(2 * HOUR)
        boxes = (("mail", rng.choice(wanted), "take: mail read") for _ in range(1 + rng.randrange(3)))
        intruder.series(ms, boxes, MINUTE, 12 * MINUTE, address=_HOSTS[number % 2])
    intruder.holds()
