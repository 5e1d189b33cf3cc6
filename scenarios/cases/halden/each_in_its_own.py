"""A build service is broken into: the keys that it kept are each tried in their own system, and one goes on."""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.machine import Machine
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_FROM = "203.0.113.118"


def plan(scene: Scene) -> None:
    """One night, one network, four systems, each with a program that is usual there; then the vault on three nights."""
    rng = scene.rng("intruder")
    picked = {name: rng.choice(scene.of(name, vendor=False)) for name in ("github", "gcp", "openbao", "microsoft")}

    def do(name: str, ms: int, what: str, act: str, thing: str = "", refused: str = "") -> None:
        records = scene.systems[name].work(rng, picked[name], ms, act, thing, address=_FROM, refused=refused)
        scene.hostile(what, records, success=not refused)

    ms = scene.start + 2 * DAY + 23 * HOUR
    for name, what, act, refused in (
        ("github", "look: repositories listed", "list", ""), ("gcp", "look: buckets", "buckets", "1"),
        ("openbao", "look: token looked up", "self", ""), ("microsoft", "look: signed in", "sign-in", ""),
    ):  # fmt: skip
        ms += 3 * MINUTE + rng.randrange(9 * MINUTE)
        do(name, ms, what, act, refused=refused)
        scene.foothold("credential", scene.systems[name].identifier(picked[name]), ms)
    vault: Machine = picked["openbao"]
    for night in (2, 3, 6):
        ms = scene.start + (2 + night) * DAY + 22 * HOUR + rng.randrange(2 * HOUR)
        for thing in vault.things:
            do("openbao", ms, "take: secret read", "read", thing)
            ms += 20_000 + rng.randrange(3 * MINUTE)


SCENARIO = Scenario("Keys that a build service kept are each tried in their own system", plan)
