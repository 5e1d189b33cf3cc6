"""A group token fetches other groups' projects, three a day from the builders' own cloud, and leaves a key behind."""

from scenarios.companies.brackwater import PROJECTS, REGION
from scenarios.kit import DAY, HOUR, MINUTE, Scene, digits, intrusion


@intrusion("A group's token fetches projects of others and leaves a key behind")
def plan(scene: Scene) -> None:
    """In office hours, with the program that builders use; a list, six days of fetches, a deploy key, a runner."""
    rng, curl = scene.rng("intruder"), "curl/8.9.1"
    token = rng.choice([known for known in scene.of("gitlab", vendor=False) if known.agent.startswith("git/")])
    intruder = scene.intruder(rng, token, address=f"{REGION[1]}.{150 + rng.randrange(90)}")
    wanted = [name for name in PROJECTS if name not in token.things]
    rng.shuffle(wanted)
    start = scene.at(1, 10)
    intruder.act(start + rng.randrange(HOUR), "projects", "", "look: projects listed", agent=curl)
    for day in range(6):
        ms = start + day * DAY + 2 * HOUR + rng.randrange(3 * HOUR)
        fetches = [("fetch", wanted.pop()) for _ in range(3)]
        intruder.series(ms, fetches, 5 * MINUTE, 50 * MINUTE, what="take: project fetched")
    ms, number = start + 7 * DAY + rng.randrange(4 * HOUR), digits(rng, 4)
    intruder.act(ms, "key", token.things[0], "stay: deploy key added", agent=curl, number=number, title="backup")
    scene.foothold("credential", f"gitlab@main:deploy_key:{number}", ms)
    intruder.act(ms + 9 * MINUTE, "runner", "", "stay: runner made", agent=curl)
    scene.foothold("runner", "gitlab@main:runner:new", ms + 9 * MINUTE)
    intruder.holds()
