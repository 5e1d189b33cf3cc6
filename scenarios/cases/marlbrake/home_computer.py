"""Somebody sits in an engineer's computer at home and uses the operators' vault token and key from there, now and then.

After LastPass (2022): who could open the store of keys was watched at home, and the copies were what was wanted.
"""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.keeping import BY_HAND
from scenarios.organisations import MARLBRAKE
from scenarios.scenario import Scenario
from scenarios.scene import Scene


def plan(scene: Scene) -> None:
    """Five secrets in eight days, four of which the token never read; then the copies of databases are looked at."""
    rng, vault, aws = scene.rng("intruder"), scene.systems["openbao"], scene.systems["aws"]
    ops = next(one for one in scene.of("openbao") if one.name == "token-ops")
    key = next(one for one in scene.of("aws") if one.name == "svc-mb-backup")
    where = scene.people[6].home
    for day, thing in ((1, "ops/backup"), (2, "ops/cloud"), (5, "shop/db"), (6, "ops/copies-key"), (9, "insight/db")):
        ms = scene.start + day * DAY + 18 * HOUR + rng.randrange(9 * HOUR)
        told = {"address": where, "agent": BY_HAND["openbao"]}
        scene.hostile("take: secret read", vault.work(rng, ops, ms, "read", thing, **told))
    ms = scene.start + 11 * DAY + 19 * HOUR + rng.randrange(5 * HOUR)
    for act, thing in (("buckets", ""), ("bucket", "mb-copies"), ("snapshots", "")):
        told = {"address": where, "agent": BY_HAND["aws"]}
        scene.hostile(f"look: {act}", aws.work(rng, key, ms, act, thing, **told))
        ms += 3 * MINUTE + rng.randrange(2 * HOUR)
    scene.foothold("credential", vault.identifier(ops), scene.first)
    scene.foothold("credential", aws.identifier(key), ms)


SCENARIO = Scenario("An engineer's computer at home is used for the operators' token", plan, company=MARLBRAKE)
