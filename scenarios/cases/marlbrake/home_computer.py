"""Somebody sits in an engineer's computer at home and uses the operators' vault token and key from there, now and then.

After LastPass (2022): who could open the store of keys was watched at home, and the copies were what was wanted.
"""

from scenarios.kit import BY_HAND, HOUR, MINUTE, Scene, intrusion


@intrusion("An engineer's computer at home is used for the operators' token")
def plan(scene: Scene) -> None:
    """Five secrets in eight days, four of which the token never read; then the copies of databases are looked at."""
    rng, where = scene.rng("intruder"), scene.people[6].home
    token = scene.intruder(rng, scene.named("openbao", "token-ops"), address=where, agent=BY_HAND["openbao"])
    key = scene.intruder(rng, scene.named("aws", "svc-mb-backup"), address=where, agent=BY_HAND["aws"])
    for day, thing in ((1, "ops/backup"), (2, "ops/cloud"), (5, "shop/db"), (6, "ops/copies-key"), (9, "insight/db")):
        token.act(scene.at(day, 18) + rng.randrange(9 * HOUR), "read", thing, "take: secret read")
    ms = scene.at(11, 19) + rng.randrange(5 * HOUR)
    looks = (("buckets", ""), ("bucket", "mb-copies"), ("snapshots", ""))
    ms = key.series(ms, looks, 3 * MINUTE, 2 * HOUR)
    token.holds()
    key.holds(ms)
