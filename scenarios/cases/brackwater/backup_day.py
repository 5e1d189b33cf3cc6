"""A surge: the half-yearly trial of the backups, in which the accounts kept for it read everything there is."""

from scenarios.companies.brackwater import AREAS, PROJECTS, REGION, SPACES
from scenarios.kit import DAY, HOUR, SECOND, Machine, Scene, aws_id, digits, surge


@surge("A trial of the backups reads everything")
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
    scene.adds(cloud, code, pages)
    looks = [(act, "") for act in ("buckets", "secrets", "parameters", "instances", "snapshots")]
    ms = scene.user(rng, cloud).series(scene.at(2, 5), looks, 20 * SECOND, 60 * SECOND)
    saves = [(act, f"bw-{area}") for area in AREAS for act in ("snapshot", "bucket")]
    for keeper, steps in (
        (cloud, saves), (code, [("export", name) for name in PROJECTS]), (pages, [("export", name) for name in SPACES]),
    ):  # fmt: skip
        ms = scene.user(rng, keeper).series(ms, steps, 20 * SECOND, 200 * SECOND)
