"""A build service is broken into: the keys that it kept are each tried in their own system, and one goes on."""

from scenarios.kit import HOUR, MINUTE, Scene, intrusion


@intrusion("Keys that a build service kept are each tried in their own system")
def plan(scene: Scene) -> None:
    """One night, one network, four systems, each with a program that is usual there; then the vault on three nights."""
    rng = scene.rng("intruder")
    picked = {name: rng.choice(scene.of(name, vendor=False)) for name in ("github", "gcp", "openbao", "microsoft")}
    intruder = {name: scene.intruder(rng, key, address="203.0.113.118") for name, key in picked.items()}
    ms = scene.at(2, 23)
    for name, act, what in (
        ("github", "list", "look: repositories listed"), ("gcp", "buckets!1", "look: buckets"),
        ("openbao", "self", "look: token looked up"), ("microsoft", "sign-in", "look: signed in"),
    ):  # fmt: skip
        ms += 3 * MINUTE + rng.randrange(9 * MINUTE)
        intruder[name].act(ms, act, "", what)
        intruder[name].holds(ms)
    for night in (2, 3, 6):
        ms = scene.at(2 + night, 22) + rng.randrange(2 * HOUR)
        reads = [("read", thing) for thing in picked["openbao"].things]
        intruder["openbao"].series(ms, reads, 20_000, 3 * MINUTE, what="take: secret read")
