"""Two administrators' roles of the database ask for customers, night after night, until one sees a query not his own.

After Anthem (2015): credentials of several administrators, queries over weeks from inside, records of persons and
nothing else, and an administrator who stopped a query and told of it.
"""

from dataclasses import replace
from random import Random

from scenarios.companies.ostermoor_places import SEATS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_INSIDE = SEATS[2][0]
_WANTED = ("sites.owners", "sites.contacts", "orders.owners", "orders.contacts", "portal.owners", "portal.contacts",
           "invoices.owners", "invoices.contacts", "visits.contacts")  # fmt: skip


@intrusion("Administrators' roles ask for customers until one sees a query that is not his")
def plan(scene: Scene) -> None:
    """A look, then one to three tables on nine nights, by two roles; on a Friday the second one is stopped."""
    rng = scene.rng("intruder")
    role = scene.intruder(rng, scene.named("postgresql", "dba_eu"), address=_INSIDE, agent="psql")
    since = ms = scene.at(0, 21) + rng.randrange(3 * HOUR)
    role.series(ms, [("databases", ""), ("tables", ""), ("columns", ""), ("roles", "")], MINUTE, 9 * MINUTE)
    for day in (1, 2, 3, 6, 7, 8, 9):
        ms = scene.at(day, 20) + rng.randrange(5 * HOUR)
        tables = rng.sample(_WANTED, 1 + rng.randrange(3))
        steps = [step for name in tables for step in (("count", name), ("all", name, "take: table read"))]
        role.series(ms, steps, 5 * MINUTE, 30 * MINUTE)
    other = _second(scene, rng)
    seen = scene.at(11, 9) + rng.randrange(HOUR)
    role.act(seen - 20 * MINUTE, "all", "sites.owners", "take: table read")
    for name in ("dba_eu", "dba_us"):
        old = scene.named("postgresql", name)
        new = replace(old, name=f"{name}_b", key=f"{name}_b", created=seen + 2 * HOUR, moves=[], upgrades=[])
        old.ended = seen + HOUR
        scene.adds(new)
    role.holds(since, seen + HOUR)
    scene.foothold("credential", role.system.identifier(scene.named("postgresql", "dba_us")), other, seen + HOUR)


def _second(scene: Scene, rng: Random) -> int:
    """Another administrator's role, tried with a wrong password first; returns when it was let in."""
    role = scene.intruder(rng, scene.named("postgresql", "dba_us"), address=_INSIDE, agent="psql")
    ms = scene.at(9, 23) + rng.randrange(2 * HOUR)
    since = role.series(ms, [("tables!1", ""), ("tables!1", "")], 20 * SECOND, MINUTE, what="look: password tried")
    steps = [("count", name) for name in _WANTED[:3]] + [("copy", "portal.owners", "take: table copied")]
    role.series(since, steps, 2 * MINUTE, 9 * MINUTE)
    return since
