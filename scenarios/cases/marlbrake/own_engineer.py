"""An engineer of the company takes the code at night with machines' credentials, through a tunnel that once breaks.

After Ubiquiti (2020-2021): an insider who clones by night, shortens how long logs are kept, and whose own address shows
for some minutes.
"""

from scenarios.companies.marlbrake import REPOSITORIES
from scenarios.kit import BY_HAND, HOUR, MINUTE, SECOND, Scene, intrusion

_TUNNEL = "246.201.15.88"


@intrusion("An engineer takes the code by night through a tunnel")
def plan(scene: Scene) -> None:
    """Five nights within nine days, four to nine repositories each; in the third the tunnel breaks for two of them."""
    rng, who, wanted = scene.rng("intruder"), scene.people[9], list(REPOSITORIES)
    tagger = scene.intruder(rng, scene.named("github", "release-tagger"), agent=BY_HAND["github"])
    ops = scene.intruder(rng, scene.named("aws", "svc-mb-ops"), address=_TUNNEL, agent=BY_HAND["aws"])
    rng.shuffle(wanted)
    for night, day in enumerate((1, 2, 5, 8, 9)):
        ms = scene.at(day, 22) + rng.randrange(2 * HOUR)
        for number in range(4 + rng.randrange(6)):
            where = who.home if night == 2 and number in (2, 3) else _TUNNEL
            tagger.act(ms, "clone", wanted.pop(), "take: repository cloned", address=where)
            ms += 40 * SECOND + rng.randrange(7 * MINUTE)
    ms, hides = scene.at(9, 26) + rng.randrange(HOUR), "hide: logs are kept for a day"
    logs = [("forget-logs", f"mb/{name}", hides) for name in ("edge", "shop", "audit", "cluster")]
    steps = (("trails", ""), ("buckets", ""), *logs, ("drop-bucket-rule", "mb-logs", hides))
    ms = ops.series(ms, steps, 25 * SECOND, 4 * MINUTE)
    tagger.holds()
    ops.holds(ms)
