"""The vendor of reports lost the keys that it kept for its customers; this one is used with the vendor's own client.

After Sisense (2024): a customer sees only that a key which the vendor alone holds comes from elsewhere.
"""

from scenarios.kit import HOUR, MINUTE, Scene, intrusion

#: Another hoster's network, where the vendor has nothing.
_FROM = ("248.77.101.5", "248.77.102.44")


@intrusion("The key that a vendor of reports held is used from elsewhere")
def plan(scene: Scene) -> None:
    """Three visits in ten days: a look, then questions to the sales that the vendor asks too."""
    rng = scene.rng("intruder")
    intruder = scene.intruder(rng, scene.named("aws", "svc-mb-sproutboard"))
    query = ("query", "sales", "take: sales asked for")
    for day, steps in (
        (2, (("who", ""), ("buckets", ""))), (6, (query, query, ("bucket", "mb-sales-exports"))),
        (12, (query, ("secrets!1", ""))),
    ):  # fmt: skip
        ms = scene.at(day, 8) + rng.randrange(13 * HOUR)
        intruder.series(ms, steps, MINUTE, 40 * MINUTE, address=_FROM[day > 6])
    intruder.holds()
