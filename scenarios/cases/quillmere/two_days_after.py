"""A vendor of typed reports dismisses somebody; two days later a role of the database that he set up reads patients.

After Geisinger and Nuance (November 2023, published in June 2024): a vendor's employee whose access was not taken away,
one evening, records of a million patients, and hospitals that notice it before the vendor does.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_HOME = "250.44.19.131"


@intrusion("A vendor's dismissed employee reads patients with the vendor's role")
def plan(scene: Scene) -> None:
    """One evening from a home, with the vendor's own program: what tables there are, then five of them."""
    rng = scene.rng("intruder")
    role = scene.intruder(rng, scene.held("postgresql", "dictaphrase_ro", 16), address=_HOME, agent="psycopg")
    ms = scene.at(6, 18) + rng.randrange(3 * HOUR)
    looks = (("read", "reports.rows"), ("tables", ""), ("columns", ""), ("count", "results.patients"))
    ms = role.series(ms, looks, 40 * SECOND, 3 * MINUTE)
    for table in ("results.patients", "reports.patients", "intake.patients", "orders.patients"):
        steps = (("count", table, "look: rows counted"), ("all", table, "take: table read"))
        ms = role.series(ms, steps, 2 * MINUTE, 9 * MINUTE)
    role.act(ms + 20 * MINUTE, "all", "results.codes", "take: table read")
    role.holds()
