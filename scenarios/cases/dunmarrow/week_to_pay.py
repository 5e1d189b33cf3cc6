"""The key that keeps papers writes them anew under the intruder's own key, and sets a rule that deletes after a week.

After Codefinger (2025): no hole, only a key with rights on buckets, and encryption of which the company lacks the key.
"""

from scenarios.companies.dunmarrow import AREAS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM = "252.200.14.3"
_WITH = "aws-cli/2.22.28 md/awscrt#0.22.0 ua/2.0 os/windows#2022Server md/arch#amd64 lang/python#3.12.6"


@intrusion("Papers are sealed with a foreign key, and a rule deletes after a week")
def plan(scene: Scene) -> None:
    """Two looks on an evening; on the second night each paper of four areas is read and written, then the rules."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("aws", "svc-dm-papers", 9), address=_FROM, agent=_WITH)
    ms = scene.at(5, 18) + rng.randrange(4 * HOUR)
    key.series(ms, (("who", ""), ("buckets", ""), ("bucket", "dm-papers"), ("bucket!1", "dm-web")), 20 * SECOND, MINUTE)
    ms = scene.at(7, 0) + rng.randrange(3 * HOUR)
    for area in AREAS[:4]:
        for number in range(45):
            paper = f"dm-papers|{area}/{number:04d}.pdf"
            steps = (("object", paper, "take: paper read"), ("sealed-object", paper, "destroy: paper sealed"))
            ms = key.series(ms, steps, 300, 2 * SECOND)
    steps = (("bucket-rule", "dm-papers", "destroy: rule that deletes"), ("bucket-rule!1", "dm-scans", "destroy: rule"),
             ("put-object", "dm-papers|READ_ME.txt", "extort: note"))  # fmt: skip
    key.series(ms, steps, 20 * SECOND, 2 * MINUTE)
    key.holds()
