"""Somebody who worked there until January takes one archive with the key that analysts and contractors share.

After Chegg (2018, told by the FTC in 2022): one credential for many, which stays when they leave, and one copy of a
database out of storage. Nothing else is done with it.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_WITH = "Cyberduck/9.3.1.43748 (Mac OS X/26.2) (aarch64)"


@intrusion("Who left takes an archive with a key that many share")
def plan(scene: Scene) -> None:
    """On a Sunday evening, from the home from which the same key was never seen: five calls; one more a week later."""
    rng = scene.rng("intruder")
    former = next(one for one in scene.people if one.login == "x.ruiz")
    key = scene.intruder(rng, scene.held("aws", "svc-cs-extract", 16), address=former.home, agent=_WITH)
    ms = scene.at(6, 22) + rng.randrange(2 * HOUR)
    steps = [("buckets", "", "look: buckets"), ("objects", "cs-shops-archive", "look: objects listed"),
             ("objects", "cs-ledger-archive", "look: objects listed"),
             ("object", "cs-shops-archive|dumps/owners-2026-01-31.sql.gz", "take: copy of a database"),
             ("object", "cs-shops-archive|dumps/owners-2026-01-31.sql.gz", "take: copy of a database")]  # fmt: skip
    key.series(ms, steps, 40 * SECOND, 6 * MINUTE)
    key.act(scene.at(13, 21) + rng.randrange(HOUR), "objects", "cs-shops-archive", "look: objects listed")
    key.holds()
