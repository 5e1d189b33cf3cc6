"""The session of an instance's role is taken out and used through a VPN, in working hours, with the same library."""

from scenarios.companies.brackwater import AREAS
from scenarios.kit import HOUR, MINUTE, Scene, intrusion


@intrusion("The session of an instance's role is used through a VPN")
def plan(scene: Scene) -> None:
    """Three mornings: what its own program reads, and each time a few secrets of other areas; sessions are renewed."""
    rng = scene.rng("intruder")
    role = rng.choice([known for known in scene.of("aws") if known.key.startswith("role/") and known.roams is None])
    intruder, taken = scene.intruder(rng, role, address="203.0.113.98"), "take: secret read"
    others = [f"bw/{area}/{name}" for area in AREAS for name in ("db", "cache")]
    others = [secret for secret in others if secret not in role.things]
    rng.shuffle(others)
    for morning in (1, 2, 5):
        ms = scene.at(morning, 8) + rng.randrange(2 * HOUR)
        steps = (("secret", role.things[0], taken), ("queue", ""), ("secret", others.pop(), taken),
                 ("secret", others.pop(), taken), ("decrypt", ""))  # fmt: skip
        intruder.series(ms, steps, MINUTE, 25 * MINUTE)
    intruder.holds()
