"""A build's token is taken out of the builds' service and used from another hoster's cloud."""

from scenarios.kit import DAY, HOUR, MINUTE, Scene, intrusion


@intrusion("A build's secret is used from another hoster's cloud")
def plan(scene: Scene) -> None:
    """What its project has, in three visits within four days, each from another machine; nothing is refused."""
    rng = scene.rng("intruder")
    lasting = scene.lasting("bitbucket", scene.start - 7 * DAY, scene.at(6))
    build = rng.choice([token for token in lasting if token.name.startswith("build-") and token.name != "build-sim"])
    intruder, wanted = scene.intruder(rng, build, agent="git/2.34.1"), list(build.things)
    for visit, (day, count) in enumerate(((0, 2), (2, 3), (3, 2))):
        ms = scene.at(1 + day, 11) + rng.randrange(9 * HOUR)
        address = f"246.{rng.randrange(40)}.{rng.randrange(256)}.{2 + rng.randrange(250)}"
        if visit == 0:
            intruder.act(ms, "repos", "", "look: repositories listed", address=address, agent="curl/7.81.0")
        clones = [("clone", wanted.pop(0), "take: repository cloned") for _ in range(count)]
        intruder.series(ms, clones, MINUTE, 25 * MINUTE, waits_first=True, address=address)
    intruder.holds()
