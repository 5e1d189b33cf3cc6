"""A group token fetches other groups' projects, three a day from the builders' own cloud, and leaves a key behind."""

from keyroll.replay.streams import digits
from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies.brackwater import REGION
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.gitlab import PROJECTS


def plan(scene: Scene) -> None:
    """In office hours, with the program that builders use; a list, six days of fetches, a deploy key, a runner."""
    rng = scene.rng("intruder")
    own, gitlab = scene.of("gitlab", vendor=False), scene.systems["gitlab"]
    one = rng.choice([one for one in own if one.agent.startswith("git/")])
    address = f"{REGION[1]}.{150 + rng.randrange(90)}"
    wanted = [name for name in PROJECTS if name not in one.things]
    rng.shuffle(wanted)

    def do(ms: int, what: str, act: str, thing: str = "", **told: str) -> None:
        scene.hostile(what, gitlab.work(rng, one, ms, act, thing, address=address, **told))

    start = scene.start + DAY + 10 * HOUR
    do(start + rng.randrange(HOUR), "look: projects listed", "projects", agent="curl/8.9.1")
    for day in range(6):
        ms = start + day * DAY + 2 * HOUR + rng.randrange(3 * HOUR)
        for _ in range(3):
            do(ms, "take: project fetched", "fetch", wanted.pop())
            ms += 5 * MINUTE + rng.randrange(50 * MINUTE)
    ms, number = start + 7 * DAY + rng.randrange(4 * HOUR), digits(rng, 4)
    do(ms, "stay: deploy key added", "key", one.things[0], agent="curl/8.9.1", number=number, title="backup")
    scene.foothold("credential", f"gitlab@main:deploy_key:{number}", ms)
    do(ms + 9 * MINUTE, "stay: runner made", "runner", agent="curl/8.9.1")
    scene.foothold("runner", "gitlab@main:runner:new", ms + 9 * MINUTE)
    scene.foothold("credential", gitlab.identifier(one), scene.first)


SCENARIO = Scenario("A group's token fetches projects of others and leaves a key behind", plan, company=BRACKWATER)
