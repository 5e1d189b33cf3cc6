"""The account that keeps the backups deletes them, from the machine on which it always runs."""

from scenarios.companies.brackwater import AREAS, SHARED
from scenarios.kit import DAY, HOUR, SECOND, Machine, Scene, aws_id, intrusion


@intrusion("The account that keeps the backups deletes them")
def plan(scene: Scene) -> None:
    """Two nights before, three refused calls; then snapshots, versions and rules of all areas within half an hour."""
    rng = scene.rng("intruder")
    keeper = Machine("aws", "svc-bw-vaultkeep", aws_id(rng, "AKIA"), SHARED, "aws-sdk-go-v2/1.36.3 os/linux", DAY, 5,
                     [f"bw-{area}" for area in AREAS], ("snapshot", "snapshot", "snapshots"),
                     phase=2 * HOUR)  # fmt: skip
    scene.adds(keeper)
    intruder = scene.intruder(rng, keeper)
    looks = (("users!1", ""), ("roles!1", ""), ("drop-key!1", "alias/backup"))
    intruder.series(scene.at(3, 3), looks, 20 * SECOND, 90 * SECOND)
    ms = scene.at(5, 3) + rng.randrange(HOUR)
    intruder.act(ms, "snapshots")
    deletes = [(act, f"bw-{area}", f"break: {act} of {area}") for area in AREAS
               for act in ("drop-snapshot", "stop-versions", "drop-bucket-rule")]  # fmt: skip
    intruder.series(ms, deletes, 10 * SECOND, 80 * SECOND, waits_first=True)
    intruder.holds()
