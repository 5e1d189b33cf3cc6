"""An application that may act for every box reads nine of them in turns, each time only what is new, through homes.

After UNC3524 (Mandiant, May 2022): an account with the right to act for others, boxes of those who lead, who buy and
sell companies and who administer, questions for what came since the last time, and cameras at homes in the same
country, through which all of it went.
"""

from scenarios.companies.merrowby import DOMAIN
from scenarios.kit import HOUR, SECOND, Scene, intrusion

_HOMES = ("198.19.214.60", "198.19.231.17", "198.19.222.190", "198.19.240.5")
_WITH = "ExchangeServicesClient/15.00.0913.015"


@intrusion("An application that may act for every box reads nine in turns")
def plan(scene: Scene) -> None:
    """Every second or third evening three to five of nine boxes, for sixteen days; one sign-in is refused at first."""
    rng = scene.rng("intruder")
    bridge = scene.intruder(rng, scene.held("microsoft", "Calendar bridge", 17), agent=_WITH, address=_HOMES[0])
    led = [f"{scene.people[number].login}@{DOMAIN}" for number in (0, 1, 16, 28, 37, 38)]
    boxes = (*led, f"director@{DOMAIN}", f"contracts@{DOMAIN}", f"security@{DOMAIN}")
    ms = scene.at(0, 11) + rng.randrange(4 * HOUR)
    bridge.act(ms, "sign-in!1", "", "look: secret refused")
    for number, day in enumerate((0, 2, 4, 7, 9, 11, 13, 16)):
        ms = scene.at(day, 15) + rng.randrange(5 * HOUR) if day < 16 else scene.at(day, 13) + rng.randrange(4 * HOUR)
        if number == 0:
            bridge.act(ms - 20 * SECOND, "sign-in", "", "look: signed in")
        reads = [("mail", box, "take: new mail read") for box in rng.sample(boxes, 3 + rng.randrange(3))]
        bridge.series(ms, reads, 20 * SECOND, 90 * SECOND, address=_HOMES[number % 4])
    bridge.holds()
