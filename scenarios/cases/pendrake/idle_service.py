"""Passwords are tried at the database for days; then a service's role that nobody used reads tables for eight days.

After SingHealth (Committee of Inquiry, January 2019): tries with accounts that are not there or may not enter, a local
account with a poor password, a service's account that was left from earlier, bulk queries until an administrator saw
them, and a try to come back.
"""

from scenarios.companies.pendrake_places import HALL, TABLES
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, intrusion

_AGENT, _SECOND = "psql", "10.46.9.77"


@intrusion("A service's role that nobody used reads tables for eight days")
def plan(scene: Scene) -> None:
    """Refused on five days; two entries on the sixth; eight days of queries; refused again two days after the end."""
    rng = scene.rng("intruder")
    named = ("admin", "dba", "orders_admin", "sa")
    tried = [Machine("postgresql", name, name, HALL, _AGENT, FOREVER, 1, [], ()) for name in named]
    tried += [scene.named("postgresql", name) for name in ("dba_opo", "desk_rw", "nightly_dump")]
    for day in range(5):
        ms = scene.at(day, 16) + rng.randrange(6 * HOUR)
        for one in rng.sample(tried, 2 + day % 3):
            role = scene.intruder(rng, one, address=HALL, agent=_AGENT)
            ms = role.series(ms, [("read!1", "", "try: password")] * (1 + rng.randrange(4)), 20 * SECOND, 5 * MINUTE)
    local = scene.intruder(rng, scene.held("postgresql", "hall_local", 7), address=HALL, agent=_AGENT)
    ms = scene.at(5, 17) + rng.randrange(3 * HOUR)
    ms = local.series(ms, (("version", ""), ("databases", ""), ("roles", ""), ("tables", "")), MINUTE, 6 * MINUTE)
    local.holds()
    held = scene.held("postgresql", "loyalty_sync", 13)
    service = scene.intruder(rng, held, address=HALL, agent=_AGENT)
    ms = since = scene.at(6, 3) + rng.randrange(2 * HOUR)
    service.series(ms, (("tables", ""), ("columns", ""), ("columns", ""), ("count", "orders.persons")), MINUTE,
                   8 * MINUTE)  # fmt: skip
    wanted = [name for name in TABLES if name.endswith((".persons", ".rows", ".history"))]
    for day in range(6, 14):
        ms = scene.at(day, 9) + rng.randrange(5 * HOUR)
        steps = [("all", rng.choice(wanted), "take: rows") for _ in range(9 + rng.randrange(22))]
        steps.append(("count", "orders.persons", "look: rows counted"))
        where = HALL if day % 3 else _SECOND
        ends = service.series(ms, steps, 40 * SECOND, 9 * MINUTE, address=where)
    admin = scene.user(rng, scene.named("postgresql", "dba_tll"))
    admin.series(ends + 20 * MINUTE, [("sessions", ""), ("roles", ""), ("sessions", "")], MINUTE, 4 * MINUTE)
    held.ended = ends + HOUR
    service.series(scene.at(16, 2), [("read!1", "", "try: password")] * 5, MINUTE, 20 * MINUTE, address=_SECOND)
    service.holds(since, held.ended)
