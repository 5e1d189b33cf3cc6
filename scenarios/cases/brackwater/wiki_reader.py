"""A service account reads pages on how to get in, a handful a day, from a hosting network, as its own program does."""

from scenarios.companies.brackwater import ACCESS_PAGES
from scenarios.kit import HOUR, MINUTE, Scene, intrusion


@intrusion("A service account reads pages on access, a handful a day")
def plan(scene: Scene) -> None:
    """Eight days, four or five pages each, never a search, and one page of its own each day."""
    rng = scene.rng("intruder")
    account = rng.choice([known for known in scene.of("confluence", vendor=False) if "page" in known.acts])
    intruder = scene.intruder(rng, account, address="198.18.236.14")
    wanted = list(ACCESS_PAGES)
    rng.shuffle(wanted)
    for day in range(8):
        ms = scene.at(1 + day, 7) + rng.randrange(8 * HOUR)
        pages = (rng.choice(account.things), *(wanted.pop() for _ in range(3 + rng.randrange(2))))
        reads = (("page", page) for page in pages)
        intruder.series(ms, reads, 2 * MINUTE, 40 * MINUTE, what="look: {thing} read")
    intruder.holds()
