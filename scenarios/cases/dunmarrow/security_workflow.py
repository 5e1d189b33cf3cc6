"""A bot's token commits a workflow "security" in many repositories; what builds had in secret is tried afterwards.

After GhostAction (2025): one commit with the same file in each repository, a run that sends the secrets out, and use
of the secrets within days.
"""

from scenarios.companies.dunmarrow import AREAS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM, _USED = "246.140.7.31", ("250.61.8.4", "250.61.8.92")
_PATH = ".github/workflows/github_actions_security.yml"


@intrusion("A bot commits a workflow that sends out what builds have in secret")
def plan(scene: Scene) -> None:
    """Fourteen repositories in a quarter of an hour; the cloud's key next day, then the zone's and the cluster's."""
    rng = scene.rng("intruder")
    bot = scene.intruder(rng, scene.held("github", "release-tagger", 12), address=_FROM, agent="python-requests/2.31.0")
    ms = scene.at(3, 13) + rng.randrange(4 * HOUR)
    ms = bot.series(ms, (("user", ""), ("repos", ""), ("repos", "")), SECOND, 5 * SECOND)
    for number, name in enumerate((*bot.machine.things[:12], "infrastructure", "zone-records")):
        ms = bot.series(ms, (("secrets", name), ("contents", name)), SECOND, 6 * SECOND)
        if number % 5 == 4:
            bot.act(ms, "workflow!404", name, "stay: workflow committed", path=_PATH)
        else:
            steps = (("workflow", name, "stay: workflow committed"), ("run", name, "take: secrets sent out"))
            bot.series(ms, steps, 3 * SECOND, 9 * SECOND, path=_PATH)
            scene.foothold("workflow", f"github@main:workflow:{name}", ms)
        ms += 20 * SECOND + rng.randrange(MINUTE)
    deploy = scene.intruder(rng, scene.held("aws", "svc-dm-deploy", 12), address=_USED[0], agent="Boto3/1.40.20")
    ms = scene.at(4, 9) + rng.randrange(9 * HOUR)
    steps = [("who", ""), ("buckets!1", ""), ("secrets!1", ""), *(("images", area) for area in AREAS[:5])]
    deploy.series(ms, steps, 5 * SECOND, 2 * MINUTE)
    deploy.holds(ms)
    zone = scene.intruder(rng, scene.held("cloudflare", "zone-records", 12), address=_USED[1])
    ms = scene.at(6, 20) + rng.randrange(3 * HOUR)
    zone.series(ms, (("add", "login", "stay: record made"), ("set", "login", "stay: record set")), 9 * MINUTE)
    zone.holds(ms)
    scene.foothold("record", "cloudflare@main:record:login", ms)
    release = scene.intruder(rng, scene.held("kubernetes", "ci/releaser", 12), address=_USED[1],
                             agent="kubectl/v1.31.0 (linux/amd64) kubernetes/9edcffc")  # fmt: skip
    ms = scene.at(7, 2) + rng.randrange(5 * HOUR)
    steps = [("rules", ""), ("namespaces!1", ""), *(("secrets!1", f"{area}:") for area in AREAS[:6])]
    release.series(ms, steps, 2 * SECOND, 25 * SECOND)
    release.holds(ms)
    bot.holds()
