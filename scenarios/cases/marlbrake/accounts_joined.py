"""A surge: the cloud of a smaller house that was bought is joined with the own one, with its people and its code."""

from random import Random

from keyroll.replay.streams import aws_id, digits
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.marlbrake import AREAS, person
from scenarios.estates.marlbrake_cloud import SDK
from scenarios.estates.marlbrake_desk import GROUPS, REPOSITORIES
from scenarios.keeping import by_hand, take_up
from scenarios.machine import FOREVER, Machine
from scenarios.organisations import MARLBRAKE
from scenarios.scenario import Scenario
from scenarios.scene import Scene

#: Where the bought house's machines are.
_NETWORK = "198.18.140"
_JOBS = ("bulbs", "trees", "tools", "courses", "letters", "vouchers", "tills")


def plan(scene: Scene) -> None:
    """Eleven people in a morning; machines with new keys on three days, refused at first; a tool that lists all."""
    rng = scene.rng("joined")
    _people(scene, rng)
    _tool(scene, rng)
    begins = scene.start + 3 * DAY + 8 * HOUR
    for number, job in enumerate(_JOBS):
        made = begins + number % 3 * DAY + rng.randrange(7 * HOUR)
        one = Machine("aws", f"oak-{job}", aws_id(rng, "AKIA"), f"{_NETWORK}.{20 + number}",
                      (SDK, "aws-sdk-php/3.369.1 ua/2.1 lang/php#8.4.15")[number % 2],
                      (HOUR, 4 * HOUR, DAY)[number % 3], 3 + number, [f"oak/{job}/db", f"oak/{job}/mail"],
                      ("secret", "queue", "bucket"), created=made, phase=rng.randrange(HOUR))  # fmt: skip
        take_up(scene, one, number % 4)
        for attempt in range(1 + number % 4):
            ms = made + 6 * MINUTE * (attempt + 1)
            scene.ordinary(scene.systems["aws"].work(rng, one, ms, "secret", one.things[0], refused="1"))
        by_hand(scene, rng, one, made + HOUR, scene.people[1 + number % 3].office, 3)
    _code(scene, rng, begins + 2 * DAY)


def _people(scene: Scene, rng: Random) -> None:
    """The tool of the personnel list makes accounts, an administrator sets what it got wrong."""
    okta, sync = scene.systems["okta"], next(one for one in scene.of("okta") if one.name == "joiner-sync")
    joined = scene.start + DAY + 8 * HOUR
    for number in range(11):
        new = person(rng, 60 + number, ("engineering", "desk")[number % 2], joined)
        scene.people.append(new)
        ms = joined + number * 4 * MINUTE
        for act, thing in (("create", ""), ("join", GROUPS[0]), ("join", GROUPS[1 + number % 3]), ("assign", "Slack"),
                           ("assign", "GitHub"), ("password", "")):  # fmt: skip
            scene.ordinary(okta.work(rng, sync, ms, act, thing, whom=new.login, number=new.id))
            ms += SECOND + rng.randrange(20 * SECOND)


def _tool(scene: Scene, rng: Random) -> None:
    """What compares both accounts asks for everything in four regions, twice; and copies databases over."""
    made = scene.start + 2 * DAY + 9 * HOUR
    one = Machine("aws", "svc-mb-joining", aws_id(rng, "AKIA"), f"{_NETWORK}.90", "joinery/2.6.0 Boto3/1.42.30",
                  FOREVER, 1, [], (), made, made + 10 * DAY)  # fmt: skip
    take_up(scene, one, 0)
    aws = scene.systems["aws"]
    for visit in range(2):
        ms = made + HOUR + visit * 3 * DAY
        for region in ("eu-west-1", "eu-central-1", "us-east-1", "eu-west-2"):
            for act in ("users", "roles", "secrets", "parameters", "buckets", "instances", "functions", "snapshots",
                        "trails"):  # fmt: skip
                scene.ordinary(aws.work(rng, one, ms, act, "", region=region))
                ms += SECOND + rng.randrange(9 * SECOND)
        for name in (*AREAS, *_JOBS):
            scene.ordinary(aws.work(rng, one, ms, "bucket", f"{name}-files", refused="1" if name == "tills" else ""))
            scene.ordinary(aws.work(rng, one, ms + 900, "snapshot", f"oak-{name}"))
            ms += 20 * SECOND + rng.randrange(MINUTE)


def _code(scene: Scene, rng: Random, made: int) -> None:
    """Their builds get a token of the own house; all that they share is cloned on the first day."""
    one = Machine("github", "oak-builds", digits(rng, 9), f"{_NETWORK}.70", "git/2.39.5", 2 * HOUR, 4,
                  [*REPOSITORIES[3:9], "design-system", "pipelines"], ("fetch", "clone", "statuses"), created=made,
                  phase=rng.randrange(HOUR))  # fmt: skip
    take_up(scene, one, 2)
    ms = made + 20 * MINUTE
    for thing in (*one.things, "handbook", "infrastructure"):
        scene.ordinary(scene.systems["github"].work(rng, one, ms, "clone", thing))
        ms += 30 * SECOND + rng.randrange(4 * MINUTE)


SCENARIO = Scenario("The cloud of a house that was bought is joined with the own", plan, surge=True, company=MARLBRAKE)
