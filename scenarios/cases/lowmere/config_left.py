"""A token in the settings of a copied repository reads code for days; a key that stands in the code reads the cloud.

After Pearson (2025): a `.git/config` that a web server gave out, an engineer's own token in it, and keys of the cloud
written into code. No list of the groups' tokens names such a token.
"""

from scenarios.companies.lowmere import BUCKETS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_HOSTS = ("251.9.14.30", "251.9.15.7")


@intrusion("A token left in a repository's settings, then a key that stands in code")
def plan(scene: Scene) -> None:
    """Who it is on the first day; some files on five days; on the tenth a key in the cloud, used on three days."""
    rng = scene.rng("intruder")
    token = scene.intruder(rng, scene.held("gitlab", "mkoller-laptop", 12), address=_HOSTS[0], agent="curl/8.5.0")
    ms = scene.at(0, 20) + rng.randrange(4 * HOUR)
    token.series(ms, (("me", ""), ("projects", ""), ("projects", ""), ("users!403", "")), 4 * SECOND, 30 * SECOND)
    for day, project in ((1, "infra/cloud"), (2, "infra/hosts"), (5, "partners/turbine"), (6, "partners/battery"),
                         (8, "models/analysis")):  # fmt: skip
        ms = scene.at(day, 3) + rng.randrange(14 * HOUR)
        files = [("file", project, "take: file read")] * (2 + rng.randrange(5))
        steps = [("tree", project, "look: tree"), *files, ("variables!403", project, "take: variables read")]
        ms = token.series(ms, steps, 3 * SECOND, 90 * SECOND)
        token.act(ms, "fetch", project, "take: project fetched")
    key = scene.intruder(rng, scene.held("gcp", "lm-cloud-setup", 16), address=_HOSTS[1], agent="gcloud-python/2.10.0")
    begun = scene.at(10, 4) + rng.randrange(9 * HOUR)
    key.series(begun, (("buckets", ""), ("policy", ""), ("secrets!1", ""), ("accounts", "")), 5 * SECOND, 50 * SECOND)
    for day in (11, 14):
        ms = scene.at(day, 5) + rng.randrange(9 * HOUR)
        objects = [(act, bucket) for bucket in rng.sample(BUCKETS[2::3], 4) for act in ("list", "read", "read", "read")]
        key.series(ms, objects, 2 * SECOND, MINUTE, what="take: object read")
    token.holds()
    key.holds(begun)
