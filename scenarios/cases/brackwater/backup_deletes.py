"""The account that keeps the backups deletes them, from the machine on which it always runs."""

from keyroll.replay.streams import aws_id
from keyroll.replay.times import DAY, HOUR, SECOND
from scenarios.companies.brackwater import AREAS, SHARED
from scenarios.machine import Machine
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene


def plan(scene: Scene) -> None:
    """Two nights before, three refused calls; then snapshots, versions and rules of all areas within half an hour."""
    rng = scene.rng("intruder")
    keeper = Machine("aws", "svc-bw-vaultkeep", aws_id(rng, "AKIA"), SHARED, "aws-sdk-go-v2/1.36.3 os/linux", DAY, 5,
                     [f"bw-{area}" for area in AREAS], ("snapshot", "snapshot", "snapshots"),
                     phase=2 * HOUR)  # fmt: skip
    scene.machines.append(keeper)
    aws = scene.systems["aws"]

    def do(ms: int, what: str, act: str, thing: str = "", refused: str = "") -> None:
        scene.hostile(what, aws.work(rng, keeper, ms, act, thing, refused=refused), success=not refused)

    ms = scene.start + 3 * DAY + 3 * HOUR
    for act, thing in (("users", ""), ("roles", ""), ("drop-key", "alias/backup")):
        do(ms, f"look: {act}", act, thing, refused="1")
        ms += 20 * SECOND + rng.randrange(90 * SECOND)
    ms = scene.start + 5 * DAY + 3 * HOUR + rng.randrange(HOUR)
    do(ms, "look: snapshots", "snapshots")
    for area in AREAS:
        for act in ("drop-snapshot", "stop-versions", "drop-bucket-rule"):
            ms += 10 * SECOND + rng.randrange(80 * SECOND)
            do(ms, f"break: {act} of {area}", act, f"bw-{area}")
    scene.foothold("credential", aws.identifier(keeper), scene.first)


SCENARIO = Scenario("The account that keeps the backups deletes them", plan, company=BRACKWATER)
