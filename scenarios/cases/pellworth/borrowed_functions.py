"""The key of courses' robots switches services on and runs foreign pages in the college's own project.

After PINEAPPLE and FLUXROOT (Google, 2024): service accounts of others, functions and containers behind the cloud
provider's own addresses, and pages that others were sent to.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM = ("246.71.3.18", "246.71.3.90")
_WITH = "google-cloud-sdk gcloud/462.0.1 command/gcloud.functions.deploy invocation-id/5f interactive/True"
_SERVICES = ("cloudfunctions.googleapis.com", "run.googleapis.com", "cloudbuild.googleapis.com")


@intrusion("The key of courses' robots runs foreign pages")
def plan(scene: Scene) -> None:
    """Looks on one night; services and three pages on the next; more on two days, some refused; one is deleted."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("gcp", "pw-course-robots", 15), address=_FROM[0], agent=_WITH)
    ms = scene.at(1, 4) + rng.randrange(4 * HOUR)
    key.series(
        ms, [("policy!1", ""), ("functions", ""), ("zones", ""), ("machine-list!1", "")], 20 * SECOND, 2 * MINUTE
    )
    ms = scene.at(2, 5) + rng.randrange(3 * HOUR)
    ms = key.series(ms, [("enable", name, "change: service switched on") for name in _SERVICES], 20 * SECOND, MINUTE)
    for day, count in ((2, 3), (6, 2), (10, 2)):
        ms = ms + MINUTE if day == 2 else scene.at(day, 3) + rng.randrange(6 * HOUR)
        for _ in range(count):
            name = f"nota-{rng.randrange(1000, 9999)}"
            steps = [("function" if day == 2 else "run-service", name, "use: page deployed"),
                     ("open-run", name, "stay: opened to everybody")]  # fmt: skip
            ms = key.series(ms, steps, 40 * SECOND, 4 * MINUTE, address=_FROM[day % 4 // 2])
            scene.foothold("workload", f"gcp@main:run:{name}", ms)
        key.act(ms, "machine!1", "us-central1-a", "use: machine tried")
    key.act(scene.at(12, 5) + rng.randrange(HOUR), "drop-run", "nota-1", "hide: page deleted")
    key.holds()
