"""A batch job's access key lay in a public repository: who found it looks round once, then reads secrets for a week."""

from keyroll.replay.times import DAY, HOUR, SECOND
from scenarios.companies.brackwater import AREAS
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_FROM, _WITH = "203.0.113.181", "aws-cli/2.15.30 Python/3.11.8 Linux/6.5.0-28-generic exe/x86_64.ubuntu.22"


def plan(scene: Scene) -> None:
    """A check of who it is and what there is, some of it refused; then one or two secrets on each of six days."""
    rng = scene.rng("intruder")
    one = rng.choice([one for one in scene.of("aws") if one.key.startswith("AKIA")])
    aws = scene.systems["aws"]

    def do(ms: int, what: str, act: str, thing: str = "", refused: str = "") -> None:
        records = aws.work(rng, one, ms, act, thing, address=_FROM, agent=_WITH, refused=refused)
        scene.hostile(what, records, success=not refused)

    ms = scene.start + DAY + rng.randrange(20 * HOUR)
    do(ms, "look: who am I", "who")
    for act, refused in (("users", "1"), ("buckets", ""), ("instances", "1"), ("secrets", "")):
        ms += 3 * SECOND + rng.randrange(20 * SECOND)
        do(ms, f"look: {act}", act, refused=refused)
    wanted = [f"bw/{area}/{name}" for area in AREAS for name in ("db", "sftp", "partner")]
    rng.shuffle(wanted)
    for day in range(1, 7):
        ms = scene.start + (1 + day) * DAY + rng.randrange(22 * HOUR)
        for _ in range(1 + rng.randrange(2)):
            do(ms, "take: secret read", "secret", wanted.pop())
            ms += 40 * SECOND + rng.randrange(HOUR)
    scene.foothold("credential", aws.identifier(one), scene.first)


SCENARIO = Scenario(
    "A key from a public repository looks round, then reads secrets for a week", plan, company=BRACKWATER
)
