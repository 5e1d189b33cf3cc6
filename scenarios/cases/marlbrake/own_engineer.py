"""An engineer of the house takes the code at night with machines' credentials, through a tunnel that once breaks.

After Ubiquiti (2020-2021): an insider who clones by night, shortens how long logs are kept, and whose own address shows
for some minutes.
"""

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.estates.marlbrake_desk import REPOSITORIES
from scenarios.organisations import MARLBRAKE
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_TUNNEL, _GIT = "246.201.15.88", "git/2.50.1 (Apple Git-155)"
_CLI = "aws-cli/2.32.19 md/awscrt#0.29.1 ua/2.1 os/macos#25.2.0 md/arch#arm64 lang/python#3.13.11"


def plan(scene: Scene) -> None:
    """Five nights within nine days, four to nine repositories each; in the third the tunnel breaks for two of them."""
    rng, git, aws = scene.rng("intruder"), scene.systems["github"], scene.systems["aws"]
    tagger = next(one for one in scene.of("github") if one.name == "release-tagger")
    ops = next(one for one in scene.of("aws") if one.name == "svc-mb-ops")
    who, wanted = scene.people[9], list(REPOSITORIES)
    rng.shuffle(wanted)
    for night, day in enumerate((1, 2, 5, 8, 9)):
        ms = scene.start + day * DAY + 22 * HOUR + rng.randrange(2 * HOUR)
        for number in range(4 + rng.randrange(6)):
            where = who.home if night == 2 and number in (2, 3) else _TUNNEL
            records = git.work(rng, tagger, ms, "clone", wanted.pop(), address=where, agent=_GIT)
            scene.hostile("take: repository cloned", records)
            ms += 40 * SECOND + rng.randrange(7 * MINUTE)
    ms = scene.start + 9 * DAY + 26 * HOUR + rng.randrange(HOUR)
    for act, thing in (("trails", ""), ("buckets", ""), *(("forget-logs", f"mb/{name}") for name in
                       ("edge", "shop", "audit", "cluster")), ("drop-bucket-rule", "mb-logs")):  # fmt: skip
        what = "hide: logs are kept for a day" if act.startswith(("forget", "drop")) else f"look: {act}"
        scene.hostile(what, aws.work(rng, ops, ms, act, thing, address=_TUNNEL, agent=_CLI))
        ms += 25 * SECOND + rng.randrange(4 * MINUTE)
    scene.foothold("credential", git.identifier(tagger), scene.first)
    scene.foothold("credential", aws.identifier(ops), ms)


SCENARIO = Scenario("An engineer takes the code by night through a tunnel", plan, company=MARLBRAKE)
