"""The key of technicians' tablets is used to guess names of copies for days, then reads the copy of every device.

After SonicWall (September and November 2025): guesses at one interface of one cloud, then by the same call the copies
of the settings of every customer, and nothing else.
"""

from scenarios.companies.wexholme_places import SETTINGS
from scenarios.kit import HOUR, SECOND, Scene, intrusion

_HOSTS, _AGENT = ("252.17.203.44", "250.140.61.9", "254.88.12.70", "251.60.7.119"), "Go-http-client/2.0"


@intrusion("Names of copies are guessed, then the settings of every device are read by one call")
def plan(scene: Scene) -> None:
    """Guesses on four nights; all copies from the sixth to the seventh day; never ended."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("gcp", "wx-field-tool", 12), agent=_AGENT)
    for day in range(4):
        ms = scene.at(day, 1) + rng.randrange(4 * HOUR)
        guessed = [f"wx-settings-copies/objects/{rng.randrange(10**6):06d}.cfg" for _ in range(50 + rng.randrange(60))]
        steps = [("read!1", name, "try: name guessed") for name in guessed]
        steps.insert(rng.randrange(30), ("read", rng.choice(SETTINGS), "take: settings"))
        key.series(ms, steps, SECOND, 9 * SECOND, address=_HOSTS[day])
    key.holds()
    ms = scene.at(5, 3) + rng.randrange(4 * HOUR)
    for number in range(0, len(SETTINGS), 90):
        taken = [("read", name, "take: settings") for name in SETTINGS[number : number + 90]]
        ms = (
            key.series(
                ms, [("list", "wx-settings-copies"), *taken], SECOND, 8 * SECOND, address=_HOSTS[number // 90 % 4]
            )
            + 3 * HOUR
        )
