"""An account of the cluster looks slowly at what it may; a second, stolen one gives it another team's secrets."""

from keyroll.replay.times import DAY, HOUR
from scenarios.scenario import Scenario
from scenarios.scene import Scene


def plan(scene: Scene) -> None:
    """From one operator's pod, each token with its own client: two looks, one binding, seven reads in five days."""
    rng, cluster = scene.rng("intruder"), scene.systems["kubernetes"]
    accounts = scene.of("kubernetes")
    one = rng.choice([one for one in accounts if one.name.endswith("/operator")])
    other = rng.choice([one for one in accounts if one.name.endswith("/deployer")])
    mine, theirs = one.name.partition("/")[0], other.name.partition("/")[0]

    def at(day: int) -> int:
        return scene.start + day * DAY + 6 * HOUR + rng.randrange(14 * HOUR)

    for day, where in ((1, mine), (2, theirs)):
        scene.hostile("look: what it may", cluster.work(rng, one, at(day), "rules", "", namespace=where))
    ms, subject = at(4), f"system:serviceaccount:{mine}:operator"
    scene.hostile("stay: binding made", cluster.work(rng, other, ms, "rolebind", subject, address=one.place(ms)))
    scene.foothold("grant", f"rolebinding:{theirs}:{subject}", ms)
    for number, day in enumerate((5, 5, 6, 7, 8, 8, 9)):
        thing = other.things[number % 2]
        scene.hostile("take: secret read", cluster.work(rng, one, at(day), "secret", thing, namespace=theirs))
    for held in (one, other):
        scene.foothold("credential", cluster.identifier(held), scene.first)


SCENARIO = Scenario("An account's grant is widened by a second credential", plan)
