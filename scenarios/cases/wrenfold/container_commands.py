"""Keys out of builds are tried by a scanner; a day later commands run in containers, and secrets are read in bulk.

After what Wiz saw of TeamPCP's use of stolen keys (March 2026): a question who each key is within the hour, lists of
everything and of containers above all on the next day, shells in running containers, secrets, objects, and the code
with a build's token.
"""

from random import Random

from scenarios.companies.wrenfold_places import AREAS, BUCKETS, REPOSITORIES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_SCAN, _VPN = "252.140.7.19", ("251.201.33.8", "251.201.33.14", "253.77.6.120")
_HOG, _BOTO = "TruffleHog", "Boto3/1.42.50 md/Botocore#1.42.50 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.12.3"
_SHELL = "aws-cli/2.31.4 md/awscrt#0.28.1 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.7"


@intrusion("Keys out of builds open shells in containers and read secrets in bulk")
def plan(scene: Scene) -> None:
    """Three keys tried at once; lists on the next day; shells and secrets on three days; code on the fourth."""
    rng = scene.rng("intruder")
    ms = scene.at(1, 3) + rng.randrange(8 * HOUR)
    for name in ("svc-wf-builds", "svc-wf-images", "svc-wf-terraform"):
        tried = scene.intruder(rng, scene.held("aws", name, 8), address=_SCAN, agent=_HOG)
        tried.act(ms, "who")
        tried.holds(ms)
        ms += 2 * SECOND + rng.randrange(20 * SECOND)
    key = scene.intruder(rng, scene.held("aws", "svc-wf-terraform", 8), agent=_BOTO)
    ms = scene.at(2, 2) + rng.randrange(6 * HOUR)
    looks = ("who", "users", "roles", "groups", "instances", "functions", "databases", "buckets", "secrets",
             "task-clusters", "services", "task-list", "tasks", "task-kinds", "images!1", "snapshots", "log-events!1",
             "accounts!1")  # fmt: skip
    ms = key.series(ms, [(act, rng.choice(AREAS)) for act in looks], 2 * SECOND, 25 * SECOND, address=_VPN[0])
    for day in (2, 3, 5):
        ms = max(ms + 40 * MINUTE, scene.at(day, 9) + rng.randrange(6 * HOUR))
        _shells(scene, rng, ms, _VPN[day % 3])
    ms = scene.at(4, 1) + rng.randrange(4 * HOUR)
    code = scene.intruder(rng, scene.held("github", "wf-image-builds", 8), address=_VPN[1], agent="git/2.43.0")
    since = ms
    steps = [("list", "", "look: repositories")]
    steps += [("clone", name, "take: code") for name in rng.sample(REPOSITORIES, 34)]
    code.series(ms, steps, 3 * SECOND, 30 * SECOND)
    code.holds(since)


def _shells(scene: Scene, rng: Random, ms: int, address: str) -> None:
    """Shells in some containers, then secrets one after another, then a few objects."""
    key = scene.intruder(rng, scene.held("aws", "svc-wf-terraform", 8), address=address)
    for area in rng.sample(AREAS, 5):
        steps: list[tuple[str, ...]] = [("task-list", area), ("tasks", area)]
        steps += [("exec-task", f"{area}|{area}-{number}", "use: command in a container") for number in range(2)]
        ms = key.series(ms, steps, 15 * SECOND, 3 * MINUTE, agent=_SHELL)
    names = [f"wf/{area}/{name}" for area in AREAS for name in ("db", "bus")]
    steps = [("secrets", ""), *(("secret", name, "take: secret") for name in rng.sample(names, 18))]
    ms = key.series(ms, steps, SECOND, 4 * SECOND, agent=_BOTO)
    bucket = rng.choice(BUCKETS)
    steps = [("objects", bucket)]
    steps += [("object", f"{bucket}|{number:04d}.bin", "take: object read") for number in rng.sample(range(140), 22)]
    key.series(ms + 5 * MINUTE, steps, 2 * SECOND, 12 * SECOND, agent=_BOTO)
