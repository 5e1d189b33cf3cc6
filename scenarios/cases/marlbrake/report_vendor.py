"""The vendor of reports lost the keys that it kept for its customers; this one is used with the vendor's own client.

After Sisense (2024): a customer sees only that a key which the vendor alone holds comes from elsewhere.
"""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.organisations import MARLBRAKE
from scenarios.scenario import Scenario
from scenarios.scene import Scene

#: Another hoster's network, where the vendor has nothing.
_FROM = ("248.77.101.5", "248.77.102.44")


def plan(scene: Scene) -> None:
    """Three visits in ten days: a look, then questions to the sales that the vendor asks too."""
    rng, aws = scene.rng("intruder"), scene.systems["aws"]
    one = next(one for one in scene.of("aws") if one.name == "svc-mb-sproutboard")
    for day, acts in ((2, ("who", "buckets")), (6, ("query", "query", "bucket")), (12, ("query", "secrets!"))):
        ms = scene.start + day * DAY + 8 * HOUR + rng.randrange(13 * HOUR)
        for said in acts:
            act, refused = said.rstrip("!"), "1" if said.endswith("!") else ""
            thing = {"query": "sales", "bucket": "mb-sales-exports"}.get(act, "")
            told = {"address": _FROM[day > 6], "refused": refused}
            what = "take: sales asked for" if act == "query" else f"look: {act}"
            scene.hostile(what, aws.work(rng, one, ms, act, thing, **told), success=not refused)
            ms += MINUTE + rng.randrange(40 * MINUTE)
    scene.foothold("credential", aws.identifier(one), scene.first)


SCENARIO = Scenario("The key that a vendor of reports held is used from elsewhere", plan, company=MARLBRAKE)
