"""A bot's token copies all projects in an hour; tokens that stand in them are tried at the vault and in the cloud.

After the theft from an instance of GitLab of Red Hat's consultants (2025): tens of thousands of projects in bulk, and
reports for customers with tokens and addresses in them.
"""

from scenarios.companies.lowmere import PROJECTS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_HOST, _TRIES = "253.77.10.6", ("253.77.10.9", "246.61.4.33")


@intrusion("A bot's token copies all projects, and tokens in them are tried")
def plan(scene: Scene) -> None:
    """Lists and one archive on a Sunday; all archives two nights later; tries at two systems within a day of it."""
    rng = scene.rng("intruder")
    bot = scene.intruder(rng, scene.held("gitlab", "pins", 12), address=_HOST, agent="python-gitlab/4.13.0")
    ms = scene.at(6, 9) + rng.randrange(5 * HOUR)
    bot.series(ms, (("me", ""), ("groups", ""), ("projects", ""), ("archive", PROJECTS[20], "take: archive")), SECOND,
               20 * SECOND)  # fmt: skip
    ms = scene.at(8, 8) + rng.randrange(3 * HOUR)
    for number, name in enumerate(PROJECTS):
        steps = [("branches", name, "look: branches"), ("archive", name, "take: archive taken")]
        if number % 7 == 6:
            steps.append(("export!403", name, "take: project exported"))
        ms = bot.series(ms, steps, 2 * SECOND, 50 * SECOND)
    vault = scene.intruder(rng, scene.held("openbao", "token-builds", 12), address=_TRIES[0], agent="curl/8.9.1")
    begun = scene.at(9, 2) + rng.randrange(6 * HOUR)
    reads = [("self", ""), ("mounts!1", ""), ("read", "builds/registry"), ("read!1", "models/cloud"),
             ("read!1", "ops/copies")]  # fmt: skip
    vault.series(begun, reads, 9 * SECOND, 2 * MINUTE, what="take: {act}")
    vault.holds(begun)
    cloud = scene.intruder(rng, scene.held("gcp", "lm-builds", 12), address=_TRIES[1], agent="gcloud-python/2.18.0")
    begun += 3 * HOUR
    lists = [("buckets!1", ""), ("list", "lm-models-archive"), ("list!1", "lm-alloys-results"), ("secrets!1", "")]
    cloud.series(begun, lists, 5 * SECOND, MINUTE)
    cloud.holds(begun)
    bot.holds()
