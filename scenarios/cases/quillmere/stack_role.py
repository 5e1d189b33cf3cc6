"""An engineer's token leads to the pipeline's role, and a stack that does nothing else makes a role with all rights.

After UNC6426 (Google, March 2026): a package in the editor takes the token, two days later a workflow in a branch that
is deleted brings out what builds hold, the role that rolls out makes another one, objects are read for hours, machines
and databases are deleted, and repositories are renamed and made public. Three days in all.
"""

from random import Random

from scenarios.companies.quillmere import REPOSITORIES, runner
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Machine, Person, Scene, hexes, intrusion
from scenarios.systems.aws import Aws
from scenarios.systems.github import Github

_FROM, _CLOUD = ("251.88.14.60", "251.88.14.61"), "251.140.9.22"
_GIT, _API, _CLI = (
    "git/2.39.5",
    "python-requests/2.32.3",
    "aws-cli/2.15.57 Python/3.11.8 Linux/6.1.0-28-amd64 exe/x86_64",
)
_ROLE = "qm-service-support"


@intrusion("The pipeline's role makes a stack whose only content is a role with all rights")
def plan(scene: Scene) -> None:
    """Code on the first evening; the role within a day; objects in a night; destruction on the third day; ended."""
    rng, who = scene.rng("intruder"), scene.people[6]
    ms = scene.at(2, 19) + rng.randrange(2 * HOUR)
    ms = _code(scene, rng, who, ms) + 4 * HOUR
    role = _stack(scene, rng, ms + rng.randrange(5 * HOUR))
    _objects(scene, rng, role, scene.at(4, 0) + rng.randrange(2 * HOUR))
    ms = _destroys(scene, rng, role, who, scene.at(5, 14) + rng.randrange(2 * HOUR))
    ended = ms + 90 * MINUTE
    cloud, by = scene.known("aws", Aws), scene.people[0]
    for act, thing in (("roles", ""), ("drop-role", _ROLE), ("policies", "qm-ci-deploy")):
        scene.ordinary(cloud.person_does(rng, by, ended, act, thing, by.office))
    role.ended = ended
    scene.foothold("credential", f"github@main:token_id:{Github.token(who)}", scene.first)
    scene.foothold("role", cloud.identifier(role), role.created, ended)


