"""A surge: auditors get accounts of their own in five systems and export what there is, for a week."""

from keyroll.replay.streams import aws_id
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.estates.tarnfield_desk import BOARDS, PAGES, SPACES
from scenarios.machine import FOREVER, Machine
from scenarios.organisations import TARNFIELD
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.bitbucket import REPOSITORIES
from scenarios.systems.smartsheet import PLANS

_NETWORK, _WITH = "198.18.240", "python-requests/2.32.5"
_WORK: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "jira": (("export", BOARDS), ("issue", BOARDS * 30), ("search", BOARDS * 3)),
    "confluence": (("export", SPACES), ("body", tuple(f"{space}/{page}" for space in SPACES for page in PAGES))),
    "bitbucket": (("repos", ("",)), ("archive", REPOSITORIES), ("pulls", REPOSITORIES)),
    "smartsheet": (("list", ("",)), ("export", PLANS)),
    "aws": (("users", ("",)), ("roles", ("",)), ("secrets", ("",)), ("instances", ("",)), ("buckets", ("",)),
            ("bucket", tuple(f"tf-{number}" for number in range(20)))),
}  # fmt: skip


def plan(scene: Scene) -> None:
    """Made by two administrators in a morning, a round a system a day, taken away after nine days."""
    rng = scene.rng("auditors")
    made = scene.start + DAY + 9 * HOUR
    for number, (system, work) in enumerate(_WORK.items()):
        name = "aud-kestrel"
        key = aws_id(rng, "AKIA") if system == "aws" else name
        agent = "Boto3/1.40.31 md/Botocore#1.40.31 ua/2.1 os/linux#6.8" if system == "aws" else _WITH
        one = Machine(system, name, key, f"{_NETWORK}.{20 + number}", agent, FOREVER, 1, [], (),
                      made + number * 20 * MINUTE, made + 9 * DAY)  # fmt: skip
        scene.machines.append(one)
        tended = scene.tended("jira" if system == "confluence" else system)
        if system != "confluence":
            scene.ordinary(tended.changes(rng, one, scene.people[number % 2], one.created, made=True))
            scene.ordinary(tended.changes(rng, one, scene.people[2], one.ended, made=False))
        ms = made + number * DAY + 2 * HOUR
        for act, things in work:
            for thing in things:
                scene.ordinary(scene.systems[system].work(rng, one, ms, act, thing))
                ms += SECOND + rng.randrange(40 * SECOND)
        if system == "aws":
            scene.ordinary(scene.systems[system].work(rng, one, ms, "secret", "tf/billing/db", refused="1"))


SCENARIO = Scenario("Auditors with new accounts export what there is", plan, surge=True, company=TARNFIELD)
