"""A contractor's administrator is dismissed in a call, and deletes databases for an hour before his role ends.

After Opexus (2025): two brothers dismissed in one call, of whom one could still sign in, and 96 databases within an
hour, each of them shut to others first.
"""

from random import Random

from scenarios.companies.quillhaven_places import AREAS, PORTS, TABLES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_LINE = "198.51.100.142"


@intrusion("A dismissed contractor's role shuts and deletes databases")
def plan(scene: Scene) -> None:
    """From five minutes after the call for an hour; then the role is refused; others look what is left."""
    rng = scene.rng("intruder")
    role = scene.held("postgresql", "dba_hire", 12)
    told = scene.at(9, 16) + 55 * MINUTE + rng.randrange(10 * MINUTE)
    hand = scene.intruder(rng, role, address=_LINE, agent="psql")
    ms = told + 5 * MINUTE
    ms = hand.series(ms, [("databases", ""), ("tables", "")], 20 * SECOND, MINUTE)
    names = [f"{area}_{kind}" for area in AREAS for kind in ("live", "trial", *PORTS[:2])]
    for number, name in enumerate(rng.sample(names, 88)):
        if number % 3 == 0:
            hand.act(ms, "shut", name, "destroy: database shut to others")
            ms += 2 * SECOND + rng.randrange(6 * SECOND)
        hand.act(ms, "drop-base", name, "destroy: database deleted")
        ms += 5 * SECOND + rng.randrange(50 * SECOND)
    for table in rng.sample(TABLES[34:50], 6):
        hand.act(ms, "copy", table, "take: table copied")
        ms += 20 * SECOND + rng.randrange(MINUTE)
    hand.holds()
    role.ended = ms + 2 * MINUTE
    hand.act(ms + 6 * MINUTE, "databases!1", "", "look: refused")
    _after(scene, rng, ms + 20 * MINUTE)


def _after(scene: Scene, rng: Random, ms: int) -> None:
    """Two administrators look through the night what is there, by their own roles and by the role of copies."""
    for name, person in (("dba_gdy", 4), ("dba_sts", 5), ("nightly_dump", 6)):
        who = scene.user(rng, scene.named("postgresql", name), address=scene.people[person].home, agent="psql")
        steps = [("databases", ""), *((rng.choice(("count", "tables", "columns")), table) for table in TABLES[:40:2])]
        who.series(ms + rng.randrange(HOUR), steps, 30 * SECOND, 8 * MINUTE)
