"""Analysts published a notebook with its key in it; somebody asks the warehouse with it, a few questions a day.

After what researchers of Microsoft did with a link to a store (2023), and scans of public notebooks and images since:
what was published with the work opened far more than the work.
"""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies.kestervale import builder
from scenarios.estates.kestervale_cloud import REPORTS
from scenarios.organisations import KESTERVALE
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.visit import held, visit

#: What nobody asks with this key: who is ill with what, and where the money goes.
_WANTED = ("schema_tables", "schema_columns", "diagnoses_by_member", "members_contact", "members_bank", "claims_detail")
#: The version that a hoster of notebooks has installed.
_WITH = "gcloud-python/2.14.0 gl-python/3.11.14 grpc/1.71.2"


def plan(scene: Scene) -> None:
    """Nine working days of two to five questions in office hours, from rented notebooks where the builds run too."""
    rng, one = scene.rng("intruder"), held(scene, "gcp", "kv-notebooks", 17)
    for number, day in enumerate((1, 2, 3, 7, 8, 9, 10, 14, 15)):
        ms = scene.start + day * DAY + 8 * HOUR + rng.randrange(7 * HOUR)
        told = {"address": builder("guest", ms), "agent": _WITH}
        known = _WANTED[:2] if number == 0 else (*_WANTED[2 : 3 + number // 2], *REPORTS[:2], "adhoc")
        steps = []
        for thing in rng.sample(known, min(len(known), 2 + rng.randrange(4))):
            step = "take: members' data asked for" if thing in _WANTED[2:] else "look: warehouse asked"
            steps.append((step, "query", thing))
        ms = visit(scene, rng, one, ms, steps, (3 * MINUTE, 40 * MINUTE), **told)
        if number in (2, 6):
            visit(scene, rng, one, ms, [("look: exports listed", "list!1", "kv-quality-exports")], (1, 2), **told)
    scene.foothold("credential", scene.systems["gcp"].identifier(one), scene.first)


SCENARIO = Scenario("A key out of a published notebook asks the warehouse about members", plan, company=KESTERVALE)
