"""A key with all rights on storage stands in public code; somebody reads one copy of a table with it, once.

After Uber (May 2014; complaint of the FTC, August 2017): the key was found in public code, one file was read, and it
was noticed four months later.
"""

from scenarios.companies.wrenfold_places import DUMPS
from scenarios.kit import HOUR, Scene, intrusion

_FROM, _AGENT = "252.88.140.61", "Boto3/1.28.57 Python/3.9.2 Linux/5.10.0-26-amd64 Botocore/1.31.57"


@intrusion("A key from public code reads one copy of a table")
def plan(scene: Scene) -> None:
    """One object on one evening, from outside; nothing else."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("aws", "svc-wf-lake", 16), address=_FROM, agent=_AGENT)
    key.act(scene.at(5, 15) + rng.randrange(7 * HOUR), "object", rng.choice(DUMPS), "take: copy of a table")
    key.holds()
