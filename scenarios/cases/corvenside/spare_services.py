"""The key of what trains models makes roles for services that the company does not use, and lets them compute.

After AMBERSQUID (2023): no instances, but sites that are built, builds, notebooks and tasks, each with a role of its
own, by a script that does the same in many regions.
"""

from random import Random

from scenarios.kit import HOUR, SECOND, Actor, Scene, intrusion

_HOSTS = ("247.60.200.14", "247.60.201.90")
_WITH = "aws-cli/2.13.9 Python/3.11.4 Linux/5.10.0-23-amd64 docker/x86_64.amzn.2 prompt/off"
_ROLES = (
    ("AWSCodeCommit-Role", "amplify", "AdministratorAccess-Amplify"),
    ("sugo-role", "codebuild", "CloudWatchFullAccess"),
    ("sagemaker-role", "sagemaker", "AmazonSageMakerFullAccess"),
    ("ecsTaskExecutionRole", "ecs-tasks", "AmazonECS_FullAccess"),
)
_REGIONS = ("us-east-1", "eu-west-3", "ap-northeast-1", "sa-east-1")


@intrusion("A key of models makes roles, and services that nobody uses compute")
def plan(scene: Scene) -> None:
    """Roles on an evening; four regions in the hour after it; builds again on two further nights."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("aws", "svc-cs-models", 12), address=_HOSTS[0], agent=_WITH)
    ms = scene.at(2, 21) + rng.randrange(2 * HOUR)
    ms = key.series(ms, [("who", ""), ("roles", ""), ("users!1", "")], 2 * SECOND, 6 * SECOND)
    for name, service, policy in _ROLES:
        steps = [("service-role", f"{name}|{service}", "stay: role made"),
                 ("give-service", f"{name}|{policy}", "stay: rights given to a role")]  # fmt: skip
        ms = key.series(ms, steps, 2 * SECOND, 7 * SECOND)
        scene.foothold("role", f"aws@905172336418:role:{name}", ms)
    for region in _REGIONS:
        ms = _region(scene, rng, key, ms + 20 * SECOND, region)
    for day in (5, 9):
        ms = scene.at(day, 3) + rng.randrange(4 * HOUR)
        for region in _REGIONS[:3]:
            steps = [("site-build", f"{number}k", "use: site built") for number in range(3)]
            steps += [("build", "test-101-build", "use: build started")] * 2
            ms = key.series(ms, steps, 4 * SECOND, 20 * SECOND, region=region, address=_HOSTS[1])
    key.holds()


def _region(scene: Scene, rng: Random, key: Actor, ms: int, region: str) -> int:
    """What the script does in one region; tasks are not allowed, and notebooks are too many after the second."""
    name = f"test-{rng.randrange(100, 999)}"
    steps = [("code-store", name, "use: store of code made"), ("site", name, "use: site made"),
             ("site-branch", name, "use: site made"), *[("site-build", f"{n}k", "use: site built") for n in range(3)],
             ("build-project", f"{name}-build", "use: build made"), ("build", f"{name}-build", "use: build started"),
             ("notebook-setup", name, "use: notebook set up")]  # fmt: skip
    ms = key.series(ms, steps, 2 * SECOND, 9 * SECOND, region=region)
    for number in range(3):
        error = "ResourceLimitExceeded" if number == 2 else ""
        more = {"error": error, "refused": "1"} if error else {}
        key.act(ms, "notebook", f"{name}-{number}", "use: notebook started", region=region, **more)
        ms += 3 * SECOND
    for act in ("task-cluster", "task", "task-service"):
        key.act(ms, f"{act}!1", name, "use: task tried", region=region)
        ms += 2 * SECOND
    scene.foothold("workload", f"aws@905172336418:amplify:{region}/{name}", ms)
    return ms
