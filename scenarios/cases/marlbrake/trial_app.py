"""An application of a trial that nobody took away reads the mail of those who lead, from homes of strangers.

After Midnight Blizzard at Microsoft (2023-2024): a forgotten application with wide rights, residential proxies.
"""

from scenarios.companies.marlbrake import DOMAIN
from scenarios.kit import HOUR, MINUTE, Scene, intrusion, uuid
from scenarios.systems.microsoft import Microsoft


@intrusion("A forgotten application reads the mail of those who lead")
def plan(scene: Scene) -> None:
    """A sign-in, a second secret, then one to five boxes a day on ten days, each visit from another home."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    app = scene.named("microsoft", "Mail trial 2022")
    intruder = scene.intruder(rng, app, agent="python-requests/2.31.0")
    boxes = [f"{name}@{DOMAIN}" for name in ("managing.director", "board", "legal", "security", "it-alerts")]
    boxes += [f"{person.login}@{DOMAIN}" for person in scene.people[:4]]
    ms, second = scene.at(1, 5) + rng.randrange(14 * HOUR), uuid(rng)
    intruder.act(ms, "sign-in", "", "look: signed in", address=_home(rng.randrange(10**6)))
    scene.hostile("stay: secret added", tenant.adds_secret(rng, app, ms + 11 * MINUTE, second))
    for day in (2, 3, 4, 5, 6, 8, 9, 10, 12, 13):
        ms, where = scene.at(day, 5) + rng.randrange(16 * HOUR), _home(rng.randrange(10**6))
        mails = (("mail", rng.choice(boxes), "take: mail read") for _ in range(1 + rng.randrange(5)))
        intruder.series(ms, mails, 2 * MINUTE, 25 * MINUTE, address=where, secret=second)
    intruder.holds()
    scene.foothold("credential", f"entra@main:key_id:{second}", scene.first)


def _home(number: int) -> str:
    """A private connection somewhere, whose owner knows nothing about it."""
    return f"{252 + number % 3}.{number // 3 % 200}.{number // 600 % 250}.{2 + number % 251}"
