"""The role of who looks after databases is used at another host of the house: a count, then tables, on quiet days.

After Marriott and Starwood (2014 to 2018): an administrator's account, a question for the number of rows that gave it
away, and tables copied into files.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_INSIDE = "198.18.30.77"


@intrusion("The role of who looks after databases counts rows and copies tables")
def plan(scene: Scene) -> None:
    """Refused once for a wrong password; looks on a day, one count on another, three tables on three nights."""
    rng = scene.rng("intruder")
    dba = scene.intruder(rng, scene.held("postgresql", "dba", 15), address=_INSIDE, agent="psql")
    ms = scene.at(1, 20) + rng.randrange(3 * HOUR)
    steps = (("version!1", ""), ("version", ""), ("databases", ""), ("roles", ""), ("tables", ""), ("columns", ""))
    dba.series(ms, steps, 20 * SECOND, 3 * MINUTE)
    ms = scene.at(4, 2) + rng.randrange(2 * HOUR)
    dba.act(ms, "count", "readers.people", "look: rows counted")
    for day, table in ((7, "readers.people"), (10, "bills.people"), (14, "readers.history")):
        ms = scene.at(day, 1) + rng.randrange(3 * HOUR)
        dba.series(ms, (("count", table, "look: rows counted"), ("copy", table, "take: table copied")), 4 * MINUTE)
    dba.holds()
