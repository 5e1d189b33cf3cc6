"""What stands in a script on a share opens the vault, which gives up all in an hour; then the directory and the cloud.

After the breach of Uber in 2022: one strong credential in a script, then everything that it leads to, without haste to
hide.
"""

from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.marlbrake import AREAS
from scenarios.machine import Person
from scenarios.organisations import MARLBRAKE
from scenarios.scenario import Scenario
from scenarios.scene import Scene

#: A server that sells tunnels to private customers.
_FROM = "246.118.40.203"


def plan(scene: Scene) -> None:
    """Most of the vault in under an hour; a key out of it looks round the account; a token out of it makes an admin."""
    rng, vault = scene.rng("intruder"), scene.systems["openbao"]
    steward = next(one for one in scene.of("openbao") if one.name == "token-steward")
    ms = scene.start + 3 * DAY + 17 * HOUR + rng.randrange(4 * HOUR)
    for act in ("self", "mounts"):
        scene.hostile(f"look: {act}", vault.work(rng, steward, ms, act, "", address=_FROM))
        ms += 30 * SECOND + rng.randrange(2 * MINUTE)
    wanted = [f"{area}/{name}" for area in AREAS for name in ("db", "api", "mail", "cloud")]
    wanted += ["ops/backup", "ops/dns", "ops/okta", "builds/registry"]
    for thing in wanted:
        refused = "1" if thing.endswith("mail") else ""
        records = vault.work(rng, steward, ms, "read", thing, address=_FROM, refused=refused)
        scene.hostile("take: secret read", records, success=not refused)
        ms += 5 * SECOND + rng.randrange(150 * SECOND)
    _cloud(scene, ms + 10 * MINUTE)
    _directory(scene, ms + HOUR)
    scene.foothold("credential", vault.identifier(steward), scene.first)


def _cloud(scene: Scene, ms: int) -> None:
    rng, aws = scene.rng("intruder", "cloud"), scene.systems["aws"]
    one = next(one for one in scene.of("aws") if one.name == "svc-mb-backup")
    for act, refused in (("who", ""), ("users", "1"), ("secrets", ""), ("buckets", ""), ("instances", "1"),
                         ("functions", "1"), ("trails", ""), ("roles", "1")):  # fmt: skip
        told = {"address": _FROM, "agent": "aws-cli/2.15.30 Python/3.11.8 Windows/10 exe/AMD64", "refused": refused}
        scene.hostile(f"look: {act}", aws.work(rng, one, ms, act, "", **told), success=not refused)
        ms += 15 * SECOND + rng.randrange(90 * SECOND)
    scene.foothold("credential", aws.identifier(one), ms)


def _directory(scene: Scene, ms: int) -> None:
    rng, okta = scene.rng("intruder", "directory"), scene.systems["okta"]
    one = next(one for one in scene.of("okta") if one.name == "joiner-sync")
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0"
    new = Person("it.support2", okta_id(rng, "00u"), _FROM, _FROM, agent, joined=ms, team="desk", works=False)
    scene.people.append(new)
    for what, act, thing in (("stay: account made", "create", ""), ("stay: group joined", "join", "engineers"),
                             ("stay: administrator made", "admin", "")):  # fmt: skip
        told = {"address": _FROM, "agent": agent, "whom": new.login, "number": new.id}
        scene.hostile(what, okta.work(rng, one, ms, act, thing, **told))
        ms += 20 * SECOND + rng.randrange(3 * MINUTE)
    for _ in range(3):
        scene.hostile("look: signed in", okta.live(rng, new, ms, _FROM))
        ms += MINUTE + rng.randrange(20 * MINUTE)
    scene.foothold("account", f"okta@main:user:{new.id}", new.joined)
    scene.foothold("credential", okta.identifier(one), new.joined)


SCENARIO = Scenario("A token in a script opens the vault, and what is in it the rest", plan, company=MARLBRAKE)
