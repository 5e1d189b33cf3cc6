"""A surge: the half-yearly trial of the backups, in which the accounts kept for it read everything there is."""

from keyroll.replay.streams import aws_id, digits
from keyroll.replay.times import DAY, HOUR, SECOND
from scenarios.companies.brackwater import AREAS, REGION
from scenarios.machine import Machine
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.confluence import SPACES
from scenarios.systems.gitlab import PROJECTS


def plan(scene: Scene) -> None:
    """Each week they save a little of it; on this day all of it, and they look up every secret's name."""
    rng, where = scene.rng("backup"), f"{REGION[6]}.200"
    week = 7 * DAY
    cloud = Machine("aws", "svc-bw-backup", aws_id(rng, "AKIA"), where, "aws-sdk-go-v2/1.36.3 os/linux", week, 5,
                    [f"bw-{area}" for area in AREAS[:3]], ("snapshot", "snapshots"), phase=2 * HOUR)  # fmt: skip
    code = Machine("gitlab", "backup-keeper", digits(rng, 5), where, "python-gitlab/5.6.0", week, 4,
                   list(PROJECTS[:6]), ("export", "projects"), phase=3 * HOUR)  # fmt: skip
    pages = Machine("confluence", "svc-bw-pagekeeper", "svc-bw-pagekeeper", where, "okhttp/4.12.0", week, 3,
                    list(SPACES[:3]), ("space", "export"), phase=4 * HOUR)  # fmt: skip
    scene.machines += [cloud, code, pages]
    ms = scene.start + 2 * DAY + 5 * HOUR
    for act in ("buckets", "secrets", "parameters", "instances", "snapshots"):
        scene.ordinary(scene.systems["aws"].work(rng, cloud, ms, act, ""))
        ms += 20 * SECOND + rng.randrange(60 * SECOND)
    for area in AREAS:
        for act in ("snapshot", "bucket"):
            scene.ordinary(scene.systems["aws"].work(rng, cloud, ms, act, f"bw-{area}"))
            ms += 20 * SECOND + rng.randrange(200 * SECOND)
    for name in PROJECTS:
        scene.ordinary(scene.systems["gitlab"].work(rng, code, ms, "export", name))
        ms += 20 * SECOND + rng.randrange(200 * SECOND)
    for space in SPACES:
        scene.ordinary(scene.systems["confluence"].work(rng, pages, ms, "export", space))
        ms += 20 * SECOND + rng.randrange(200 * SECOND)


SCENARIO = Scenario("A trial of the backups reads everything", plan, surge=True, company=BRACKWATER)
