"""A surge: the cloud of a smaller company that was bought is joined with the own one, with its people and its code."""

from random import Random

from scenarios.companies.marlbrake import AREAS, GROUPS, REPOSITORIES, SDK, person
from scenarios.kit import (
    DAY,
    FOREVER,
    HOUR,
    MINUTE,
    SECOND,
    Machine,
    Scene,
    aws_id,
    by_hand,
    digits,
    surge,
    take_up,
)  # fmt: skip

#: Where the bought company's machines are.
_NETWORK = "198.18.140"
_JOBS = ("bulbs", "trees", "tools", "courses", "letters", "vouchers", "tills")
_LISTS = ("users", "roles", "secrets", "parameters", "buckets", "instances", "functions", "snapshots", "trails")


@surge("The cloud of a house that was bought is joined with the own")
def plan(scene: Scene) -> None:
    """Eleven people in a morning; machines with new keys on three days, refused at first; a tool that lists all."""
    rng = scene.rng("joined")
    _people(scene, rng)
    _tool(scene, rng)
    begins = scene.at(3, 8)
    for number, job in enumerate(_JOBS):
        made = begins + number % 3 * DAY + rng.randrange(7 * HOUR)
        key = Machine("aws", f"oak-{job}", aws_id(rng, "AKIA"), f"{_NETWORK}.{20 + number}",
                      (SDK, "aws-sdk-php/3.369.1 ua/2.1 lang/php#8.4.15")[number % 2],
                      (HOUR, 4 * HOUR, DAY)[number % 3], 3 + number, [f"oak/{job}/db", f"oak/{job}/mail"],
                      ("secret", "queue", "bucket"), created=made, phase=rng.randrange(HOUR))  # fmt: skip
        take_up(scene, key, number % 4)
        refusals = [("secret!1", key.things[0])] * (1 + number % 4)
        scene.user(rng, key).series(made + 6 * MINUTE, refusals, 6 * MINUTE)
        by_hand(scene, rng, key, made + HOUR, scene.people[1 + number % 3].office, 3)
    _code(scene, rng, begins + 2 * DAY)


def _people(scene: Scene, rng: Random) -> None:
    """The tool of the personnel list makes accounts, an administrator sets what it got wrong."""
    sync, joined = scene.user(rng, scene.named("okta", "joiner-sync")), scene.at(1, 8)
    for number in range(11):
        new = person(rng, 60 + number, ("engineering", "desk")[number % 2], joined)
        scene.people.append(new)
        steps = (("create", ""), ("join", GROUPS[0]), ("join", GROUPS[1 + number % 3]), ("assign", "Slack"),
                 ("assign", "GitHub"), ("password", ""))  # fmt: skip
        sync.series(joined + number * 4 * MINUTE, steps, SECOND, 20 * SECOND, whom=new.login, number=new.id)


def _tool(scene: Scene, rng: Random) -> None:
    """What compares both accounts asks for everything in four regions, twice; and copies databases over."""
    made = scene.at(2, 9)
    key = Machine("aws", "svc-mb-joining", aws_id(rng, "AKIA"), f"{_NETWORK}.90", "joinery/2.6.0 Boto3/1.42.30",
                  FOREVER, 1, [], (), made, made + 10 * DAY)  # fmt: skip
    take_up(scene, key, 0)
    tool = scene.user(rng, key)
    for visit in range(2):
        ms = made + HOUR + visit * 3 * DAY
        for region in ("eu-west-1", "eu-central-1", "us-east-1", "eu-west-2"):
            ms = tool.series(ms, [(act, "") for act in _LISTS], SECOND, 9 * SECOND, region=region)
        for name in (*AREAS, *_JOBS):
            tool.act(ms, "bucket!1" if name == "tills" else "bucket", f"{name}-files")
            tool.act(ms + 900, "snapshot", f"oak-{name}")
            ms += 20 * SECOND + rng.randrange(MINUTE)


def _code(scene: Scene, rng: Random, made: int) -> None:
    """Their builds get a token of the own company; all that they share is cloned on the first day."""
    token = Machine("github", "oak-builds", digits(rng, 9), f"{_NETWORK}.70", "git/2.39.5", 2 * HOUR, 4,
                    [*REPOSITORIES[3:9], "design-system", "pipelines"], ("fetch", "clone", "statuses"), created=made,
                    phase=rng.randrange(HOUR))  # fmt: skip
    take_up(scene, token, 2)
    clones = [("clone", thing) for thing in (*token.things, "handbook", "infrastructure")]
    scene.user(rng, token).series(made + 20 * MINUTE, clones, 30 * SECOND, 4 * MINUTE)
