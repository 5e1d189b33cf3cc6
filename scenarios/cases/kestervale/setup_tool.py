"""The account of the tool that sets hosts up reads members, from the host beside the one where it runs.

After Dropbox Sign (2024): a service account of a configuration tool, with rights in production, reached the customers'
database.
"""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.organisations import KESTERVALE
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.visit import held, visit

#: Another host of the data centre, next to the tool's own, on which nothing of it ever ran.
_BESIDE = "198.18.20.33"
#: Table by table, a few a night; what is read first tells what is worth a copy.
_NIGHTS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (2, ("tables", "read members.settings")), (3, ("roles", "read members.persons")),
    (5, ("read claims.persons", "read members.payments", "read claims.settings")),
    (6, ("read members.persons", "read members.files")), (9, ("read claims.cases", "read claims.notes")),
    (10, ("read providers.persons", "read members.settings", "read claims.cases")),
    (13, ("copy members.persons", "read claims.files")), (15, ("copy claims.cases", "copy members.payments")),
)  # fmt: skip


def plan(scene: Scene) -> None:
    """Two or three statements on eight nights, with the tool's own name for a client but the first time."""
    rng = scene.rng("intruder")
    role, token = held(scene, "postgresql", "setup_adm", 17), held(scene, "openbao", "token-setup", 17)
    since = 0
    for number, (day, said) in enumerate(_NIGHTS):
        ms = scene.start + day * DAY + HOUR + rng.randrange(4 * HOUR)
        steps = []
        for act, _, table in (one.partition(" ") for one in said):
            kind = "look" if not table or table.endswith("settings") else "take"
            steps.append((f"{kind}: {'table copied' if act == 'copy' else 'database asked'}", act, table))
        told = {"address": _BESIDE, "agent": "psql" if number == 0 else role.agent}
        visit(scene, rng, role, ms, steps, (2 * MINUTE, 35 * MINUTE), **told)
        if day in (3, 9):
            steps = [
                ("take: secret read", "read", thing) for thing in ("hosts/accounts", "members/db")[: 1 + number % 2]
            ]
            visit(scene, rng, token, ms + HOUR, steps, (MINUTE, 9 * MINUTE), address=_BESIDE, agent=token.agent)
            since = since or ms + HOUR
    scene.foothold("credential", scene.systems["postgresql"].identifier(role), scene.first)
    scene.foothold("credential", scene.systems["openbao"].identifier(token), since)


SCENARIO = Scenario("The account of the tool that sets hosts up reads members", plan, company=KESTERVALE)
