"""An account of the cluster looks slowly at what it may; a second, stolen one gives it another team's secrets."""

from scenarios.kit import HOUR, Scene, intrusion


@intrusion("An account's grant is widened by a second credential")
def plan(scene: Scene) -> None:
    """From one operator's pod, each token with its own client: two looks, one binding, seven reads in five days."""
    rng, accounts = scene.rng("intruder"), scene.of("kubernetes")
    first = rng.choice([account for account in accounts if account.name.endswith("/operator")])
    other = rng.choice([account for account in accounts if account.name.endswith("/deployer")])
    mine, theirs = first.name.partition("/")[0], other.name.partition("/")[0]
    operator, deployer = scene.intruder(rng, first), scene.intruder(rng, other)

    def at(day: int) -> int:
        return scene.at(day, 6) + rng.randrange(14 * HOUR)

    for day, where in ((1, mine), (2, theirs)):
        operator.act(at(day), "rules", "", "look: what it may", namespace=where)
    ms, subject = at(4), f"system:serviceaccount:{mine}:operator"
    deployer.act(ms, "rolebind", subject, "stay: binding made", address=first.place(ms))
    scene.foothold("grant", f"rolebinding:{theirs}:{subject}", ms)
    for number, day in enumerate((5, 5, 6, 7, 8, 8, 9)):
        operator.act(at(day), "secret", other.things[number % 2], "take: secret read", namespace=theirs)
    operator.holds()
    deployer.holds()
