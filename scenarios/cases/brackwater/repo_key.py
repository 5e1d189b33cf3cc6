"""A batch job's access key lay in a public repository: who found it looks round once, then reads secrets for a week."""

from scenarios.companies.brackwater import AREAS
from scenarios.kit import HOUR, SECOND, Scene, intrusion

_WITH = "aws-cli/2.15.30 Python/3.11.8 Linux/6.5.0-28-generic exe/x86_64.ubuntu.22"


@intrusion("A key from a public repository looks round, then reads secrets for a week")
def plan(scene: Scene) -> None:
    """A check of who it is and what there is, some of it refused; then one or two secrets on each of six days."""
    rng = scene.rng("intruder")
    key = rng.choice([known for known in scene.of("aws") if known.key.startswith("AKIA")])
    intruder = scene.intruder(rng, key, address="203.0.113.181", agent=_WITH)
    ms = scene.at(1) + rng.randrange(20 * HOUR)
    intruder.act(ms, "who", "", "look: who am I")
    looks = [(act, "") for act in ("users!1", "buckets", "instances!1", "secrets")]
    intruder.series(ms, looks, 3 * SECOND, 20 * SECOND, waits_first=True)
    wanted = [f"bw/{area}/{name}" for area in AREAS for name in ("db", "sftp", "partner")]
    rng.shuffle(wanted)
    for day in range(1, 7):
        ms = scene.at(1 + day) + rng.randrange(22 * HOUR)
        reads = (("secret", wanted.pop()) for _ in range(1 + rng.randrange(2)))
        intruder.series(ms, reads, 40 * SECOND, HOUR, what="take: secret read")
    intruder.holds()
