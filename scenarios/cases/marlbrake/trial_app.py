"""An application of a trial that nobody took away reads the mail of those who lead, from homes of strangers.

After Midnight Blizzard at Microsoft (2023-2024): a forgotten application with wide rights, residential proxies.
"""

from keyroll.replay.streams import uuid
from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies.marlbrake import DOMAIN
from scenarios.estates.marlbrake_desk import Microsoft
from scenarios.organisations import MARLBRAKE
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_WITH = "python-requests/2.31.0"


def plan(scene: Scene) -> None:
    """A sign-in, a second secret, then one to five boxes a day on ten days, each visit from another home."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    one = next(one for one in scene.of("microsoft") if one.name == "Mail trial 2022")
    boxes = [f"{name}@{DOMAIN}" for name in ("managing.director", "board", "legal", "security", "it-alerts")]
    boxes += [f"{person.login}@{DOMAIN}" for person in scene.people[:4]]
    ms, second = scene.start + DAY + 5 * HOUR + rng.randrange(14 * HOUR), uuid(rng)
    told = {"address": _home(rng.randrange(10**6)), "agent": _WITH}
    scene.hostile("look: signed in", tenant.work(rng, one, ms, "sign-in", "", **told))
    scene.hostile("stay: secret added", tenant.adds_secret(rng, one, ms + 11 * MINUTE, second))
    for day in (2, 3, 4, 5, 6, 8, 9, 10, 12, 13):
        ms = scene.start + day * DAY + 5 * HOUR + rng.randrange(16 * HOUR)
        told = {"address": _home(rng.randrange(10**6)), "agent": _WITH, "secret": second}
        for _ in range(1 + rng.randrange(5)):
            scene.hostile("take: mail read", tenant.work(rng, one, ms, "mail", rng.choice(boxes), **told))
            ms += 2 * MINUTE + rng.randrange(25 * MINUTE)
    scene.foothold("credential", tenant.identifier(one), scene.first)
    scene.foothold("credential", f"entra@main:key_id:{second}", scene.first)


def _home(number: int) -> str:
    """A private connection somewhere, whose owner knows nothing of it."""
    return f"{252 + number % 3}.{number // 3 % 200}.{number // 600 % 250}.{2 + number % 251}"


SCENARIO = Scenario("A forgotten application reads the mail of those who lead", plan, company=MARLBRAKE)
