"""The account of the portal's pages reads every secret of the project, then an account of the database out of one.

After LexisNexis (March 2026): a hole in a server of pages, a role that may read everything although it needs two
secrets, and tables that were copied with what stood in one of them.
"""

from scenarios.companies.tollgarth_places import AREAS, TABLES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_POD, _AGENT = "10.41.22.60", "python-requests/2.32.5"


@intrusion("The portal's account reads every secret, and a database follows")
def plan(scene: Scene) -> None:
    """From inside: the secrets in a quarter of an hour; tables on the next two nights."""
    rng = scene.rng("intruder")
    pages = scene.intruder(rng, scene.named("gcp", "tg-portal-run"), agent=_AGENT)
    since = ms = scene.at(1, 2) + rng.randrange(18 * HOUR)
    ms = pages.series(ms, [("policy!1", ""), ("buckets", ""), ("secrets", "")], 20 * SECOND, MINUTE)
    names = [f"{area}-{kind}" for area in AREAS for kind in ("db", "bus", "key")]
    pages.series(ms, [("secret", name) for name in names], 4 * SECOND, 20 * SECOND, what="take: secret read")
    pages.holds(since)
    account = scene.intruder(rng, scene.held("mariadb", "reports_ro", 8), address=_POD)
    for day, tables in ((2, TABLES[:40]), (3, TABLES[40:])):
        ms = scene.at(day, 22) + rng.randrange(3 * HOUR)
        if day == 2:
            held = ms
            looks = [("bases", ""), ("tables", ""), ("columns", ""), ("grants", ""), ("accounts!1142", "")]
            ms = account.series(ms, looks, 10 * SECOND, MINUTE)
        steps = [step for table in tables for step in (("count", table), ("all", table, "take: table read"))]
        account.series(ms, steps, 5 * SECOND, MINUTE)
    account.holds(held)
