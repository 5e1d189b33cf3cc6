"""The key on the server for builds makes administrators, reads secrets, and tries machines where nobody runs any.

After two keys that Datadog saw at its customers (winter of 2023 to 2024): accounts of administrators for the time after
the key, secrets and buckets looked through, and machines tried in another region, where it ends in vain.
"""

from scenarios.companies.brindlecote_places import ACCOUNT, AREAS, BUCKETS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion
from scenarios.systems.aws import Aws

_FROM, _AGENT = (
    ("254.61.18.3", "254.61.18.90"),
    "aws-cli/2.11.9 Python/3.11.2 Linux/6.1.0-13-amd64 exe/x86_64.debian.12",
)
_FAR, _USERS = "ap-southeast-3", ("bc-support-sync", "cloud_backup")


@intrusion("A key makes administrators, reads secrets, and tries machines in a region that nobody uses")
def plan(scene: Scene) -> None:
    """An hour for two users; secrets and buckets for three; machines tried by night, in vain; ended the next noon."""
    rng, cloud = scene.rng("intruder"), scene.known("aws", Aws)
    held = scene.held("aws", "svc-bc-yard", 6)
    key = scene.intruder(rng, held, agent=_AGENT, address=_FROM[0])
    ms = scene.at(4, 13) + rng.randrange(3 * HOUR)
    ms = key.series(ms, [("who", ""), ("users", ""), ("policies", held.name), ("roles", "")], 20 * SECOND, 2 * MINUTE)
    until = scene.at(5, 12)
    for number, name in enumerate(_USERS):
        steps = [("user", name, "stay: user made"), ("give-user", name, "stay: all rights given")]
        steps.insert(1 + number, ("password", name, "stay: password set"))
        ms = key.series(ms + 6 * MINUTE, steps, 30 * SECOND, 3 * MINUTE)
        scene.foothold("account", f"aws@{ACCOUNT}:user:{name}", ms, until)
    ms = key.series(ms + 20 * MINUTE, [("secrets", ""), ("parameters", ""), ("buckets", "")], 20 * SECOND, MINUTE)
    steps = [("secret", f"bc/{area}/db", "take: secret") for area in rng.sample(AREAS, 12)]
    ms = key.series(ms, steps, 3 * SECOND, 40 * SECOND)
    for name in rng.sample(BUCKETS, 5):
        steps = [("objects", name, "look: objects")]
        steps += [("object", f"{name}|{rng.randrange(120):04d}.bin", "take: object") for _ in range(6)]
        ms = key.series(ms + 4 * MINUTE, steps, 5 * SECOND, 40 * SECOND)
    ms = scene.at(4, 23) + rng.randrange(2 * HOUR)
    ms = key.series(ms, [("regions", ""), ("type-limits", "L-417A185B")], 30 * SECOND, MINUTE, address=_FROM[1])
    for kind in ("g4dn.12xlarge", "g5.8xlarge", "p3.8xlarge", "c6i.16xlarge"):
        key.act(ms, "key-pair!1", "jobs", "use: pair of keys", region=_FAR, address=_FROM[1], error="OptInRequired")
        for error in ("OptInRequired", "Client.UnauthorizedOperation"):
            ms += 40 * SECOND + rng.randrange(2 * MINUTE)
            key.act(ms, "run!1", kind, "use: machine", region=_FAR, address=_FROM[1], error=error)
    by = scene.people[0]
    handed(scene, rng, held.name, until - 20 * MINUTE, by, grace=20 * MINUTE)
    key.holds(0, until)
    for number, (act, name) in enumerate((act, name) for name in _USERS for act in ("drop-password", "drop-user")):
        scene.ordinary(cloud.person_does(rng, by, until - 10 * MINUTE + number * 90 * SECOND, act, name, by.office))
