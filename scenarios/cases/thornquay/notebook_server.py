"""A notebook server that anybody reaches makes a notebook; its account starts pods elsewhere and asks for secrets.

After the mining that Microsoft described (2020): a dashboard open to the net, an image of the intruder's own, and the
service account of the notebooks, which here is in no list.
"""

from scenarios.companies.thornquay import AREAS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_INSIDE = "10.88.17.201"
_WITH = "kubectl/v1.30.2 (linux/amd64) kubernetes/3968350"


@intrusion("The account of notebooks makes pods in other namespaces and asks for secrets")
def plan(scene: Scene) -> None:
    """A notebook and looks from inside; pods that compute on two nights; secrets, refused but in its own place."""
    rng = scene.rng("intruder")
    account = scene.intruder(rng, scene.held("kubernetes", "balance/notebooks", 12), address=_INSIDE, agent=_WITH)
    ms = scene.at(3, 2) + rng.randrange(6 * HOUR)
    steps = [("notebook", "balance:sheet-test", "use: notebook made"), ("rules", "", "look: rights"),
             ("namespaces!1", "", "look: namespaces"), ("pods", "balance:", "look: pods"),
             ("secrets", "balance:", "take: secrets listed"), ("secret", "balance:telemetry-reader", "take: secret"),
             *((f"secrets{'' if area == 'stats' else '!1'}", f"{area}:", "take: secrets listed") for area in AREAS[6:]),
             ("nodes!1", "", "look: nodes"), ("exec!1", "stats:stats-app", "use: command")]  # fmt: skip
    account.series(ms, steps, 4 * SECOND, 50 * SECOND)
    scene.foothold("workload", "kubernetes@main:notebook:balance/sheet-test", ms)
    for day, where in ((4, "stats"), (6, "balance"), (9, "stats")):
        ms = scene.at(day, 18) + rng.randrange(4 * HOUR)
        names = [f"{where}:season-{number}-worker" for number in range(3 + rng.randrange(4))]
        account.series(ms, [("pod", name, "use: pod made") for name in names], 20 * SECOND, 2 * MINUTE)
        account.act(ms + 11 * MINUTE + MINUTE, "pod!1", "shop:season-worker", "use: pod made")
        for name in names:
            scene.foothold("workload", f"kubernetes@main:pod:{name}/{day}", ms)
    account.holds()
