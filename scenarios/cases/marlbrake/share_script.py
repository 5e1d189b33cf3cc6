"""What stands in a script on a share opens the vault, which gives up all in an hour; then the directory and the cloud.

After the breach of Uber in 2022: one strong credential in a script, then everything that it leads to, without haste to
hide.
"""

from scenarios.companies.marlbrake import AREAS
from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, intrusion, okta_id

#: A server that sells tunnels to private customers.
_FROM = "246.118.40.203"


@intrusion("A token in a script opens the vault, and what is in it the rest")
def plan(scene: Scene) -> None:
    """Most of the vault in under an hour; a key out of it looks round the account; a token out of it makes an admin."""
    rng = scene.rng("intruder")
    steward = scene.intruder(rng, scene.named("openbao", "token-steward"), address=_FROM)
    ms = scene.at(3, 17) + rng.randrange(4 * HOUR)
    ms = steward.series(ms, (("self", ""), ("mounts", "")), 30 * SECOND, 2 * MINUTE)
    wanted = [f"{area}/{name}" for area in AREAS for name in ("db", "api", "mail", "cloud")]
    wanted += ["ops/backup", "ops/dns", "ops/okta", "builds/registry"]
    reads = [("read!1" if thing.endswith("mail") else "read", thing) for thing in wanted]
    ms = steward.series(ms, reads, 5 * SECOND, 150 * SECOND, what="take: secret read")
    _cloud(scene, ms + 10 * MINUTE)
    _directory(scene, ms + HOUR)
    steward.holds()


def _cloud(scene: Scene, ms: int) -> None:
    agent = "aws-cli/2.15.30 Python/3.11.8 Windows/10 exe/AMD64"
    key = scene.named("aws", "svc-mb-backup")
    intruder = scene.intruder(scene.rng("intruder", "cloud"), key, address=_FROM, agent=agent)
    acts = ("who", "users!1", "secrets", "buckets", "instances!1", "functions!1", "trails", "roles!1")
    intruder.holds(intruder.series(ms, [(act, "") for act in acts], 15 * SECOND, 90 * SECOND))


def _directory(scene: Scene, ms: int) -> None:
    rng, okta = scene.rng("intruder", "directory"), scene.systems["okta"]
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0"
    new = Person("it.support2", okta_id(rng, "00u"), _FROM, _FROM, agent, joined=ms, team="desk", works=False)
    scene.people.append(new)
    token, details = scene.named("okta", "joiner-sync"), {"whom": new.login, "number": new.id}
    intruder = scene.intruder(rng, token, address=_FROM, agent=agent, **details)
    steps = (("create", "", "stay: account made"), ("join", "engineers", "stay: group joined"),
             ("admin", "", "stay: administrator made"))  # fmt: skip
    ms = intruder.series(ms, steps, 20 * SECOND, 3 * MINUTE)
    for _ in range(3):
        scene.hostile("look: signed in", okta.live(rng, new, ms, _FROM))
        ms += MINUTE + rng.randrange(20 * MINUTE)
    scene.foothold("account", f"okta@main:user:{new.id}", new.joined)
    intruder.holds(new.joined)