def _does(scene: Scene, rng: Random, who: Person, ms: int, act: str, thing: str, what: str, **more: str) -> int:
    """One act with the engineer's token; return the time after it."""
    agent = _GIT if act in ("clone", "push", "fetch") else _API
    refused = more.get("refused", "")
    code, address = scene.known("github", Github), _FROM[ms // HOUR % 2]
    records = code.granted(rng, who, ms, act, thing, address, agent, country="NL", **more)
    scene.hostile(what, records, success=not refused)
    return ms + 6 * SECOND + rng.randrange(MINUTE)


def _code(scene: Scene, rng: Random, who: Person, ms: int) -> int:
    """What the token may see; a branch with a workflow in each of three repositories, run once and deleted."""
    for act, thing in (("user", ""), ("orgs", ""), ("list", ""), ("secrets", "infrastructure"),
                       ("secrets", "pipelines"),
                       ("contents", "pipelines"), ("secrets!403", "signing")):  # fmt: skip
        name, _, refused = act.partition("!")
        ms = _does(scene, rng, who, ms, name, thing, f"look: {name}", **({"refused": refused} if refused else {}))
    for repository in ("orders-service", "pipelines", "infrastructure"):
        branch = f"heads/dev_remote_{rng.randrange(1000)}"
        for act, what in (("clone", "take: code"), ("push", "change: branch pushed"),
                          ("run", "take: secrets of builds"),
                          ("jobs", "look: run"), ("branch", "hide: branch deleted"),
                          ("forget-run", "hide: run deleted")):  # fmt: skip
            ms = _does(scene, rng, who, ms, act, repository, what, path=branch)
        ms += 5 * MINUTE + rng.randrange(20 * MINUTE)
    return ms


def _stack(scene: Scene, rng: Random, ms: int) -> Machine:
    """One more run takes the role; outside, with what it was given, stacks are looked at and one is made."""
    cloud, deploys = scene.known("aws", Aws), scene.held("aws", "qm-ci-deploy", 8)
    ms = _does(scene, rng, scene.people[6], ms, "run", "infrastructure", "use: run")
    taken = cloud.by_pipeline(rng, deploys, ms, "quillmere/infrastructure", runner("deploy", ms))
    scene.hostile("use: the pipeline's role taken", taken)
    user = scene.intruder(rng, deploys, address=_CLOUD, agent=_CLI, session="GitHubActions")
    since = ms = ms + 4 * MINUTE
    steps = (("who", ""), ("stacks", "orders"), ("roles!1", ""), ("buckets!1", ""),
             ("stack", "qm-support-setup", "stay: stack that makes a role"))  # fmt: skip
    ms = user.series(ms, steps, 20 * SECOND, 3 * MINUTE)
    made = (("new-role", "stay: role made"), ("give-role", "stay: all rights given"))
    user.series(ms + 9 * SECOND, [(act, _ROLE, what) for act, what in made], 12 * SECOND,
                address="cloudformation.amazonaws.com", agent="cloudformation.amazonaws.com")  # fmt: skip
    scene.foothold("session", f"{cloud.identifier(deploys)}/GitHubActions", since, ms + 6 * HOUR)
    role = Machine("aws", _ROLE, "role/support", _CLOUD, _CLI, FOREVER, 1, [], (), created=ms + 9 * SECOND)
    scene.adds(role)
    taken = cloud.assumes(rng, deploys, role, ms + 5 * MINUTE, "support", address=_CLOUD, agent=_CLI)
    scene.hostile("use: role taken", taken)
    return role


def _objects(scene: Scene, rng: Random, role: Machine, ms: int) -> None:
    """Buckets are listed and some hundred objects read, within four hours of a night."""
    user = scene.intruder(rng, role, session="support")
    ms = user.series(ms, (("buckets", ""), ("objects", "qm-results-files"), ("objects", "qm-billing-archive")), MINUTE)
    steps = [("object", f"{rng.choice(('qm-results-files', 'qm-billing-archive'))}|{rng.randrange(900):03d}.pdf",
              "take: object read") for _ in range(240)]  # fmt: skip
    ms = user.series(ms, steps, 5 * SECOND, 90 * SECOND)
    user.series(ms, [("decrypt", "", "take: key used"), ("secret", "qm/results/db", "take: secret read")], MINUTE)


def _destroys(scene: Scene, rng: Random, role: Machine, who: Person, ms: int) -> int:
    """Machines and two databases are ended; then repositories are renamed and made public."""
    user = scene.intruder(rng, role, session="support")
    steps = [("instances", ""), ("databases", "")]
    wrecks = [("terminate", f"0{rng.getrandbits(60):015x}", "destroy: machine ended") for _ in range(7)]
    wrecks += [("drop-database", f"qm-{name}", "destroy: database deleted") for name in ("orders", "reports")]
    ms = user.series(ms, [*steps, *wrecks], 20 * SECOND, 2 * MINUTE)
    for name in REPOSITORIES[:18]:
        found = f"repository-{hexes(rng, 12)}"
        ms = _does(scene, rng, who, ms, "rename", name, "destroy: repository renamed",
                   named=found)  # fmt: skip
        ms = _does(scene, rng, who, ms, "visibility", found, "take: repository made public")
        code, by = scene.known("github", Github), scene.people[0]
        private = code.granted(rng, by, ms + 2 * HOUR, "visibility", found, by.home, by.agent, made="private")
        scene.ordinary(private)
        scene.foothold("public repository", f"github@main:repo:{found}", ms, ms + 2 * HOUR)
    return ms
