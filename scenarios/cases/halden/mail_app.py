"""An application's secret reads the mail of a few people, some boxes a night, with the library that the app uses."""

from scenarios.companies.halden import DOMAIN
from scenarios.kit import DAY, HOUR, MINUTE, Scene, intrusion


@intrusion("An application's secret reads people's mail")
def plan(scene: Scene) -> None:
    """Eight nights; first a refused try with an old value, then four to six boxes a night."""
    rng = scene.rng("intruder")
    intruder = scene.intruder(rng, rng.choice(scene.of("microsoft", vendor=False)), address="198.18.231.60")
    boxes = [f"{person.login}@{DOMAIN}" for person in rng.sample(scene.people, 14)]
    start = scene.at(1, 20) + rng.randrange(3 * HOUR)
    intruder.act(start, "mail!1", "", "look: old secret refused")
    for night in range(8):
        mails = [("mail", box) for box in rng.sample(boxes, 4 + rng.randrange(3))]
        intruder.series(start + night * DAY + 5 * MINUTE, mails, 3 * MINUTE, 25 * MINUTE, what="take: {thing} read")
    intruder.holds()
