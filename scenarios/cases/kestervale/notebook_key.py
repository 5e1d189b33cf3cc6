"""Analysts published a notebook with its key in it; somebody asks the warehouse with it, a few questions a day.

After what researchers of Microsoft did with a link to a store (2023), and scans of public notebooks and images since:
what was published with the work opened far more than the work.
"""

from scenarios.companies.kestervale import REPORTS, builder
from scenarios.kit import HOUR, MINUTE, Scene, intrusion

#: What nobody asks with this key: who is ill with what, and where the money goes.
_WANTED = ("schema_tables", "schema_columns", "diagnoses_by_member", "members_contact", "members_bank", "claims_detail")


@intrusion("A key out of a published notebook asks the warehouse about members")
def plan(scene: Scene) -> None:
    """Nine working days of two to five questions in office hours, from rented notebooks where the builds run too."""
    rng, key = scene.rng("intruder"), scene.held("gcp", "kv-notebooks", 17)
    # The version that a hoster of notebooks has installed.
    intruder = scene.intruder(rng, key, agent="gcloud-python/2.14.0 gl-python/3.11.14 grpc/1.71.2")
    for number, day in enumerate((1, 2, 3, 7, 8, 9, 10, 14, 15)):
        ms = scene.at(day, 8) + rng.randrange(7 * HOUR)
        where = builder("guest", ms)
        known = _WANTED[:2] if number == 0 else (*_WANTED[2 : 3 + number // 2], *REPORTS[:2], "adhoc")
        steps = []
        for thing in rng.sample(known, min(len(known), 2 + rng.randrange(4))):
            what = "take: members' data asked for" if thing in _WANTED[2:] else "look: warehouse asked"
            steps.append(("query", thing, what))
        ms = intruder.series(ms, steps, 3 * MINUTE, 37 * MINUTE, address=where)
        if number in (2, 6):
            intruder.series(ms, [("list!1", "kv-quality-exports", "look: exports listed")], 1, 1, address=where)
    intruder.holds()
