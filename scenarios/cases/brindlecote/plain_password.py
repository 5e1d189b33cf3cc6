"""Roles of eight databases are used from the host of an application that needs one of them, for weeks, in small parts.

After Equifax (May to July 2017): a hole in an application, passwords of databases in a file that it can read, some
9,000 queries on databases that it does not need, each small, among what is ordinary.
"""

from scenarios.companies.brindlecote_places import TABLES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_AGENT = "PostgreSQL JDBC Driver"
_BASES = ("invoices", "payments", "guests", "reservations", "loyalty", "messages", "reviews", "checkin")


@intrusion("Roles of eight databases are used from the host of one application for two weeks")
def plan(scene: Scene) -> None:
    """A day of looks; two to five bursts a day on thirteen days, each of some twenty small queries."""
    rng = scene.rng("intruder")
    host = scene.held("postgresql", "invoices_app", 16)
    roles = {base: scene.intruder(rng, scene.held("postgresql", f"{base}_app", 16), agent=_AGENT) for base in _BASES}
    began: dict[str, int] = {}
    ms = scene.at(1, 10) + rng.randrange(4 * HOUR)
    for base, role in roles.items():
        began[base] = ms
        steps = [("tables", ""), ("columns", ""), ("count", f"{base}.persons")]
        ms = role.series(ms, steps, 30 * SECOND, 5 * MINUTE, address=host.place(ms))
    for day in (2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15):
        for _ in range(2 + rng.randrange(4)):
            ms = scene.at(day) + rng.randrange(22 * HOUR)
            base = rng.choice(_BASES)
            wanted = [name for name in TABLES if name.startswith(f"{base}.")]
            steps = [(rng.choice(("read", "read", "count", "all")), rng.choice(wanted)) for _ in range(12)]
            steps += [("read", f"{base}.persons")] * (4 + rng.randrange(9))
            rows = [(act, thing, "take: rows" if act != "count" else "look: rows counted") for act, thing in steps]
            roles[base].series(ms, rows, 3 * SECOND, MINUTE, address=host.place(ms))
    for base, role in roles.items():
        role.holds(began[base])
