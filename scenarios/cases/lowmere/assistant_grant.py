"""The grant that a vendor's assistant for documents has is used beside it: documents are taken for three days.

After the breach of Vercel through Context.ai (2026): one person's trial of an assistant, a grant for all of the drive,
and a vendor that was broken into.
"""

from scenarios.companies.lowmere import AREAS
from scenarios.kit import HOUR, SECOND, Scene, intrusion

_HOSTS = ("252.17.60.4", "252.17.61.19", "245.3.88.140")


@intrusion("The grant of an assistant for documents takes documents")
def plan(scene: Scene) -> None:
    """Views of a few on the first day; thirty to sixty taken on two more; then a last look a week later."""
    rng = scene.rng("intruder")
    grant = scene.intruder(rng, scene.named("workspace", "Scribeleaf assistant"), address=_HOSTS[0])
    notes = [f"{area}-note-{number}" for area in AREAS for number in range(60)]
    for day, act, count in ((3, "view", 9), (4, "download", 34), (6, "download", 58), (13, "view", 4)):
        ms = scene.at(day, 7) + rng.randrange(9 * HOUR)
        steps = [(act, name) for name in rng.sample(notes, count)]
        what = "take: document taken" if act == "download" else "look: document seen"
        grant.series(ms, steps, 2 * SECOND, 70 * SECOND, what=what, address=_HOSTS[day % 3])
    grant.holds()
