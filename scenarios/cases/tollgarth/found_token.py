"""A program that helps an engineer finds the secret of what sets names, and deletes a disk and its copies with it.

After PocketOS (April 2026): a task on the trial stage, a sign-in that did not fit, a credential for domains in a file
that had nothing to do with it, and one call that took production and its copies, in nine seconds.
"""

from scenarios.keeping import secret_handed
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.azure import Azure


@intrusion("A helping program deletes a disk and its copies with the secret for names")
def plan(scene: Scene) -> None:
    """A try with the engineer's own rights, a minute later the secret; the next day it is handed on."""
    rng, cloud = scene.rng("intruder"), scene.known("azure", Azure)
    who, names = scene.people[21], scene.held("azure", "Site names", 8)
    ms = scene.at(4, 13) + rng.randrange(4 * HOUR)
    hand = scene.intruder(rng, names, address=who.office, agent="curl/8.7.1")
    hand.act(ms, "sign-in", "", "use: sign-in")
    ms += 4 * SECOND
    hand.act(ms, "drop-disk", "telemetry-vm0-data", "destroy: disk deleted")
    for number in range(5):
        ms += SECOND
        hand.act(ms, "drop-snapshot", f"telemetry-vm0-data-{number}", "destroy: copy deleted")
    hand.holds()
    for number, by in enumerate((who, scene.people[2], scene.people[0])):
        at = ms + (20 + 15 * number) * MINUTE
        for act in ("vm", "start", "snapshot"):
            scene.ordinary(cloud.person_does(rng, by.login, at, act, "telemetry-vm0", by.office, agent=by.agent))
            at += 3 * MINUTE + rng.randrange(6 * MINUTE)
    secret_handed(scene, rng, names, ms + 18 * HOUR, scene.people[1], grace=HOUR)
